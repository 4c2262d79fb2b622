/** The items and states of the event stream. */
import type { Failure } from '../errors.ts'
import type { ConvoyEventsSubscription } from './documents.generated.ts'

export type ConvoyEventsItem = ConvoyEventsSubscription['convoyEvents']
/** Without the notices of the stream itself. */
export type ConvoyEventItem = Exclude<ConvoyEventsItem, { __typename: 'StreamNotice' }>

/** The state of a stream, in the order of a connection's life. `failed` is final. */
export type StreamStatus =
  | { state: 'connecting'; attempt: number }
  /** Events flow. `recovered` events were replayed since the disconnect, over all attempts; with `gap` some were lost: reload the picture. */
  | { state: 'connected'; recovered: number; gap: boolean }
  | { state: 'disconnected'; retryInMs: number }
  | { state: 'failed'; failure: Failure }
