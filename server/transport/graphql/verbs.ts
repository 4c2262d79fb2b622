/** What the features do for the resolvers, as one narrow interface. */
import type { Engagement, EngagementReceipt } from '../../../schema/engagements.ts'
import type { ConvoyId, DroneId } from '../../../schema/ids.ts'
import type { Leadership, LeadershipChange } from '../../../schema/leadership.ts'
import type { Actor } from '../../../schema/permissions.ts'
import type { StoredReading } from '../../../schema/telemetry.ts'
import type { ContractReport } from '../../features/system/contract-report.ts'
import type { JobsState } from '../../features/system/read-system.ts'
import type { StrategyInput } from '../../features/system/set-strategy.ts'
import type { StrategyState } from '../../repositories/strategies/registry.ts'
import type { BoardModel, SystemModel } from './models.ts'

export interface BoardQuery {
  convoyId: ConvoyId
  limit: number
  /** Null: now. */
  atMs: number | null
  rankBy: 'ACCURACY' | 'WILSON'
}

export interface PageQuery {
  convoyId: ConvoyId
  limit: number
  /** The `next` of the page before; null: the first page. */
  after: string | null
}
export interface Page<T> {
  nodes: T[]
  next: string | null
}

export type EngagementsQuery = PageQuery & { droneId: DroneId | null }

export interface Span {
  firstAtMs: number
  lastAtMs: number
}

export interface SeriesQuery {
  droneId: DroneId
  fromMs: number
  toMs: number
  maxPoints: number
}
/** A drone's readings in a range, condensed. */
export interface Series {
  readingsFound: number
  stepMs: number | null
  method: string
  readings: StoredReading[]
}

/** As the caller gave it: the verb reads it and tells every fault at once. */
export interface NewEngagement {
  engagementId: string | null
  convoyId: string
  droneId: string
  hit: boolean
  weaponType: string
  target: string | null
  bda: string
  /** Null: now. */
  engagedAtMs: number | null
}

/**
 * The verbs that resolvers call; each asks for the permission it needs and throws a Failure that the door translates. Those
 * that may read much take a signal, and reject with its reason when it aborts.
 */
export interface Verbs {
  readLeaderboard(actor: Actor, query: BoardQuery): Promise<BoardModel>
  recordEngagement(actor: Actor, engagement: NewEngagement): Promise<EngagementReceipt>
  listEngagements(actor: Actor, query: EngagementsQuery, signal: AbortSignal): Promise<Page<Engagement>>
  /** The newest reading of each drone or null, in order. */
  latestReadings(actor: Actor, droneIds: readonly DroneId[]): Promise<(StoredReading | null)[]>
  /** Calls `moved` with each convoy of which `latestReadings` may return something else, null for any. Call the returned function to end that. */
  followLatest(moved: (convoyId: ConvoyId | null) => void): () => void
  historySpan(actor: Actor, droneId: DroneId, signal: AbortSignal): Promise<Span | null>
  readSeries(actor: Actor, query: SeriesQuery, signal: AbortSignal): Promise<Series>
  readLeadership(actor: Actor, convoyId: ConvoyId): Leadership
  resetLeadership(actor: Actor, order: { convoyId: ConvoyId; note: string | null }): Promise<Leadership>
  listLeadershipChanges(actor: Actor, query: PageQuery, signal: AbortSignal): Promise<Page<LeadershipChange>>
  readSystem(actor: Actor): SystemModel
  readJobs(actor: Actor): Promise<JobsState | null>
  readContracts(actor: Actor): Promise<ContractReport | null>
  setStrategy(actor: Actor, input: StrategyInput): Promise<StrategyState>
  retryJob(actor: Actor, jobId: string): Promise<void>
}
