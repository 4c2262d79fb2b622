import type { Topic, Topics } from '../../schema/events.ts'
import type { SkippedMessages } from './skipped-messages.ts'

/** Place of a message in the log of its topic: `<ms>-<n>`, opaque to all but a bus; compare with `isAfter` only. */
export type BusSequence = string

export interface Delivery<T> {
  sequence: BusSequence
  /**
   * Null for a message that can't be read: invalid, or of an unknown version. It is delivered in sequence, so that a subscriber can
   * reload its state from the store.
   */
  message: T | null
  /** Why the message can't be read; null when it can. */
  fault: string | null
}

export interface Subscription<T> extends AsyncIterable<Delivery<T>> {
  /**
   * True when `after` was invalid, from another epoch, or older than the log: messages in between are lost to this subscriber,
   * which must reload its state. Delivery then begins with the next message published.
   */
  readonly gap: boolean
  /** The newest sequence at the moment of subscribing: all delivered messages up to it are replays. */
  readonly head: BusSequence
}

/**
 * A bounded log per topic; not a system of record. Each subscriber receives the messages of a topic once, in the order of their
 * sequences. A subscriber that falls behind the log is ended with a Failure `limited`; it must resubscribe or reload. A subscriber
 * that stops reading never slows the publisher or other subscribers, and uses no memory of its own.
 */
export interface Bus {
  /** Messages of one topic are logged in the order of the calls, so callers need not await one before the next. */
  publish<T extends Topic>(topic: T, message: Topics[T]): Promise<BusSequence>
  /** Resolves once subscribed: every message published afterwards is delivered. `after` null: from now on. Ends without error when `signal` aborts. */
  subscribe<T extends Topic>(
    topic: T,
    options: { after: BusSequence | null; signal: AbortSignal },
  ): Promise<Subscription<Topics[T]>>
  /** The newest sequence of the topic. Fails with `unavailable` while subscriptions can't receive messages. */
  head(topic: Topic): Promise<BusSequence>
  /** Messages that followers in this process could not read or apply, and skipped. */
  readonly skipped: SkippedMessages
}
