import { isFailure } from '../../../lib/errors.ts'
import { requirePermission } from '../../../lib/permissions.ts'
import { type Actor, isAllowed } from '../../../schema/permissions.ts'
import type { Ports } from '../../ports/index.ts'
import type { SkippedOf } from '../../ports/skipped-messages.ts'
import type { StrategyRegistry, StrategyState } from '../../repositories/strategies/registry.ts'
import { type ContractReport, readContractReport } from './contract-report.ts'
import type { JobCounts, JobWatch, SetAsideJob } from './job-watch.ts'
import type { StoreState, StoreWatch } from './store-watch.ts'

/** How and since when this process runs. */
export interface About {
  mode: 'embedded' | 'cluster'
  version: string
  startedAtMs: number
  process: { id: number; name: string; roles: readonly string[] }
}

export interface SystemDeps extends Pick<Ports, 'bus'> {
  about: About
  stores: StoreWatch
  strategies: StrategyRegistry
  jobs: JobWatch
  /** Where the tests leave their report. */
  contractsPath: string
}

/** How this process runs; the jobs are those of all processes. */
export interface SystemState extends About {
  /** The caller may choose strategies and let jobs run again. */
  mayChange: boolean
  stores: readonly StoreState[]
  strategies: readonly StrategyState[]
  skippedMessages: readonly SkippedOf[]
}

export function readSystem({ about, bus, stores, strategies }: SystemDeps, actor: Actor): SystemState {
  requirePermission(actor, 'system:read')
  return {
    ...about,
    mayChange: isAllowed(actor, 'system:write'),
    stores: stores.list(),
    strategies: strategies.list(),
    skippedMessages: bus.skipped.list(),
  }
}

const mostSetAside = 50

export interface JobsState {
  counts: JobCounts[]
  setAside: SetAsideJob[]
}

/** Null while the queue is away. */
export async function readJobs({ jobs }: Pick<SystemDeps, 'jobs'>, actor: Actor): Promise<JobsState | null> {
  requirePermission(actor, 'system:read')
  try {
    const [counts, setAside] = await Promise.all([jobs.counts(), jobs.setAside(mostSetAside)])
    return { counts, setAside }
  } catch (error) {
    if (!isFailure(error)) throw error
    return null
  }
}

/** Lets a job that was set aside run again. Fails with `missing` when it is not set aside, `unavailable` while the queue is away. */
export async function retryJob({ jobs }: Pick<SystemDeps, 'jobs'>, actor: Actor, jobId: string): Promise<void> {
  requirePermission(actor, 'system:write')
  await jobs.retry(jobId)
}

export async function readContracts(
  { contractsPath }: Pick<SystemDeps, 'contractsPath'>,
  actor: Actor,
): Promise<ContractReport | null> {
  requirePermission(actor, 'system:read')
  return readContractReport(contractsPath)
}
