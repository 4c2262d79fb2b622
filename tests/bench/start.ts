/** How long a process takes from its start until it is ready, with a fleet of the greatest size that one picture can show. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { uuidOf } from '../../lib/random/random.ts'
import type { ConvoyId, DroneId } from '../../schema/ids.ts'
import * as tables from '../../schema/tables.ts'
import { telemetryBucketMs, unmeasured } from '../../schema/telemetry.ts'
import { openLmdbTables } from '../../server/adapters/lmdb/tables.ts'
import { systemClock } from '../../server/adapters/memory/clock.ts'
import { openScyllaTables } from '../../server/adapters/scylla/tables.ts'
import type { Tables } from '../../server/ports/tables.ts'
import { connectionTo } from '../support/scylla-keyspace.ts'
import { startServer } from '../support/server-process.ts'
import { openFreshCluster } from '../support/servers-cluster.ts'
import { convoyOf, droneOf } from './fleet.ts'
import type { BenchRow, Measured } from './row.ts'

export const convoyCount = 65
export const dronesPerConvoy = 1_000
const mostSeconds = 10
const rounds = 3
/** Of one convoy and so of many partitions: more at once would overflow the queue of the store. */
const rowsAtOnce = 1_000

export const startEmbedded: BenchRow = {
  name: 'ready with 65,000 drones',
  target: `≤ 1 (${mostSeconds} s)`,
  async run(log) {
    const dataDir = mkdtempSync(join(tmpdir(), 'convoy-bench-'))
    try {
      const store = await openLmdbTables({ dataDir, clock: systemClock, tables: tables.allTables })
      await fillStore(store)
      await store.close()
      const environment = { DATA_DIR: dataDir, ROLES: 'web,ingest,worker' }
      return await measureStarts(log, () => environment, 'one process, everything from LMDB')
    } finally {
      rmSync(dataDir, { recursive: true })
    }
  },
}

export const startFromRedis: BenchRow = {
  name: 'ready with 65,000 drones in a cluster, from Redis',
  target: `≤ 1 (${mostSeconds} s)`,
  run: (log) =>
    withCluster(async ({ environment }) => {
      // Fills Redis.
      await (await startServer(environment)).stop()
      return measureStarts(log, () => environment, 'role web; newest readings from Redis, rows from Cassandra')
    }),
}

export const startFromStore: BenchRow = {
  name: 'ready with 65,000 drones in a cluster, Redis empty',
  target: 'shown',
  run: (log) =>
    withCluster(({ environment, emptyRedis }) =>
      measureStarts(
        log,
        async () => {
          await emptyRedis()
          return environment
        },
        'role web; everything from Cassandra, two reads a drone',
      ),
    ),
}

type Environment = Record<string, string>

async function withCluster(
  measure: (of: { environment: Environment; emptyRedis(): Promise<void> }) => Promise<Measured>,
): Promise<Measured> {
  const cluster = await openFreshCluster()
  const environment = { ...cluster.environment, ROLES: 'web' }
  try {
    // Makes the keyspace.
    await (await startServer(environment)).stop()
    const connection = connectionTo(cluster.environment.SCYLLA_KEYSPACE as string)
    const store = await openScyllaTables({ connection, clock: systemClock, tables: tables.allTables })
    await fillStore(store)
    await store.close()
    return await measure({ environment, emptyRedis: cluster.emptyRedis })
  } finally {
    await cluster.drop()
  }
}

/** The median of some starts. Fails when one was refused something because of a full queue. */
async function measureStarts(
  log: (line: string) => void,
  prepare: () => Environment | Promise<Environment>,
  note: string,
): Promise<Measured> {
  const starts: { seconds: number; memoryMiB: number }[] = []
  for (let round = 0; round < rounds; round++) {
    const environment = await prepare()
    const beganMs = performance.now()
    const server = await startServer(environment)
    const seconds = (performance.now() - beganMs) / 1_000
    const { memoryMiB, drones, limited } = await inspect(server)
    await server.stop()
    log(`${seconds.toFixed(2)} s, ${memoryMiB} MiB private, ${drones} drones`)
    if (limited) throw new Error(`Expected no full queue, got:\n${limited}`)
    starts.push({ seconds, memoryMiB })
  }
  const [middle] = starts.toSorted((a, b) => a.seconds - b.seconds).slice(rounds >> 1)
  if (!middle) throw new Error('Expected a start, got none.')
  return {
    ours: middle.seconds,
    baseline: mostSeconds,
    unit: 's',
    ratio: middle.seconds / mostSeconds,
    note: `${note}; ${convoyCount} convoys; ${middle.memoryMiB} MiB private memory when ready`,
  }
}

async function inspect({ url, child, output }: Awaited<ReturnType<typeof startServer>>) {
  const [, kib] = /^RssAnon:\s+(\d+) kB/m.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8')) ?? []
  const metrics = await (await fetch(`${url}/api/metrics`)).text()
  const drones = Number(/^convoy_drones (\d+)$/m.exec(metrics)?.[1])
  if (drones !== convoyCount * dronesPerConvoy) throw new Error(`Expected the whole fleet, got ${drones} drones.`)
  const limited = output()
    .split('\n')
    .filter((line) => /overloaded|commands wait|could not be loaded/.test(line))
  return { memoryMiB: Math.round(Number(kib) / 1024), drones, limited: limited.join('\n') }
}

/** The ids of a convoy and of one of its drones, by their numbers. */
export const largeFleetIds = (convoy: number, drone: number) => ({
  convoyId: uuidOf('start', `convoy ${convoy}`) as ConvoyId,
  droneId: uuidOf('start', `${convoy} ${drone}`) as DroneId,
})

/** Convoys of drones that all reported a minute ago, whom they follow included. */
export async function fillStore(store: Pick<Tables, 'insert'>): Promise<void> {
  const atMs = Date.now() - 60_000
  const timeBucketMs = Math.floor(atMs / telemetryBucketMs) * telemetryBucketMs
  for (let number = 0; number < convoyCount; number++) {
    const { convoyId } = largeFleetIds(number, 0)
    const droneIds = Array.from({ length: dronesPerConvoy }, (_, n) => largeFleetIds(number, n).droneId)
    await store.insert(tables.convoys, [convoyOf(convoyId, `START-${number}`)])
    await store.insert(
      tables.drones,
      droneIds.map((droneId, n) => droneOf(convoyId, droneId, `S-${n}`)),
    )
    const readings = droneIds.map((droneId, n) => ({
      ...unmeasured,
      ...{ droneId, timeBucketMs, recordedAtMs: atMs, receivedAtMs: atMs, sequence: 1, flags: 0 },
      ...{ latitudeDeg: 34 + n / 1_000, longitudeDeg: 66 + number / 10, altitudeM: 3_000, fuelPct: 71.5, linkPct: 80 },
      leadership: {
        ...{ term: 3, role: n === 0 ? ('leader' as const) : ('follower' as const) },
        ...{ leaderId: droneIds[0] as DroneId, votedFor: null },
        peers: [1, 2, 3].map((step) => ({ droneId: droneIds[(n + step) % dronesPerConvoy] as DroneId, linkPct: 80 })),
      },
    }))
    for (let from = 0; from < readings.length; from += rowsAtOnce) {
      const some = readings.slice(from, from + rowsAtOnce)
      await store.insert(tables.telemetry, some)
      await store.insert(
        tables.telemetryBuckets,
        some.map(({ droneId }) => ({ droneId, timeBucketMs, listedAtMs: atMs })),
      )
    }
  }
}
