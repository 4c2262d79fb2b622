/** The values that resolvers receive for the GraphQL types of this feature: codegen maps type X to `XModel`. */
import type { RankEvent, StreamedEvent } from '../../../schema/events.ts'
import type { LeaderboardAnswer } from './read.ts'

export type LeaderboardModel = LeaderboardAnswer
export type RankEventModel = StreamedEvent<RankEvent>
