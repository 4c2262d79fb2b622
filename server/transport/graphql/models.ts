/** What resolvers hand on: rows and events as the features know them. Field resolvers turn them into the outward shape. */
import type { FailureCode, Fault } from '../../../lib/errors.ts'
import type { Convoy, Drone } from '../../../schema/convoys.ts'
import type { BoardEntry, Engagement } from '../../../schema/engagements.ts'
import type { ConvoyEvent, EngagementEvent, LeadershipEvent, RankEvent, RosterEvent } from '../../../schema/events.ts'
import type { ConvoyId } from '../../../schema/ids.ts'
import type {
  Leadership,
  LeadershipChange,
  LeadershipReason,
  LeadershipState,
  TermDoubt,
} from '../../../schema/leadership.ts'
import type { StoredReading } from '../../../schema/telemetry.ts'
import type { SetAsideJob } from '../../features/system/job-watch.ts'
import type { SystemState } from '../../features/system/read-system.ts'
import type { StoreCondition, StoreKind, StoreState } from '../../features/system/store-watch.ts'
import type { BusSequence } from '../../ports/bus.ts'
import type { SkippedOf } from '../../ports/skipped-messages.ts'
import type { StrategyState } from '../../repositories/strategies/registry.ts'

export type ConvoyModel = Convoy
export type DroneModel = Drone
export type ReadingModel = StoredReading
export type EngagementModel = Engagement
export type LeadershipModel = Leadership
export type LeadershipChangeModel = LeadershipChange
export type CandidateModel = Leadership['candidates'][number]
export type TermDoubtModel = TermDoubt
export type FleetDroneModel = StoredReading
export type FaultModel = Fault
export type FailureCodeModel = FailureCode
export type LeadershipStateModel = LeadershipState
export type LeadershipReasonModel = LeadershipReason

/** The leaderboard of one convoy. */
export interface BoardModel {
  convoyId: ConvoyId
  convoyCallsign: string
  totalDrones: number
  averageAccuracyPct: number | null
  rankBy: 'ACCURACY' | 'WILSON'
  asOfMs: number
  stale: boolean
  entries: BoardEntry[]
}

export interface SystemModel extends SystemState {
  readingsAccepted: number
  readingsRefused: number
}

export type StrategyModel = StrategyState
export type StoreModel = StoreState
export type StoreKindModel = StoreKind
export type StoreStateModel = StoreCondition
export type SetAsideJobModel = SetAsideJob
export type SkippedMessagesModel = SkippedOf

/** An event of the bus with its place in the log. */
export interface StreamModel<E extends ConvoyEvent> {
  sequence: BusSequence
  event: E
}
export type EngagementEventModel = StreamModel<EngagementEvent>
export type RankEventModel = StreamModel<RankEvent>
export type LeadershipEventModel = StreamModel<LeadershipEvent>
export type RosterEventModel = StreamModel<RosterEvent>

export interface NoticeModel {
  sequence: BusSequence
  kind: 'STARTED' | 'RESUMED' | 'CAUGHT_UP' | 'GAP'
  atMs: number
  recovered: number
}
