/** What the stream of events carries, and how it stands. */
import type { Failure } from '../errors.ts'
import type { ConvoyEventsSubscription } from './documents.generated.ts'

export type ConvoyEventsItem = ConvoyEventsSubscription['convoyEvents']
/** Without the notices of the stream itself. */
export type ConvoyEventItem = Exclude<ConvoyEventsItem, { __typename: 'StreamNotice' }>

/** How a stream stands, in the order of a connection's life. `failed` is final. */
export type StreamStatus =
  | { state: 'connecting'; attempt: number }
  /** Events flow. `recovered` events were replayed since the cut, over every attempt; with `gap` what lay between is lost: load the picture again. */
  | { state: 'connected'; recovered: number; gap: boolean }
  | { state: 'disconnected'; retryInMs: number }
  | { state: 'failed'; failure: Failure }
