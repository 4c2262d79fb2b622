/** The values that resolvers receive for the GraphQL types of this feature: codegen maps type X to `XModel`. */
import type { Engagement } from '../../../schema/engagements.ts'
import type { EngagementEvent, StreamedEvent } from '../../../schema/events.ts'

export type EngagementModel = Engagement
export type EngagementEventModel = StreamedEvent<EngagementEvent>
