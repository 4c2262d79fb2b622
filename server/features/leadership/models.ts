/** The values that resolvers receive for the GraphQL types of this feature: codegen maps type X to `XModel`. */
import type { LeadershipEvent, StreamedEvent } from '../../../schema/events.ts'
import type {
  Leadership,
  LeadershipChange,
  LeadershipReason,
  LeadershipState,
  TermDoubt,
} from '../../../schema/leadership.ts'

export type LeadershipModel = Leadership
export type LeadershipChangeModel = LeadershipChange
export type LeadershipStateModel = LeadershipState
export type LeadershipReasonModel = LeadershipReason
export type CandidateModel = Leadership['candidates'][number]
export type TermDoubtModel = TermDoubt
export type LeadershipEventModel = StreamedEvent<LeadershipEvent>
