import { isFailure, isTransient } from '../../lib/errors.ts'
import type { Topic, Topics } from '../../schema/events.ts'
import type { Delivery, Subscription } from '../ports/bus.ts'
import type { Ports } from '../ports/index.ts'

type Deps = Pick<Ports, 'bus' | 'clock'> & { log: { warn(details: object, message: string): void } }

interface Follower<T extends Topic> {
  /** Shown in logs. */
  name: string
  /**
   * Loads the current state from the store. Called at the start, after a gap, repeatedly while the bus is unavailable, and after
   * a message that could not be read or applied. Never runs concurrently with itself, but may run concurrently with `onMessage`.
   */
  reload(): Promise<void> | void
  /** May call `skip` later, after it resolved, when the message could not be applied after all. */
  onMessage(message: Topics[T], skip: (reason: unknown) => void): Promise<void> | void
}

const retryEveryMs = 250
const askEveryMs = 1_000
/** Attempts to apply a message that fails for a transient reason, such as an unavailable store. */
const maxTries = 20
/** Reloads begin at least this far apart; a slow reload is followed by a pause as long as it took. */
export const loadEveryMs = 3_000

/**
 * Keeps in-memory state up to date from a topic until `signal` aborts: resubscribes after gaps, slow reads and outages of the
 * bus. A message that can't be read or applied is skipped, counted in `bus.skipped`, and compensated by a `reload`. Resolves once
 * subscribed and loaded, or just loaded while the bus is unavailable. Rejects when the first `reload` rejects, unless the store is
 * unavailable: that and later failures are logged and retried.
 */
export async function followTopic<T extends Topic>(
  deps: Deps,
  topic: T,
  { name, reload, onMessage }: Follower<T>,
  signal: AbortSignal,
): Promise<void> {
  const { bus, clock, log } = deps
  let after: string | null = null
  let isReloadDue = false
  let reloading: Promise<void> | null = null

  const first = await subscribe()
  try {
    await reload()
  } catch (error) {
    if (!isTransient(error)) throw error
    log.warn({ error: error.message }, `${name} starts without the store; reloading when it is available`)
    isReloadDue = true
  }
  if (first) after = first.head
  void follow(first)
  void reloadWhenNeeded()

  /** Null while the bus is unavailable. */
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
        log.warn({ error: toLogged(error) }, `${name} lost the bus or reads too slowly; subscribing again`)
        // A bug, unlike a failure of the bus, would recur at the same message.
        if (!isFailure(error)) after = null
      }
      try {
        subscription = await subscribe()
        if (subscription && (subscription.gap || after === null)) {
          after = subscription.head
          await reloadOnce()
        }
      } catch (error) {
        log.warn({ error: toLogged(error) }, `${name} can't subscribe; retrying`)
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
        await onMessage(message, (reason) => skip(sequence, reason))
        return
      } catch (error) {
        if (signal.aborted) return
        // No need to retry while a reload is due: it includes the effect of this message.
        if (!isTransient(error) || isReloadDue || tries >= maxTries) return skip(sequence, error)
      }
      await clock.sleep(retryEveryMs, signal)
    }
  }

  function skip(sequence: string, reason: unknown): void {
    bus.skipped.add({ topic, follower: name, sequence }, reason)
    isReloadDue = true
  }

  /** Calls `reload`, or joins the running call. A failed reload is due again. */
  function reloadOnce(): Promise<void> {
    reloading ??= reloadNow().finally(() => {
      reloading = null
    })
    return reloading
  }

  async function reloadNow(): Promise<void> {
    isReloadDue = false
    try {
      await reload()
    } catch (error) {
      isReloadDue = true
      if (!isFailure(error)) log.warn({ error: toLogged(error) }, `${name} can't reload; retrying`)
    }
  }

  /** An open subscription stays silent while the bus is unavailable, so the bus is polled. */
  async function reloadWhenNeeded(): Promise<void> {
    let nextLoadMs = 0
    let wasUnavailable = false
    while (!signal.aborted) {
      await clock.sleep(askEveryMs, signal)
      if (signal.aborted) return
      const isUnavailable = await bus.head(topic).then(
        () => false,
        () => true,
      )
      if (isUnavailable && !wasUnavailable)
        log.warn({ topic }, `the bus is unavailable; ${name} reads from the store instead`)
      wasUnavailable = isUnavailable
      if (!(isUnavailable || isReloadDue) || clock.monotonicMs() < nextLoadMs) continue
      const beganMs = clock.monotonicMs()
      await reloadOnce()
      nextLoadMs = clock.monotonicMs() + Math.max(loadEveryMs, clock.monotonicMs() - beganMs)
    }
  }
}

const toLogged = (error: unknown): unknown => (isFailure(error) ? error.message : error)
