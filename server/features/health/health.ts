import type { Clock } from '../../ports/clock.ts'
import { monitorLoopDelay } from './loop-delay.ts'

/** Why the process should get no traffic now. */
export type Unready = 'starting' | 'draining' | 'event loop blocked'

export interface Health {
  /** Null when ready. */
  unready(): Unready | null
  started(): void
  draining(): void
  /** Longest time the event loop was late by in the last ten seconds, ms. */
  lagMs(): number
  close(): void
}

const sampleMs = 100
/** An event loop that was this late serves nobody; it is not ready until it has kept time for `recoveryMs`. */
export const blockedAfterMs = 1_000
export const recoveryMs = 2_000

/** Watches that the event loop keeps time: by a timer of its own, as a request that waited for the loop must see it at once. */
export function watchHealth(clock: Clock, delay = monitorLoopDelay(clock)): Health {
  let phase: 'starting' | 'serving' | 'draining' = 'starting'
  let sampledAtMs = clock.monotonicMs()
  let blockedAtMs = Number.NEGATIVE_INFINITY

  const stop = clock.every(sampleMs, () => {
    const nowMs = clock.monotonicMs()
    if (nowMs - sampledAtMs - sampleMs >= blockedAfterMs) blockedAtMs = nowMs
    sampledAtMs = nowMs
  })

  return {
    unready() {
      if (phase !== 'serving') return phase
      const nowMs = clock.monotonicMs()
      const isBlocked = nowMs - sampledAtMs >= blockedAfterMs || nowMs - blockedAtMs < recoveryMs
      return isBlocked ? 'event loop blocked' : null
    },
    started() {
      phase = 'serving'
    },
    draining() {
      phase = 'draining'
    },
    lagMs: () => delay.longestMs(),
    close() {
      stop()
      delay.close()
    },
  }
}
