import { isFailure, isPassing } from '../../lib/errors.ts'
import type { Topic, Topics } from '../../schema/events.ts'
import type { Delivery, Subscription } from '../ports/bus.ts'
import type { Ports } from '../ports/index.ts'

type Deps = Pick<Ports, 'bus' | 'clock'> & { log: { warn(details: object, message: string): void } }

interface Follower<T extends Topic> {
  /** Who follows, in the words of a log. */
  name: string
  /**
   * What was told until now is not known: load it from the store. Called first of all, after a gap, while the bus is away, and
   * after a message that could not be read or applied. Never runs twice at once, but may run beside `hear`.
   */
  missed(): Promise<void> | void
  hear(message: Topics[T]): Promise<void> | void
}

const retryEveryMs = 250
const askEveryMs = 1_000
/** So often a message is tried when it fails for a reason that passes, such as a store that is away. */
const maxTries = 20
/** Loads from the store, instead of what the bus did not tell, begin at least so far apart; or by half of the time where one takes long. */
export const loadEveryMs = 3_000

/**
 * Follows a topic until `signal` aborts, through slowness, gaps and absence of the bus: the one way to keep something in memory
 * up to date by it. A message that can't be read or applied is skipped, counted (`bus.skipped`) and made up for by `missed`; the
 * next one is heard. Resolves once subscribed and `missed` is done, or, with the bus away, once `missed` is done without it.
 * Rejects as the first `missed` does; later failures are logged and tried again.
 */
export async function followTopic<T extends Topic>(
  deps: Deps,
  topic: T,
  { name, missed, hear }: Follower<T>,
  signal: AbortSignal,
): Promise<void> {
  const { bus, clock, log } = deps
  let after: string | null = null
  let isLoadDue = false
  let loading: Promise<void> | null = null

  const first = await subscribe()
  await missed()
  if (first) after = first.head
  void follow(first)
  void loadWhatIsMissing()

  /** Null while the bus is away. */
  async function subscribe(): Promise<Subscription<Topics[T]> | null> {
    try {
      return await bus.subscribe(topic, { after, signal })
    } catch (error) {
      if (!isFailure(error)) throw error
      return null
    }
  }

  async function follow(subscribed: Subscription<Topics[T]> | null): Promise<void> {
    let subscription = subscribed
    while (!signal.aborted) {
      try {
        if (subscription) for await (const delivery of subscription) await take(delivery)
        if (signal.aborted) return
      } catch (error) {
        log.warn({ error: wordsOf(error) }, `${name} lost the bus or reads too slowly, and subscribes again`)
        // What is no failure of the bus but a fault would come again at the same place.
        if (!isFailure(error)) after = null
      }
      try {
        subscription = await subscribe()
        if (subscription && (subscription.gap || after === null)) {
          after = subscription.head
          await load()
        }
      } catch (error) {
        log.warn({ error: wordsOf(error) }, `${name} can't subscribe and tries again`)
        subscription = null
      }
      if (!subscription) await clock.sleep(retryEveryMs, signal)
    }
  }

  async function take({ sequence, message, fault }: Delivery<Topics[T]>): Promise<void> {
    if (message === null) skip(sequence, fault)
    else await apply(sequence, message)
    after = sequence
  }

  async function apply(sequence: string, message: Topics[T]): Promise<void> {
    for (let tries = 1; !signal.aborted; tries++) {
      try {
        await hear(message)
        return
      } catch (error) {
        if (signal.aborted) return
        // While a load is due there is no need to wait: it brings what this message says.
        if (!isPassing(error) || isLoadDue || tries >= maxTries) return skip(sequence, error)
      }
      await clock.sleep(retryEveryMs, signal)
    }
  }

  function skip(sequence: string, reason: unknown): void {
    bus.skipped.add({ topic, follower: name, sequence }, reason)
    isLoadDue = true
  }

  /** Calls `missed`, unless it runs already. When it fails it is due again. */
  function load(): Promise<void> {
    loading ??= loadNow().finally(() => {
      loading = null
    })
    return loading
  }

  async function loadNow(): Promise<void> {
    isLoadDue = false
    try {
      await missed()
    } catch (error) {
      isLoadDue = true
      if (!isFailure(error)) log.warn({ error: wordsOf(error) }, `${name} can't load what it missed and tries again`)
    }
  }

  /** An open subscription waits in silence while the bus is away: only a question tells. */
  async function loadWhatIsMissing(): Promise<void> {
    let nextLoadMs = 0
    let wasAway = false
    while (!signal.aborted) {
      await clock.sleep(askEveryMs, signal)
      if (signal.aborted) return
      const isAway = await bus.head(topic).then(
        () => false,
        () => true,
      )
      if (isAway && !wasAway) log.warn({ topic }, `${name} does without the bus: it is away`)
      wasAway = isAway
      if (!(isAway || isLoadDue) || clock.monotonicMs() < nextLoadMs) continue
      const beganMs = clock.monotonicMs()
      await load()
      nextLoadMs = clock.monotonicMs() + Math.max(loadEveryMs, clock.monotonicMs() - beganMs)
    }
  }
}

const wordsOf = (error: unknown): unknown => (isFailure(error) ? error.message : error)
