/**
 * The state of each drone in Redis: a hash per drone and a set of drone ids per convoy. The hash tag in braces keeps the keys of a
 * convoy in one cluster slot, so that one script call covers many of its drones.
 */
import { mapLimited } from '../../../lib/async/map-limited.ts'
import { Failure } from '../../../lib/errors.ts'
import { compareInstants } from '../../../lib/readings/order.ts'
import type { ConvoyId, DroneId } from '../../../schema/ids.ts'
import type { StoredReading } from '../../../schema/telemetry.ts'
import type { DroneFacts, DroneFigures, DroneState, FleetCache, PartialState, StatePart } from '../../ports/fleet.ts'
import type { RedisClient, RedisConnection, RedisValue } from './connection.ts'
import { packConvoy, packDrone, packReading, unpackConvoy, unpackDrone, unpackReading } from './fleet-codec.ts'

/** Redis is configured without eviction, so states of drones that no longer exist must expire. */
export const fleetTtlMs = 86_400_000
/** Drones per script call, which blocks Redis's only thread for one or two milliseconds. */
const dronesPerCall = 250
/** Calls of one change or read that wait for Redis, whose replies must come within half a second. */
const callsAtOnce = 4
/** A batch may have readings of as many convoys as drones: their calls are sent together. */
const convoysAtOnce = 256
const rostersAtOnce = 16
const leadAttempts = 5

/** The fields of each part. */
const fieldsOf: Record<StatePart, readonly string[]> = {
  drone: ['drone'],
  reading: ['reading'],
  figures: ['totalEngagements', 'successfulHits', 'currentStreak'],
  leaderOfTerm: ['leaderOfTerm'],
  checkedAtMs: ['checkedAtMs'],
}

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
    common: RedisValue[] = [],
  ): Promise<void> {
    await mapLimited(chunksOf(items), callsAtOnce, async (some) => {
      const keys = some.map(({ droneId }) => stateKey(convoyId, droneId))
      await redis.run(script, keys, [fleetTtlMs, ...common, ...some.flatMap(toArgs)])
    })
  }

  return {
    async advance(messages, checkedAtMs) {
      await mapLimited(messages, convoysAtOnce, ({ convoyId, readings }) =>
        update('advance', convoyId, newestOf(readings), toReadingArgs, [checkedAtMs ?? '']),
      )
    },
    async describe(convoyId, facts) {
      await update('describe', convoyId, facts, toFactArgs)
    },
    async read(convoyId, droneIds, parts) {
      const fields = parts.flatMap((part) => fieldsOf[part])
      const calls = await mapLimited(chunksOf(droneIds), callsAtOnce, async (some) => {
        const keys = some.map((droneId) => stateKey(convoyId, droneId))
        const found = await redis.runForBytes<(Buffer | null)[][]>('read', keys, fields)
        return some.map((droneId, at) => toState(convoyId, droneId, parts, found[at] ?? []))
      })
      return calls.flat()
    },
    async enlist(convoy, { joined, left }) {
      const roster = rosterKey(convoy.convoyId)
      await redis.run('keep', [convoysKey], [convoy.convoyId, packConvoy(convoy), fleetTtlMs])
      await redis.use(roster, async (client) => {
        for (const some of chunksOf(joined)) await add(client, roster, some)
        for (const some of chunksOf(left))
          await Promise.all([
            client.srem(roster, ...some),
            client.unlink(...some.map((droneId) => stateKey(convoy.convoyId, droneId))),
          ])
        await client.pexpire(roster, fleetTtlMs)
      })
    },
    async rosters() {
      const rows = await redis.use(convoysKey, (client) => client.hvalsBuffer(convoysKey).catch(noneOfWrongType))
      const convoys = rows.flatMap((row) => unpackConvoy(row) ?? [])
      return mapLimited(convoys, rostersAtOnce, async (convoy) => {
        const roster = rosterKey(convoy.convoyId)
        const droneIds = await redis.use(roster, (client) => client.smembers(roster).catch(noneOfWrongType))
        return { convoy, droneIds: droneIds as DroneId[] }
      })
    },
    async lead({ convoyId, droneId, term, atMs }) {
      const leader = leaderKey(convoyId)
      for (let attempt = 0; attempt < leadAttempts; attempt++) {
        const [held] = await redis.use(leader, (client) => client.hmget(leader, 'droneId').catch(noneOfWrongType))
        const holder = (held ?? '') as DroneId | ''
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

/** A key of another type was not made here: it counts as lost. */
function noneOfWrongType(error: Error): [] {
  if (!error.message.startsWith('WRONGTYPE')) throw error
  return []
}

async function add(client: RedisClient, roster: string, droneIds: readonly DroneId[]): Promise<void> {
  try {
    await client.sadd(roster, ...droneIds)
  } catch (error) {
    noneOfWrongType(error as Error)
    await client.unlink(roster)
    await client.sadd(roster, ...droneIds)
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

const toReadingArgs = (reading: StoredReading): RedisValue[] => [
  packReading(reading),
  reading.latitudeDeg,
  reading.longitudeDeg,
  reading.fuelPct ?? '',
]

const toFactArgs = ({ drone, figures, checkedAtMs }: DroneFacts): RedisValue[] => [
  drone ? packDrone(drone) : '',
  ...(figures ? [figures.totalEngagements, figures.successfulHits, figures.currentStreak] : ['', '', '']),
  checkedAtMs ?? '',
]

const toNumber = (bytes: Buffer | null | undefined): number | null => (bytes ? Number(bytes.toString()) : null)

/** `values` are those of the fields of these parts, in their order. */
function toState<P extends StatePart>(
  convoyId: ConvoyId,
  droneId: DroneId,
  parts: readonly P[],
  values: readonly (Buffer | null)[],
): PartialState<P> | null {
  if (values.every((value) => value === null)) return null
  const state: Partial<DroneState> = { droneId }
  let isUnreadable = false
  let at = 0
  for (const part of parts) {
    const value = values[at] ?? null
    if (part === 'drone') state.drone = value && unpackDrone(convoyId, droneId, value)
    else if (part === 'reading') {
      state.reading = value && unpackReading(droneId, value)
      isUnreadable = value !== null && state.reading === null
    } else if (part === 'figures') state.figures = value && toFigures(values.slice(at, at + 3))
    else if (part === 'leaderOfTerm') state.leaderOfTerm = toNumber(value)
    else state.checkedAtMs = toNumber(value)
    at += fieldsOf[part].length
  }
  // As if it had been lost: another version wrote it.
  if (isUnreadable && state.checkedAtMs) state.checkedAtMs = null
  return state as PartialState<P>
}

function toFigures(values: readonly (Buffer | null | undefined)[]): DroneFigures {
  const [totalEngagements, successfulHits, currentStreak] = values.map((value) => toNumber(value) ?? 0)
  return { totalEngagements, successfulHits, currentStreak } as DroneFigures
}
