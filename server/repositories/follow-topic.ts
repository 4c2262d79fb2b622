import { isFailure } from '../../lib/errors.ts'
import type { Topic, Topics } from '../../schema/events.ts'
import type { Subscription } from '../ports/bus.ts'
import type { Ports } from '../ports/index.ts'

type Deps = Pick<Ports, 'bus' | 'clock'> & { log: { warn(details: object, message: string): void } }

interface Follower<T extends Topic> {
  /** Who follows, in the words of a log. */
  name: string
  /** What was told until now is not known: load it from the store. Called first of all, after a gap, and while the bus is away. */
  missed(): Promise<void> | void
  hear(message: Topics[T]): Promise<void> | void
}

const retryEveryMs = 250
const askEveryMs = 1_000
/** While the bus is away, what it would have told is loaded from the store this often, or half of the time where that takes long. */
export const loadWhileAwayEveryMs = 3_000

/**
 * Follows a topic until `signal` aborts, through slowness, gaps and absence of the bus: the one way to keep something in memory
 * up to date by it. Resolves once subscribed and `missed` is done, or, with the bus away, once `missed` is done without it.
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

  const first = await subscribe()
  await missed()
  if (first) after = first.head
  void follow(first)
  void doWithoutWhileAway()

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
        if (subscription) await hearAll(subscription)
        if (signal.aborted) return
        subscription = await subscribe()
        if (!subscription) await clock.sleep(retryEveryMs, signal)
        else if (subscription.gap || after === null) {
          after = subscription.head
          await missed()
        }
      } catch (error) {
        log.warn({ error }, `${name} fell behind and begins anew`)
        await clock.sleep(retryEveryMs, signal)
        subscription = null
      }
    }
  }

  async function hearAll(subscription: Subscription<Topics[T]>): Promise<void> {
    try {
      for await (const { sequence, message } of subscription) {
        await hear(message)
        after = sequence
      }
    } catch (error) {
      if (!isFailure(error)) throw error
      log.warn({ error: error.message }, `${name} lost the bus or reads too slowly, and subscribes anew`)
    }
  }

  /** An open subscription waits in silence while the bus is away: only a question tells. */
  async function doWithoutWhileAway(): Promise<void> {
    let nextLoadMs = 0
    let wasAway = false
    while (!signal.aborted) {
      await clock.sleep(askEveryMs, signal)
      if (signal.aborted) return
      const isAway = await bus.head(topic).then(
        () => false,
        (error) => {
          if (!isFailure(error)) throw error
          return true
        },
      )
      if (isAway && !wasAway) log.warn({ topic }, `${name} does without the bus: it is away`)
      wasAway = isAway
      if (!isAway || clock.monotonicMs() < nextLoadMs) continue
      const beganMs = clock.monotonicMs()
      await Promise.resolve(missed()).catch((error) => {
        if (!isFailure(error)) throw error
      })
      nextLoadMs = clock.monotonicMs() + Math.max(loadWhileAwayEveryMs, clock.monotonicMs() - beganMs)
    }
  }
}
