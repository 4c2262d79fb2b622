/** What resolvers are given for the GraphQL types of this feature: codegen takes `XModel` for the type X. */
import type { Engagement } from '../../../schema/engagements.ts'
import type { EngagementEvent, StreamedEvent } from '../../../schema/events.ts'

export type EngagementModel = Engagement
export type EngagementEventModel = StreamedEvent<EngagementEvent>
