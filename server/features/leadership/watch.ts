import { createTurns } from '../../../lib/async/turns.ts'
import type { ReadingsMessage } from '../../../schema/events.ts'
import type { ConvoyId } from '../../../schema/ids.ts'
import type { Leadership } from '../../../schema/leadership.ts'
import type { BusSequence, Subscription } from '../../ports/bus.ts'
import { type ElectionsDeps, openElections } from './elections.ts'

const tickMs = 500
/** A heartbeat costs no write of its own: at a restart up to this much of it is forgotten. */
const saveHeartbeatsMs = 5_000
/** A tick this late tells of a process that was stopped, or a machine that slept: nobody could be heard. */
const deafAfterMs = 3_000
const resubscribeAfterMs = 100

export interface LeadershipWatch {
  /** Leadership of a convoy as last stored; `unknown` while nothing was heard. Never waits: frames ask it. */
  of(convoyId: ConvoyId): Leadership
  /** Resolves once the signal has aborted and the newest heartbeats are stored: close the store after it. */
  readonly closed: Promise<void>
}

/**
 * Watches who leads the convoys: hears the bus topic `readings`, lets time pass, stores every change and then publishes it
 * on `events`. Resolves once what was last known is loaded and readings published from now on are heard; ends when `signal`
 * aborts. One process runs it for a store.
 */
export async function startLeadershipWatch(deps: ElectionsDeps, signal: AbortSignal): Promise<LeadershipWatch> {
  const { bus, clock, log } = deps
  const subscribe = (after: BusSequence | null) => bus.subscribe('readings', { after, signal })
  const first = await subscribe(null)
  const elections = await openElections(deps)
  elections.excuseSilence()
  const turns = createTurns<'step'>()
  const inTurn = (step: () => Promise<void>) =>
    turns.take('step', step).catch((error) => log.warn({ error }, 'a step of the leadership watch failed'))
  let tickedAtMs = clock.nowMs()
  let savedAtMs = clock.monotonicMs()

  async function letTimePass(): Promise<void> {
    const lateMs = clock.nowMs() - tickedAtMs
    tickedAtMs = clock.nowMs()
    if (lateMs > deafAfterMs) elections.excuseSilence()
    await elections.passTime()
    if (clock.monotonicMs() - savedAtMs < saveHeartbeatsMs) return
    savedAtMs = clock.monotonicMs()
    await elections.saveHeartbeats()
  }

  let heardUpTo = first.head
  async function hearAll(subscription: Subscription<ReadingsMessage>): Promise<void> {
    if (subscription.gap) {
      heardUpTo = subscription.head
      await inTurn(async () => elections.excuseSilence())
    }
    for await (const { sequence, message } of subscription) {
      await inTurn(() => elections.hear(message.convoyId, message.readings))
      heardUpTo = sequence
    }
  }

  async function listen(): Promise<void> {
    let hearing = hearAll(first)
    while (!signal.aborted) {
      try {
        await hearing
      } catch (error) {
        log.warn({ error }, 'the leadership watch fell behind and subscribes anew')
        await clock.sleep(resubscribeAfterMs, signal)
      }
      if (!signal.aborted) hearing = subscribe(heardUpTo).then(hearAll)
    }
  }

  const stopTicking = clock.every(tickMs, () => inTurn(letTimePass))
  const closed = listen().then(() => {
    stopTicking()
    return inTurn(() => elections.saveHeartbeats())
  })
  return { of: elections.of, closed }
}
