/** The one place that joins ports to adapters, and features to doors. */
import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { fileURLToPath } from 'node:url'
import type { Logger } from 'pino'
import { graphqlPath } from '../lib/api/client.ts'
import type { DroneId } from '../schema/ids.ts'
import { localActor } from '../schema/permissions.ts'
import { type ReadStrategyName, strategyDefaults } from '../schema/strategies.ts'
import type { StoredReading } from '../schema/telemetry.ts'
import { systemClock } from './adapters/memory/clock.ts'
import type { Config } from './config.ts'
import { openEmbeddedStores } from './embedded-stores.ts'
import { enrollDrones } from './features/convoys/enroll-drones.ts'
import { repairLeaderboards } from './features/engagements/repair.ts'
import { startRepairJobs } from './features/engagements/repair-jobs.ts'
import { createSettler } from './features/engagements/settle.ts'
import { type Health, watchHealth } from './features/health/health.ts'
import { loadAnswer } from './features/leaderboard/read-cached.ts'
import { type LeadershipWatch, startLeadershipWatch } from './features/leadership/watch.ts'
import { startLivePicture } from './features/picture/live-picture.ts'
import { skippedFigures, strategyFigures } from './features/system/figures.ts'
import { followStrategies } from './features/system/follow-strategies.ts'
import { watchJobs } from './features/system/job-watch.ts'
import { createIngestCounters, type IngestCounters } from './features/telemetry/counters.ts'
import { latestReading } from './features/telemetry/history.ts'
import { createIngest } from './features/telemetry/ingest.ts'
import type { Handle } from './handle.ts'
import { createMetrics, type Metrics, processFigures } from './metrics.ts'
import type { Clock } from './ports/index.ts'
import { createBoardTurns } from './repositories/board-turns.ts'
import { createDroneOwners } from './repositories/drone-owners.ts'
import { createRecentEngagements } from './repositories/engagement-pages.ts'
import { openLatestReadings } from './repositories/latest-readings.ts'
import { createLeaderboardAnswers } from './repositories/leaderboard-answers.ts'
import { createLeaderboards } from './repositories/leaderboards.ts'
import { holdLease, type Lease, permanentLease } from './repositories/leases.ts'
import { openRoster, type Roster } from './repositories/roster.ts'
import { followRoster } from './repositories/roster-events.ts'
import { createRoutes } from './repositories/routes.ts'
import { createSharedLatest } from './repositories/shared-latest.ts'
import { createStrategyRegistry } from './repositories/strategies/registry.ts'
import type { Stores } from './stores.ts'
import { createAddressOf } from './transport/client-address.ts'
import type { RequestDoor, UpgradeDoor } from './transport/doors.ts'
import { bindVerbs } from './transport/graphql/bind-verbs.ts'
import { createHealthDoor } from './transport/rest/health.ts'
import { createTelemetryRest } from './transport/rest/telemetry.ts'
import { createLiveSocket } from './transport/ws/live.ts'
import { createTelemetrySocket } from './transport/ws/telemetry.ts'

export interface Container {
  handle: Handle
  health: Health
  metrics: Metrics
  /** Asked in order; the first that takes a request answers it. */
  requestDoors: readonly RequestDoor[]
  upgradeDoors: ReadonlyMap<string, UpgradeDoor>
  /** The server listens: from now on the process is ready. */
  started(): void
  /** Runs `work` until the process ends, in one process at a time of all those that share a store. */
  alone(name: string, work: (signal: AbortSignal, lease: Lease) => Promise<void>): void
  /** Takes no new work; resolves when what was begun is finished. */
  drain(): Promise<void>
  close(): Promise<void>
}

/** What the parts of a container are made of and add to. */
interface Parts {
  config: Config
  log: Logger
  isDev: boolean
  version: string
  stores: Stores
  roster: Roster
  counters: IngestCounters
  metrics: Metrics
  engagements: ReturnType<typeof createEngagements>
  requestDoors: RequestDoor[]
  upgradeDoors: Map<string, UpgradeDoor>
  draining: (() => Promise<void> | void)[]
  signal: AbortSignal
}

const actorOf = () => localActor

