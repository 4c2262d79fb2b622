/** What resolvers are given for the GraphQL types of this feature: codegen takes `XModel` for the type X. */
import type { BusSequence } from '../../ports/bus.ts'

/** How a stream stands. */
export interface StreamNoticeModel {
  sequence: BusSequence
  kind: 'STARTED' | 'RESUMED' | 'CAUGHT_UP' | 'GAP'
  timestamp: number
  recovered: number
}
