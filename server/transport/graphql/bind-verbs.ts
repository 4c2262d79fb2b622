import { requirePermission } from '../../../lib/permissions.ts'
import { listEngagements } from '../../features/engagements/list.ts'
import { recordEngagement } from '../../features/engagements/record.ts'
import type { Settler } from '../../features/engagements/settle.ts'
import { readLeaderboard } from '../../features/leaderboard/read.ts'
import { listLeadershipChanges } from '../../features/leadership/history.ts'
import type { LeadershipWatch } from '../../features/leadership/watch.ts'
import type { IngestCounters } from '../../features/telemetry/counters.ts'
import { historySpan } from '../../features/telemetry/history.ts'
import { readSeries } from '../../features/telemetry/read-series.ts'
import type { Ports } from '../../ports/index.ts'
import type { RecentEngagements } from '../../repositories/engagement-pages.ts'
import type { LatestReadings } from '../../repositories/latest-readings.ts'
import type { Leaderboards } from '../../repositories/leaderboards.ts'
import type { Roster } from '../../repositories/roster.ts'
import type { Verbs } from './verbs.ts'

export interface VerbDeps extends Pick<Ports, 'tables' | 'ranking' | 'clock'> {
  roster: Roster
  boards: Leaderboards
  settler: Settler
  recents: RecentEngagements
  latest: LatestReadings
  leadership: Pick<LeadershipWatch, 'of'>
  counters: IngestCounters
  /** How and since when this process runs. */
  about: { mode: string; version: string; startedAtMs: number }
}

/** The verbs of the features as the resolvers call them. */
export function bindVerbs(deps: VerbDeps): Verbs {
  return {
    readLeaderboard: (actor, query) => readLeaderboard(deps, actor, query),
    recordEngagement: (actor, input) => recordEngagement(deps, actor, input),
    listEngagements: (actor, { limit, ...query }) => listEngagements(deps, actor, { ...query, first: limit }),
    async latestReadings(actor, droneIds) {
      requirePermission(actor, 'telemetry:read')
      return deps.latest.of(droneIds)
    },
    historySpan: (actor, droneId) => historySpan(deps, actor, droneId),
    readSeries: (actor, query) => readSeries(deps, actor, query),
    readLeadership(actor, convoyId) {
      requirePermission(actor, 'picture:read')
      return deps.leadership.of(convoyId)
    },
    async listLeadershipChanges(actor, { limit, ...query }) {
      const { changes, next } = await listLeadershipChanges(deps, actor, { ...query, first: limit })
      return { nodes: changes, next }
    },
    readSystem(actor) {
      requirePermission(actor, 'system:read')
      const refused = Object.values(deps.counters.refused).reduce((sum, count) => sum + count, 0)
      return { ...deps.about, readingsAccepted: deps.counters.accepted, readingsRefused: refused }
    },
  }
}
