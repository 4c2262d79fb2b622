/** The one place that joins ports to adapters, and features to doors. */
import { readFileSync } from 'node:fs'
import type { Logger } from 'pino'
import { localActor } from '../schema/permissions.ts'
import { allTables } from '../schema/tables.ts'
import { openLmdbTables } from './adapters/lmdb/tables.ts'
import { createMemoryBus } from './adapters/memory/bus.ts'
import { createMemoryCache } from './adapters/memory/cache.ts'
import { systemClock } from './adapters/memory/clock.ts'
import { createMemoryRanking } from './adapters/memory/ranking.ts'
import type { Config } from './config.ts'
import { type Health, watchHealth } from './features/health/health.ts'
import { startLeadershipWatch } from './features/leadership/watch.ts'
import { startLivePicture } from './features/picture/live-picture.ts'
import { createIngestCounters } from './features/telemetry/counters.ts'
import { latestReading } from './features/telemetry/history.ts'
import { createIngest } from './features/telemetry/ingest.ts'
import type { Handle } from './handle.ts'
import { createMetrics } from './metrics.ts'
import type { Ports } from './ports/index.ts'
import { openRoster } from './repositories/roster.ts'
import type { RequestDoor, UpgradeDoor } from './transport/doors.ts'
import { createHealthDoor } from './transport/rest/health.ts'
import { createTelemetryRest } from './transport/rest/telemetry.ts'
import { createLiveSocket } from './transport/ws/live.ts'
import { createTelemetrySocket } from './transport/ws/telemetry.ts'

export interface Container {
  handle: Handle
  health: Health
  /** Asked in order; the first that takes a request answers it. */
  requestDoors: readonly RequestDoor[]
  upgradeDoors: ReadonlyMap<string, UpgradeDoor>
  /** The server listens: from now on the process is ready. */
  started(): void
  /** Takes no new work; resolves when what was begun is finished. */
  drain(): Promise<void>
  close(): Promise<void>
}

/** Opens everything this process needs, in order. Rejects with an Error in the operator's words when something can't be opened. */
export async function openContainer(config: Config, log: Logger): Promise<Container> {
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
    version: string
  }
  const clock = systemClock
  const stop = new AbortController()
  const health = watchHealth(clock)
  const metrics = createMetrics()
  const tables = await openLmdbTables({ dataDir: config.dataDir, clock, tables: allTables, log })
  const ports: Ports = {
    tables,
    clock,
    bus: createMemoryBus({ clock }),
    cache: createMemoryCache({ clock }),
    ranking: createMemoryRanking(),
  }
  const actorOf = () => localActor
  const roster = await openRoster(ports)
  const counters = createIngestCounters()

  const leadership = await startLeadershipWatch({ ...ports, roster, log }, stop.signal)

  const requestDoors: RequestDoor[] = [createHealthDoor({ health, metricsText: metrics.text, version })]
  const upgradeDoors = new Map<string, UpgradeDoor>()
  const draining: (() => Promise<void> | void)[] = []

  if (config.roles.has('ingest')) {
    const ingest = createIngest({ ...ports, roster, counters, enroll: null, maySend: () => true })
    const socket = createTelemetrySocket({ ingest, clock, actorOf, log })
    requestDoors.push(createTelemetryRest({ ...ports, ingest, roster, actorOf, log }))
    upgradeDoors.set('/ws/telemetry', socket.handleUpgrade)
    draining.push(() => socket.close())
  }
  if (config.roles.has('web')) {
    const latest = (droneId: Parameters<typeof latestReading>[1]) => latestReading(ports, droneId)
    const picture = await startLivePicture(
      { ...ports, roster, leadershipOf: leadership.of, latestReading: latest, log },
      stop.signal,
    )
    const live = createLiveSocket({ picture, clock })
    upgradeDoors.set('/ws/live', live.handleUpgrade)
    draining.push(() => live.close())
    metrics.add([{ name: 'live_sockets', help: 'Open sockets of /ws/live.', read: () => live.size }])
  }

  metrics.add([
    { name: 'readings_accepted', help: 'Readings stored since the start.', read: () => counters.accepted },
    { name: 'readings_duplicate', help: 'Readings that were stored already.', read: () => counters.duplicates },
    { name: 'readings_late', help: 'Readings stored that came after a newer one.', read: () => counters.late },
    { name: 'readings_missed', help: 'Readings that drones counted and that never came.', read: () => counters.missed },
    { name: 'readings_refused', help: 'Readings refused.', label: 'code', read: () => counters.refused },
    { name: 'ingest_failed_batches', help: 'Batches the store failed to take.', read: () => counters.failedBatches },
    { name: 'drones', help: 'Drones on the roster.', read: () => roster.droneCount },
    { name: 'event_loop_lag_ms', help: 'Longest lag of the last ten seconds.', read: () => health.lagMs() },
  ])

  return {
    handle: {
      version,
      tileUrl: config.tileUrl,
      graphql: async () => new Response('GraphQL is not served yet.', { status: 503 }),
    },
    health,
    requestDoors,
    upgradeDoors,
    started: () => health.started(),
    async drain() {
      await Promise.all(draining.map((end) => end()))
    },
    async close() {
      stop.abort()
      health.close()
      await leadership.closed
      await tables.close()
    },
  }
}
