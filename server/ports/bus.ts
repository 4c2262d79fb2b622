import type { Topic, Topics } from '../../schema/events.ts'
import type { SkippedMessages } from './skipped-messages.ts'

/** Place of a message in the log of its topic: `<ms>-<n>`, opaque to all but a bus; compare with `isAfter` only. */
export type BusSequence = string

export interface Delivery<T> {
  sequence: BusSequence
  /**
   * Null for one that can't be read: rubbish, or of a version that this one does not know. It is delivered in its place, so
   * that nobody waits for it for ever: who needs what it said loads that from the store.
   */
  message: T | null
  /** Why the message can't be read; null when it can. */
  fault: string | null
}

export interface Subscription<T> extends AsyncIterable<Delivery<T>> {
  /**
   * True when `after` was forged, of another epoch or older than what the log still holds: what lay between is lost to this
   * subscriber, who must load the picture again. Delivery then begins with the next message published.
   */
  readonly gap: boolean
  /** The newest sequence at the moment of subscribing: all delivered messages up to it are replays. */
  readonly head: BusSequence
}

/**
 * A bounded log per topic; holds no truth. Messages of a topic reach every subscriber in the one order of their sequences,
 * none twice. A subscriber that falls out of the log's bounds is ended with a Failure `limited`: it resumes or loads again.
 * A subscriber that stops reading never slows the publisher or another subscriber and costs no memory of its own.
 */
export interface Bus {
  /** Messages of one topic are logged in the order of the calls: who has many need not wait for one before the next. */
  publish<T extends Topic>(topic: T, message: Topics[T]): Promise<BusSequence>
  /** Resolves once subscribed: what is published afterwards is delivered. `after` null: from now on. Ends quietly when `signal` aborts. */
  subscribe<T extends Topic>(
    topic: T,
    options: { after: BusSequence | null; signal: AbortSignal },
  ): Promise<Subscription<Topics[T]>>
  /** The newest sequence of the topic. Fails with `unavailable` while subscriptions can't be fed. */
  head(topic: Topic): Promise<BusSequence>
  /** Messages that followers in this process could not read or apply, and went on. */
  readonly skipped: SkippedMessages
}
