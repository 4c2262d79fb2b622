import { Failure, isFailure } from '../../../lib/errors.ts'
import { requirePermission } from '../../../lib/permissions.ts'
import { type Actor, isAllowed } from '../../../schema/permissions.ts'
import type { Ports } from '../../ports/index.ts'
import type { JobFigures, SetAsideJob } from '../../ports/jobs.ts'
import type { SkippedOf } from '../../ports/skipped-messages.ts'
import type { StrategyRegistry, StrategyState } from '../../repositories/strategies/registry.ts'
import { type ContractReport, readContractReport } from './contract-report.ts'
import type { StoreState, StoreWatch } from './store-watch.ts'

/** Facts about this process. */
export interface About {
  mode: 'embedded' | 'cluster'
  version: string
  startedAtMs: number
  process: { id: number; name: string; roles: readonly string[] }
}

export interface SystemDeps extends Pick<Ports, 'bus' | 'jobs'> {
  about: About
  stores: StoreWatch
  strategies: StrategyRegistry
  readings: { readonly accepted: number; readonly refused: Readonly<Record<string, number>> }
  /** The report of the adapters' contract tests. */
  contractsPath: string
}

/** The state of this process. */
export interface SystemState extends About {
  /** True when the caller may choose strategies and retry jobs. */
  mayChange: boolean
  stores: readonly StoreState[]
  strategies: readonly StrategyState[]
  skippedMessages: readonly SkippedOf[]
  readingsAccepted: number
  readingsRefused: number
}

export function readSystem({ about, bus, stores, strategies, readings }: SystemDeps, actor: Actor): SystemState {
  requirePermission(actor, 'system:read')
  return {
    ...about,
    mayChange: isAllowed(actor, 'system:write'),
    stores: stores.list(),
    strategies: strategies.list(),
    skippedMessages: bus.skipped.list(),
    readingsAccepted: readings.accepted,
    readingsRefused: Object.values(readings.refused).reduce((sum, count) => sum + count, 0),
  }
}

const mostSetAside = 50

export interface JobsState {
  counts: JobFigures[]
  setAside: SetAsideJob[]
}

/** Null while the queue is unavailable. */
export async function readJobs({ jobs }: Pick<SystemDeps, 'jobs'>, actor: Actor): Promise<JobsState | null> {
  requirePermission(actor, 'system:read')
  try {
    const [counts, setAside] = await Promise.all([jobs.figures(), jobs.setAside(mostSetAside)])
    return { counts, setAside }
  } catch (error) {
    if (!isFailure(error)) throw error
    return null
  }
}

/** Retries a failed job. Fails with `missing` when there is no such failed job, `unavailable` while the queue is. */
export async function retryJob({ jobs }: Pick<SystemDeps, 'jobs'>, actor: Actor, jobId: string): Promise<void> {
  requirePermission(actor, 'system:write')
  if (!(await jobs.retry(jobId))) throw new Failure('missing', `There is no failed job ${jobId}.`)
}

export async function readContracts(
  { contractsPath }: Pick<SystemDeps, 'contractsPath'>,
  actor: Actor,
): Promise<ContractReport | null> {
  requirePermission(actor, 'system:read')
  return readContractReport(contractsPath)
}
