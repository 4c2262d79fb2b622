import type { Topic, Topics } from '../../schema/events.ts'

/** Place of a message in the log of its topic: `<ms>-<n>`, opaque to all but a bus; compare with `isAfter` only. */
export type BusSequence = string

export interface Delivery<T> {
  sequence: BusSequence
  message: T
}

export interface Subscription<T> extends AsyncIterable<Delivery<T>> {
  /**
   * True when `after` was forged, of another epoch or older than what the log still holds: what lay between is lost to this
   * subscriber, who must load the picture anew. Delivery then begins with the next message published.
   */
  readonly gap: boolean
  /** The newest sequence at the moment of subscribing: all delivered messages up to it are replays. */
  readonly head: BusSequence
}

/**
 * A bounded log per topic; holds no truth. Messages of a topic reach every subscriber in the one order of their sequences,
 * none twice. A subscriber that falls out of the log's bounds is ended with a Failure `limited`: it resumes or loads anew.
 * A subscriber that stops reading never slows the publisher or another subscriber and costs no memory of its own.
 */
export interface Bus {
  publish<T extends Topic>(topic: T, message: Topics[T]): Promise<BusSequence>
  /** Resolves once subscribed: what is published afterwards is delivered. `after` null: from now on. Ends quietly when `signal` aborts. */
  subscribe<T extends Topic>(
    topic: T,
    options: { after: BusSequence | null; signal: AbortSignal },
  ): Promise<Subscription<Topics[T]>>
  /** The newest sequence of the topic. */
  head(topic: Topic): Promise<BusSequence>
}
