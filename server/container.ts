/** Composes a process from its databases and features. */
import { join } from 'node:path'
import type { Logger } from 'pino'
import { openParquetFiles } from './adapters/duckdb/parquet-files.ts'
import { openQuestionRunner } from './adapters/duckdb/questions/runner.ts'
import type { Config } from './config.ts'
import type { Feature, Platform } from './feature.ts'
import { openAnalytics } from './features/analytics/index.ts'
import { openConvoys } from './features/convoys/index.ts'
import { openEngagements } from './features/engagements/index.ts'
import { openEvents } from './features/events/index.ts'
import { openFleetKeeper } from './features/fleet/index.ts'
import type { Health } from './features/health/health.ts'
import { openHealth } from './features/health/index.ts'
import { openLake } from './features/lake/index.ts'
import { openLeaderboard } from './features/leaderboard/index.ts'
import { openLeadership } from './features/leadership/index.ts'
import { openPast } from './features/past/index.ts'
import { openPicture } from './features/picture/index.ts'
import { openReplay } from './features/replay/index.ts'
import { openSystem } from './features/system/index.ts'
import { openTelemetry } from './features/telemetry/index.ts'
import { openGraphql } from './graphql.ts'
import type { Handle } from './handle.ts'
import { createMetrics, type Metrics } from './metrics.ts'
import { openSql } from './open-sql.ts'
import { openPastStory } from './past-story.ts'
import { openPlatform } from './platform.ts'
import { createBoardTurns } from './repositories/board-turns.ts'
import { createEngagementEvents, type EngagementEvents } from './repositories/engagement-events.ts'
import { createRecentEngagements, type RecentEngagements } from './repositories/engagement-pages.ts'
import { createLeaderboards, type Leaderboards } from './repositories/leaderboards.ts'
import { createLocalTurns } from './repositories/local-turns.ts'
import { openSimulation } from './simulator/index.ts'
import { joinTermOf } from './simulator/past.ts'
import { backfillStart } from './simulator/simulator.ts'
import type { RequestDoor, UpgradeDoor } from './transport/http/doors.ts'

export interface Container {
  handle: Handle
  health: Health
  metrics: Metrics
  /** Tried in order; the first that accepts a request serves it. */
  requestDoors: readonly RequestDoor[]
  upgradeDoors: ReadonlyMap<string, UpgradeDoor>
  /** To be called once the server listens at this address: the process is then ready. */
  started(url: string): void
  /** Accepts no new work; resolves when all work in progress has finished. */
  drain(): Promise<void>
  close(): Promise<void>
}

/** Opens everything this process needs, in order. Rejects with an Error for the operator when something can't be opened. */
export async function openContainer(config: Config, log: Logger, isDev: boolean): Promise<Container> {
  const platform = await openPlatform(config, log, isDev)
  const metrics = createMetrics()
  const health = openHealth(platform, { metricsText: metrics.text })
  const own = await openFeatures(platform, openRecords(platform))
  const graphql = await openGraphql(platform, own)
  const features: Feature[] = [health, ...own, ...(graphql ? [graphql] : [])]
  for (const feature of features) metrics.add(feature.metrics ?? [])
  const isWorking = !platform.isShared || config.roles.has('worker')
  const jobs = isWorking ? features.flatMap((feature) => feature.jobs ?? []).map((run) => run(platform.signal)) : []
  return {
    handle: { version: platform.version, tileUrl: config.tileUrl, graphql: graphql?.answer ?? notServed },
    health: health.health,
    metrics,
    requestDoors: features.flatMap((feature) => feature.requestDoors ?? []),
    upgradeDoors: new Map(features.flatMap((feature) => Object.entries(feature.upgradeDoors ?? {}))),
    started(url) {
      for (const feature of features) feature.start?.(url)
    },
    async drain() {
      await Promise.all(features.map((feature) => feature.drain?.()))
    },
    async close() {
      platform.stop()
      await Promise.all([...features.map((feature) => feature.close?.()), ...jobs, platform.settled()])
      await platform.close()
    },
  }
}

const notServed = async () => new Response('Expected a process with the role web, got one without.', { status: 503 })

/** The repositories of engagements and of the boards derived from them. */
interface Records {
  boards: Leaderboards
  recents: RecentEngagements
  engagementEvents: EngagementEvents
}

function openRecords(platform: Platform): Records {
  const { isShared, processId, config } = platform
  const recents = createRecentEngagements(platform, config.strategies['recent-engagements'].read)
  const engagementEvents = createEngagementEvents(platform)
  const turns = isShared
    ? createBoardTurns({ ...platform, recents, engagementEvents }, processId)
    : createLocalTurns(engagementEvents)
  return { recents, engagementEvents, boards: createLeaderboards(platform, turns) }
}

/** Opens the features in order and passes each what it needs from the others. */
export async function openFeatures(
  platform: Platform,
  { boards, recents, engagementEvents }: Records,
): Promise<Feature[]> {
  const events = openEvents(platform)
  const convoys = openConvoys(platform)
  const { findDrone } = convoys
  const parquetFiles = await openParquetFiles(join(platform.config.dataDir, 'exports'), platform.log)
  const telemetry = await openTelemetry(platform, { ...convoys, parquetFiles })
  const { newest, latest, fromStore } = telemetry
  const leadership = await openLeadership(platform, {
    ...{ findDrone, newest },
    subscription: events.subscriptionTo('leadership'),
  })
  const leaderboard = openLeaderboard(platform, { boards, subscription: events.subscriptionTo('rank') })
  const engagements = await openEngagements(platform, {
    ...{ boards, recents, engagementEvents, findDrone, changing: leaderboard.changing },
    subscription: events.subscriptionTo('engagement'),
  })
  const fleet = openFleetKeeper(platform, { boards, leadership: leadership.watch, fromStore })
  const system = await openSystem(platform, {
    readings: telemetry.counters,
    strategies: { route: convoys.routes, 'recent-engagements': recents, leaderboard: leaderboard.answers },
  })
  const picture = await openPicture(platform, { leadership: leadership.watch, newest, latest })
  const { simulator } = platform.config
  const past = openPast(platform, {
    joinTermOf,
    fleetStart: (nowMs) => backfillStart(simulator, nowMs, null),
    openStory: (plan, signal) => openPastStory(simulator, plan, signal),
    recordEngagements: engagements.recordPast,
  })
  // biome-ignore format: a line each, so that a feature is added by a line
  return [
    events,
    convoys,
    telemetry,
    leadership,
    leaderboard,
    engagements,
    fleet,
    picture,
    openReplay(platform, { shown: picture.shown, boardAt: leaderboard.readAt }),
    openLake(platform),
    openAnalytics(platform, { ...platform, parquetFiles, questions: openQuestionRunner(platform), sandbox: openSql(platform) }),
    system,
    past,
    openSimulation(platform, past),
  ]
}
