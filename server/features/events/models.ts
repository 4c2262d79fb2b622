/** The values that resolvers receive for the GraphQL types of this feature: codegen maps type X to `XModel`. */
import type { BusSequence } from '../../ports/bus.ts'

/** The state of a stream. */
export interface StreamNoticeModel {
  sequence: BusSequence
  kind: 'STARTED' | 'RESUMED' | 'CAUGHT_UP' | 'GAP'
  timestamp: number
  recovered: number
}
