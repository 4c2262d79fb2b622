/** The one place that joins ports to adapters, and features to doors. */
import { readFileSync } from 'node:fs'
import type { Logger } from 'pino'
import { graphqlPath } from '../lib/api/client.ts'
import type { DroneId } from '../schema/ids.ts'
import { localActor } from '../schema/permissions.ts'
import { allTables } from '../schema/tables.ts'
import { openLmdbTables } from './adapters/lmdb/tables.ts'
import { createMemoryBus } from './adapters/memory/bus.ts'
import { createMemoryCache } from './adapters/memory/cache.ts'
import { systemClock } from './adapters/memory/clock.ts'
import { createMemoryRanking } from './adapters/memory/ranking.ts'
import type { Config } from './config.ts'
import { enrollDrones } from './features/convoys/enroll-drones.ts'
import { repairLeaderboards } from './features/engagements/repair.ts'
import { createSettler } from './features/engagements/settle.ts'
import { type Health, watchHealth } from './features/health/health.ts'
import { startLeadershipWatch } from './features/leadership/watch.ts'
import { startLivePicture } from './features/picture/live-picture.ts'
import { createIngestCounters } from './features/telemetry/counters.ts'
import { latestReading } from './features/telemetry/history.ts'
import { createIngest } from './features/telemetry/ingest.ts'
import type { Handle } from './handle.ts'
import { createMetrics } from './metrics.ts'
import type { Ports } from './ports/index.ts'
import { createRecentEngagements } from './repositories/engagement-pages.ts'
import { openLatestReadings } from './repositories/latest-readings.ts'
import { createLeaderboards } from './repositories/leaderboards.ts'
import { openRoster } from './repositories/roster.ts'
import { createRoutes } from './repositories/routes.ts'
import type { RequestDoor, UpgradeDoor } from './transport/doors.ts'
import { bindVerbs } from './transport/graphql/bind-verbs.ts'
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
export async function openContainer(config: Config, log: Logger, isDev: boolean): Promise<Container> {
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
  let answerGraphql: Handle['graphql'] = async () => new Response('This process has not the role web.', { status: 503 })

  if (config.roles.has('ingest')) {
    const enroll = (droneIds: readonly DroneId[]) => enrollDrones({ ...ports, roster }, droneIds)
    const ingest = createIngest({
      ...ports,
      roster,
      counters,
      findElsewhere: null,
      owners: null,
      enroll: config.autoEnroll ? enroll : null,
      maySend: () => true,
    })
    const socket = createTelemetrySocket({ ingest, clock, actorOf, log })
    requestDoors.push(createTelemetryRest({ ...ports, ingest, roster, actorOf, log }))
    upgradeDoors.set('/ws/telemetry', socket.handleUpgrade)
    draining.push(() => socket.close())
  }
  if (config.roles.has('web')) {
    const load = (droneId: DroneId) => latestReading(ports, droneId)
    const picture = await startLivePicture(
      { ...ports, roster, leadershipOf: leadership.of, latestReading: load, log },
      stop.signal,
    )
    const live = createLiveSocket({ picture, clock })
    upgradeDoors.set('/ws/live', live.handleUpgrade)
    draining.push(() => live.close())
    metrics.add([{ name: 'live_sockets', help: 'Open sockets of /ws/live.', read: () => live.size }])

    const latest = await openLatestReadings({ ...ports, load, log }, stop.signal)
    const boards = createLeaderboards(ports)
    const recents = createRecentEngagements(ports)
    const settler = createSettler({ ...ports, roster, boards, recents })
    await repairLeaderboards({ ...ports, roster, boards, settler })
    const about = { mode: 'embedded', version, startedAtMs: clock.nowMs() }
    const verbs = bindVerbs({ ...ports, roster, boards, settler, recents, latest, leadership, counters, about })
    // Everybody here comes over the loopback address: the schema is no secret to them.
    const settings = { introspection: true, graphiql: true, suggestions: isDev }
    // More than half of all modules: loaded only by a process that serves it.
    const { createGraphql } = await import('./transport/graphql/graphql.ts')
    const graphql = createGraphql({ ...ports, roster, routes: createRoutes(ports), verbs, settings, actorOf, log })
    answerGraphql = graphql.fetch
    requestDoors.push(graphql.door)
    upgradeDoors.set(graphqlPath, graphql.handleUpgrade)
    draining.push(graphql.close)
    metrics.add([{ name: 'graphql_sockets', help: 'Open graphql-ws sockets.', read: () => graphql.socketCount }])
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
      graphql: answerGraphql,
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
