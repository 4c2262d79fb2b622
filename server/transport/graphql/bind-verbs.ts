import { requirePermission } from '../../../lib/permissions.ts'
import { type ConvoyId, parseId } from '../../../schema/ids.ts'
import { listEngagements } from '../../features/engagements/list.ts'
import { recordEngagement } from '../../features/engagements/record.ts'
import type { Settler } from '../../features/engagements/settle.ts'
import type { LeaderboardAnswer } from '../../features/leaderboard/read.ts'
import { changingBoard, readCachedLeaderboard } from '../../features/leaderboard/read-cached.ts'
import { listLeadershipChanges } from '../../features/leadership/history.ts'
import { resetLeadership } from '../../features/leadership/reset.ts'
import type { LeadershipWatch } from '../../features/leadership/watch.ts'
import { readContracts, readJobs, readSystem, retryJob, type SystemDeps } from '../../features/system/read-system.ts'
import { setStrategy } from '../../features/system/set-strategy.ts'
import type { IngestCounters } from '../../features/telemetry/counters.ts'
import { historySpan } from '../../features/telemetry/history.ts'
import { readSeries } from '../../features/telemetry/read-series.ts'
import type { Ports } from '../../ports/index.ts'
import type { RecentEngagements } from '../../repositories/engagement-pages.ts'
import type { LatestReadings } from '../../repositories/latest-readings.ts'
import type { LeaderboardAnswers } from '../../repositories/leaderboard-answers.ts'
import type { Leaderboards } from '../../repositories/leaderboards.ts'
import type { Roster } from '../../repositories/roster.ts'
import type { Verbs } from './verbs.ts'

export interface VerbDeps extends Pick<Ports, 'tables' | 'ranking' | 'bus' | 'clock'>, SystemDeps {
  roster: Roster
  boards: Leaderboards
  answers: LeaderboardAnswers<LeaderboardAnswer>
  settler: Settler
  recents: RecentEngagements
  latest: LatestReadings
  leadership: Pick<LeadershipWatch, 'of' | 'reset'>
  counters: IngestCounters
}

/** The verbs of the features as the resolvers call them. */
export function bindVerbs(deps: VerbDeps): Verbs {
  return {
    readLeaderboard: (actor, query) => readCachedLeaderboard(deps, actor, query),
    recordEngagement: (actor, input) =>
      changingBoard(deps, parseId<ConvoyId>(input.convoyId), () => recordEngagement(deps, actor, input)),
    listEngagements: (actor, { limit, ...query }, signal) =>
      listEngagements(deps, actor, { ...query, first: limit }, signal),
    async latestReadings(actor, droneIds) {
      requirePermission(actor, 'telemetry:read')
      return deps.latest.of(droneIds)
    },
    followLatest: (moved) => deps.latest.follow(moved),
    historySpan: (actor, droneId, signal) => historySpan(deps, actor, droneId, signal),
    readSeries: (actor, query, signal) => readSeries(deps, actor, query, signal),
    readLeadership(actor, convoyId) {
      requirePermission(actor, 'picture:read')
      return deps.leadership.of(convoyId)
    },
    resetLeadership: (actor, order) => resetLeadership(deps, actor, order),
    async listLeadershipChanges(actor, { limit, ...query }, signal) {
      const { changes, next } = await listLeadershipChanges(deps, actor, { ...query, first: limit }, signal)
      return { nodes: changes, next }
    },
    readSystem(actor) {
      const refused = Object.values(deps.counters.refused).reduce((sum, count) => sum + count, 0)
      return { ...readSystem(deps, actor), readingsAccepted: deps.counters.accepted, readingsRefused: refused }
    },
    readJobs: (actor) => readJobs(deps, actor),
    readContracts: (actor) => readContracts(deps, actor),
    setStrategy: (actor, input) => setStrategy(deps, actor, input),
    retryJob: (actor, jobId) => retryJob(deps, actor, jobId),
  }
}