/** Opens everything this process needs, in order. Rejects with an Error in the operator's words when something can't be opened. */
export async function openContainer(config: Config, log: Logger, isDev: boolean): Promise<Container> {
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
    version: string
  }
  const clock = systemClock
  const stop = new AbortController()
  const health = watchHealth(clock)
  const opened = await openStores(config, clock, log)
  const isShared = opened.mode === 'cluster'
  const roster = await openRoster(opened)
  // From here on events about the roster are heard when the roster has them.
  const bus = isShared ? await followRoster({ ...opened, roster, log }, stop.signal) : opened.bus
  const stores = { ...opened, bus }

  const working: Promise<void>[] = []
  const alone: Container['alone'] = (name, work) => {
    working.push(isShared ? holdLease({ ...stores, log }, name, work, stop.signal) : work(stop.signal, permanentLease))
  }
  const canHear = () => stores.states().every(({ state }) => state.isUp)
  // What only takes readings in neither shows nor tells: to hear all that others take in would be in vain.
  const isWatching = !isShared || config.roles.has('web') || config.roles.has('worker')
  const newestOf = isShared ? loadLatest(stores) : null
  const leadership = isWatching
    ? await startLeadershipWatch({ ...stores, roster, canHear, latestReading: newestOf, log }, stop.signal, !isShared)
    : null
  if (leadership && isShared && config.roles.has('worker')) alone('telling of leadership', leadership.tellUntil)

  const degraded = () => stores.states().flatMap(({ name, state }) => (state.isUp ? [] : [name]))
  const metrics = createMetrics()
  const counters = createIngestCounters()
  const engagements = createEngagements(stores, roster, config.strategies['recent-engagements'].read)
  const repairing = { ...stores, ...engagements, roster, log }
  if (!isShared) await repairLeaderboards(repairing)
  if (!isShared || config.roles.has('worker'))
    working.push(startRepairJobs({ ...repairing, isDueAtStart: isShared }, stores.jobs, stop.signal))
  const parts: Parts = {
    ...{ config, log, isDev, version, stores, roster, counters, metrics, engagements },
    requestDoors: [createHealthDoor({ health, metricsText: metrics.text, version, degraded })],
    upgradeDoors: new Map(),
    draining: [],
    signal: stop.signal,
  }
  let answerGraphql: Handle['graphql'] = async () => new Response('This process has not the role web.', { status: 503 })
  if (config.roles.has('ingest')) openIngestDoors(parts)
  if (leadership && config.roles.has('web')) answerGraphql = await openWebDoors(parts, leadership)
  metrics.add(skippedFigures(stores.bus))
  metrics.add(
    processFigures({ counters, roster, health, states: stores.states, corrected: engagements.boards.corrected }),
  )

  return {
    handle: { version, tileUrl: config.tileUrl, graphql: answerGraphql },
    health,
    metrics,
    requestDoors: parts.requestDoors,
    upgradeDoors: parts.upgradeDoors,
    started: () => health.started(),
    alone,
    async drain() {
      await Promise.all(parts.draining.map((end) => end()))
    },
    async close() {
      stop.abort()
      health.close()
      await Promise.all([leadership?.closed, ...working])
      await stores.close()
    },
  }
}

/** The newest reading of a drone: from the store, or with that away from the cache that processes share. */
function loadLatest(stores: Stores): (droneId: DroneId) => Promise<StoredReading | null> {
  const fromStore = (droneId: DroneId) => latestReading(stores, droneId)
  return stores.mode === 'cluster' ? createSharedLatest(stores).or(fromStore) : fromStore
}

async function openStores({ cluster, dataDir }: Config, clock: Clock, log: Logger): Promise<Stores> {
  const deps = { clock, log, processId: `${hostname()}-${process.pid}-${randomUUID().slice(0, 8)}` }
  if (!cluster) return openEmbeddedStores(dataDir, deps)
  // The drivers are a large part of all modules: loaded only where there is something to drive.
  const { openClusterStores } = await import('./cluster-stores.ts')
  return openClusterStores(cluster, deps)
}

