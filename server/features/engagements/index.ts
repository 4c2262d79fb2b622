import type { Engagement } from '../../../schema/engagements.ts'
import type { ConvoyId } from '../../../schema/ids.ts'
import type { Feature, Platform } from '../../feature.ts'
import type { EngagementEvents } from '../../repositories/engagement-events.ts'
import type { Leaderboards } from '../../repositories/leaderboards.ts'
import { createFinalizer } from './finalize.ts'
import { recordPastEngagements } from './record-past.ts'
import { repairLeaderboards } from './repair.ts'
import { startRepairJobs } from './repair-jobs.ts'
import { createEngagementResolvers, type EngagementResolverDeps } from './resolvers.ts'

type Needs = Omit<EngagementResolverDeps, 'tables' | 'clock' | 'roster' | 'finalizer'> & {
  boards: Leaderboards
  engagementEvents: EngagementEvents
}

interface Engagements extends Feature {
  /** As `recordPastEngagements`; every later read of the board includes them. */
  recordPast(convoyId: ConvoyId, engagements: readonly Engagement[]): Promise<void>
}

/** Records engagements exactly once and keeps the leaderboards. Unless the store is shared, resolves once the boards agree with the records. */
export async function openEngagements(platform: Platform, needs: Needs): Promise<Engagements> {
  const { isShared, jobs } = platform
  const fleet = isShared ? platform.fleet : null
  const finalizing = { ...platform, ...needs, fleet }
  const deps = { ...platform, ...needs, finalizer: createFinalizer(finalizing) }
  if (!isShared) await repairLeaderboards(deps)
  return {
    recordPast: (convoyId, engagements) =>
      needs.changing(convoyId, () => recordPastEngagements(finalizing, convoyId, engagements)),
    resolvers: createEngagementResolvers(deps),
    jobs: [(signal) => startRepairJobs({ ...deps, isDueAtStart: isShared }, jobs, signal)],
  }
}
