import type { Feature, Platform } from '../../feature.ts'
import type { EngagementEvents } from '../../repositories/engagement-events.ts'
import type { Leaderboards } from '../../repositories/leaderboards.ts'
import { createFinalizer } from './finalize.ts'
import { repairLeaderboards } from './repair.ts'
import { startRepairJobs } from './repair-jobs.ts'
import { createEngagementResolvers, type EngagementResolverDeps } from './resolvers.ts'

type Needs = Omit<EngagementResolverDeps, 'tables' | 'clock' | 'roster' | 'finalizer'> & {
  boards: Leaderboards
  engagementEvents: EngagementEvents
}

/** Records engagements exactly once and keeps the leaderboards. Unless the store is shared, resolves once the boards agree with the records. */
export async function openEngagements(platform: Platform, needs: Needs): Promise<Feature> {
  const { isShared, jobs } = platform
  const fleet = isShared ? platform.fleet : null
  const deps = { ...platform, ...needs, finalizer: createFinalizer({ ...platform, ...needs, fleet }) }
  if (!isShared) await repairLeaderboards(deps)
  return {
    resolvers: createEngagementResolvers(deps),
    jobs: [(signal) => startRepairJobs({ ...deps, isDueAtStart: isShared }, jobs, signal)],
  }
}
