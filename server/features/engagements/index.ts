import type { Feature, Platform } from '../../feature.ts'
import type { Leaderboards } from '../../repositories/leaderboards.ts'
import { repairLeaderboards } from './repair.ts'
import { startRepairJobs } from './repair-jobs.ts'
import { createEngagementResolvers, type EngagementResolverDeps } from './resolvers.ts'
import { createSettler } from './settle.ts'

type Needs = Omit<EngagementResolverDeps, 'tables' | 'clock' | 'roster' | 'settler'> & { boards: Leaderboards }

/** Records of what happened, exactly once, and the boards that follow from them. Resolves once those of this process alone agree. */
export async function openEngagements(platform: Platform, needs: Needs): Promise<Feature> {
  const { isShared, jobs } = platform
  const deps = { ...platform, ...needs, settler: createSettler({ ...platform, ...needs }) }
  if (!isShared) await repairLeaderboards(deps)
  return {
    resolvers: createEngagementResolvers(deps),
    jobs: [(signal) => startRepairJobs({ ...deps, isDueAtStart: isShared }, jobs, signal)],
  }
}
