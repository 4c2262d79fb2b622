/** What resolvers are given for the GraphQL types of this feature: codegen takes `XModel` for the type X. */
import type { RankEvent, StreamedEvent } from '../../../schema/events.ts'
import type { LeaderboardAnswer } from './read.ts'

export type LeaderboardModel = LeaderboardAnswer
export type RankEventModel = StreamedEvent<RankEvent>
