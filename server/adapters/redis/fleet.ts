/**
 * The state of each drone in Redis: a hash per drone and a set of drone ids per convoy. The hash tag in braces keeps the keys of a
 * convoy in one cluster slot, so that one script call covers many of its drones.
 */
import { Packr } from 'msgpackr'
import { mapLimited } from '../../../lib/async/map-limited.ts'
import { Failure } from '../../../lib/errors.ts'
import { compareInstants, type Instant } from '../../../lib/readings/order.ts'
import type { Convoy, Drone } from '../../../schema/convoys.ts'
import type { ConvoyId, DroneId } from '../../../schema/ids.ts'
import type { StoredReading } from '../../../schema/telemetry.ts'
import type { DroneFacts, DroneState, FleetCache } from '../../ports/fleet.ts'
import type { RedisConnection, RedisValue } from './connection.ts'

/** Redis is configured without eviction, so states of drones that no longer exist must expire. */
export const fleetTtlMs = 86_400_000
/** Drones per script call, which blocks Redis's only thread for a few milliseconds. */
const dronesPerCall = 500
const callsAtOnce = 16
const leadAttempts = 5
const versionDigits = 10
const codec = new Packr({ useRecords: false })

/** In the order in which `toState` expects their values. */
const fields = [
  'drone',
  'reading',
  'totalEngagements',
  'successfulHits',
  'currentStreak',
  'leaderOfTerm',
  'checkedAtMs',
] as const

export function createRedisFleet({ redis }: { redis: RedisConnection }): FleetCache {
  const convoysKey = redis.key('convoys')
  const rosterKey = (convoyId: ConvoyId) => redis.key(`roster:{${convoyId}}`)
  const leaderKey = (convoyId: ConvoyId) => redis.key(`leader:{${convoyId}}`)
  const stateKey = (convoyId: ConvoyId, droneId: DroneId) => redis.key(`drone:{${convoyId}}:${droneId}`)

  /** Calls a script for the drones of one convoy, some at a time. */
  async function update<T extends { droneId: DroneId }>(
    script: 'advance' | 'describe',
    convoyId: ConvoyId,
    items: readonly T[],
    toArgs: (item: T) => RedisValue[],
  ): Promise<void> {
    await mapLimited(chunksOf(items), callsAtOnce, async (some) => {
      const keys = some.map(({ droneId }) => stateKey(convoyId, droneId))
      await redis.run(script, keys, [fleetTtlMs, ...some.flatMap(toArgs)])
    })
  }

  return {
    async advance(messages) {
      await mapLimited(messages, callsAtOnce, ({ convoyId, readings }) =>
        update('advance', convoyId, newestOf(readings), toReadingArgs),
      )
    },
    async describe(convoyId, facts) {
      await update('describe', convoyId, facts, toFactArgs)
    },
    async read(convoyId, droneIds) {
      const calls = await mapLimited(chunksOf(droneIds), callsAtOnce, async (some) => {
        const keys = some.map((droneId) => stateKey(convoyId, droneId))
        const found = await redis.runForBytes<(Buffer | null)[][]>('read', keys, fields)
        return some.map((droneId, at) => toState(droneId, found[at] ?? []))
      })
      return calls.flat()
    },
    async enlist(convoy, { joined, left }) {
      const roster = rosterKey(convoy.convoyId)
      await redis.run('keep', [convoysKey], [convoy.convoyId, toRow(convoy), fleetTtlMs])
      await redis.use(roster, async (client) => {
        for (const some of chunksOf(joined)) await client.sadd(roster, ...some)
        for (const some of chunksOf(left))
          await Promise.all([
            client.srem(roster, ...some),
            client.unlink(...some.map((droneId) => stateKey(convoy.convoyId, droneId))),
          ])
        await client.pexpire(roster, fleetTtlMs)
      })
    },
    async rosters() {
      const rows = await redis.use(convoysKey, (client) => client.hvalsBuffer(convoysKey))
      const convoys = rows.flatMap((row) => fromRow<Convoy>(row) ?? [])
      return mapLimited(convoys, callsAtOnce, async (convoy) => {
        const roster = rosterKey(convoy.convoyId)
        const droneIds = await redis.use(roster, (client) => client.smembers(roster))
        return { convoy, droneIds: droneIds as DroneId[] }
      })
    },
    async lead({ convoyId, droneId, term, atMs }) {
      const leader = leaderKey(convoyId)
      for (let attempt = 0; attempt < leadAttempts; attempt++) {
        const holder = ((await redis.use(leader, (client) => client.hget(leader, 'droneId'))) ?? '') as DroneId | ''
        const keys = [holder, droneId].map((id) => (id ? stateKey(convoyId, id) : leader))
        const moved = await redis.run<number>(
          'lead',
          [leader, ...keys],
          [holder, droneId ?? '', term, atMs, fleetTtlMs],
        )
        if (moved >= 0) return
      }
      throw new Failure('unavailable', `The leader of ${convoyId} in Redis changed ${leadAttempts} times meanwhile.`)
    },
  }
}