/** What records and counts engagements, in a process that serves callers or repairs. */
function createEngagements(stores: Stores, roster: Roster, strategy: ReadStrategyName) {
  const isShared = stores.mode === 'cluster'
  const recents = createRecentEngagements(stores, strategy)
  const turns = isShared ? createBoardTurns({ ...stores, recents }, stores.processId) : null
  const boards = createLeaderboards({ ...stores, roster }, turns)
  return { boards, recents, settler: createSettler({ ...stores, roster, boards, recents }) }
}

function openIngestDoors({ config, log, stores, roster, counters, ...to }: Parts): void {
  const isShared = stores.mode === 'cluster'
  const enroll = (droneIds: readonly DroneId[]) => enrollDrones({ ...stores, roster }, droneIds)
  const ingest = createIngest({
    ...stores,
    roster,
    counters,
    enroll: config.autoEnroll ? enroll : null,
    findElsewhere: isShared ? roster.findElsewhere : null,
    owners: isShared ? createDroneOwners(stores, stores.processId) : null,
    sharedLatest: isShared ? createSharedLatest(stores) : null,
    maySend: () => true,
  })
  const socket = createTelemetrySocket({
    ingest,
    clock: stores.clock,
    actorOf,
    addressOf: createAddressOf(config.trustedProxies),
    log,
  })
  to.requestDoors.push(createTelemetryRest({ ...stores, ingest, roster, actorOf, log }))
  to.upgradeDoors.set('/ws/telemetry', socket.handleUpgrade)
  to.draining.push(() => socket.close())
}

async function openWebDoors(parts: Parts, leadership: LeadershipWatch): Promise<Handle['graphql']> {
  const { config, stores, roster, counters, log, signal, isDev, version, metrics } = parts
  const { upgradeDoors, draining } = parts
  const { clock } = stores
  const load = loadLatest(stores)
  const picture = await startLivePicture(
    { ...stores, roster, leadershipOf: leadership.of, latestReading: load, log },
    signal,
  )
  const live = createLiveSocket({ picture, clock, log })
  upgradeDoors.set('/ws/live', live.handleUpgrade)
  draining.push(() => live.close())
  metrics.add([{ name: 'live_sockets', kind: 'gauge', help: 'Open sockets of /ws/live.', read: () => live.size }])

  const { boards, recents, settler } = parts.engagements
  const latest = await openLatestReadings({ ...stores, load, log }, signal)
  const { write } = config.strategies.route
  const routes = createRoutes(stores, {
    ...strategyDefaults.route,
    read: config.strategies.route.read,
    ...(write && { write }),
  })
  const answers = createLeaderboardAnswers(
    stores,
    loadAnswer({ ...stores, roster, boards }),
    config.strategies.leaderboard.read,
  )
  const strategies = createStrategyRegistry({ route: routes, 'recent-engagements': recents, leaderboard: answers })
  await followStrategies({ ...stores, strategies, log }, signal)
  metrics.add(strategyFigures(strategies))
  const verbs = bindVerbs({
    ...stores,
    ...{ roster, boards, answers, settler, recents, latest, leadership, counters, strategies },
    about: {
      mode: stores.mode,
      version,
      startedAtMs: clock.nowMs(),
      process: { id: process.pid, name: stores.processId, roles: [...config.roles] },
    },
    stores: { list: () => stores.states().map(toStoreState) },
    jobs: watchJobs(stores.jobs),
    contractsPath: fileURLToPath(new URL('../test-results/contracts.json', import.meta.url)),
  })
  // Everybody here comes over the loopback address: the schema is no secret to them.
  const settings = { introspection: true, graphiql: true, suggestions: isDev }
  // More than half of all modules: loaded only by a process that serves it.
  const { createGraphql } = await import('./transport/graphql/graphql.ts')
  const graphql = createGraphql({ ...stores, roster, routes, verbs, settings, actorOf, log })
  parts.requestDoors.push(graphql.door)
  upgradeDoors.set(graphqlPath, graphql.handleUpgrade)
  draining.push(graphql.close)
  metrics.add([
    { name: 'graphql_sockets', kind: 'gauge', help: 'Open graphql-ws sockets.', read: () => graphql.socketCount },
  ])
  return graphql.fetch
}

const toStoreState = ({ name, kind, state }: ReturnType<Stores['states']>[number]) =>
  ({ name, kind, state: state.isUp ? 'up' : 'down', sinceMs: state.sinceMs, detail: state.detail }) as const