const chunksOf = <T>(items: readonly T[]): T[][] =>
  Array.from({ length: Math.ceil(items.length / dronesPerCall) }, (_, n) =>
    items.slice(n * dronesPerCall, (n + 1) * dronesPerCall),
  )

function newestOf(readings: readonly StoredReading[]): StoredReading[] {
  const newest = new Map<DroneId, StoredReading>()
  for (const reading of readings) {
    const known = newest.get(reading.droneId)
    if (!known || compareInstants(known, reading) < 0) newest.set(reading.droneId, reading)
  }
  return [...newest.values()]
}

/** Digits, so that Lua compares them as strings whatever the server's collation. */
const toInstant = ({ recordedAtMs, sequence }: Instant): string =>
  `${String(recordedAtMs).padStart(16, '0')}${String(sequence).padStart(10, '0')}`

const toReadingArgs = (reading: StoredReading): RedisValue[] => [
  toInstant(reading),
  codec.pack(reading),
  reading.latitudeDeg,
  reading.longitudeDeg,
  reading.fuelPct ?? '',
]

const toFactArgs = ({ drone, figures, checkedAtMs }: DroneFacts): RedisValue[] => [
  drone ? toRow(drone) : '',
  ...(figures ? [figures.totalEngagements, figures.successfulHits, figures.currentStreak] : ['', '', '']),
  checkedAtMs ?? '',
]

const toRow = (row: Convoy | Drone): Buffer =>
  Buffer.concat([Buffer.from(String(row.version).padStart(versionDigits, '0')), codec.pack(row)])

const fromRow = <R>(bytes: Buffer | null | undefined): R | null => unpack<R>(bytes?.subarray(versionDigits))

/** Null for a value of another program or version. */
function unpack<V>(bytes: Buffer | null | undefined): V | null {
  try {
    return bytes ? (codec.unpack(bytes) as V) : null
  } catch {
    return null
  }
}

const toNumber = (bytes: Buffer | null | undefined): number | null => (bytes ? Number(bytes.toString()) : null)

function toState(droneId: DroneId, values: readonly (Buffer | null)[]): DroneState | null {
  if (values.every((value) => value === null)) return null
  const [drone, reading, total, hits, streak, leaderOfTerm, checkedAtMs] = values
  const [totalEngagements, successfulHits, currentStreak] = [total, hits, streak].map(toNumber)
  return {
    droneId,
    drone: fromRow<Drone>(drone),
    reading: unpack<StoredReading>(reading),
    figures:
      totalEngagements == null
        ? null
        : { totalEngagements, successfulHits: successfulHits ?? 0, currentStreak: currentStreak ?? 0 },
    leaderOfTerm: toNumber(leaderOfTerm),
    checkedAtMs: toNumber(checkedAtMs),
  }
}
