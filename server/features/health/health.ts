import type { Clock } from '../../ports/clock.ts'
import { monitorLoopDelay } from './loop-delay.ts'

/** Why the process should receive no traffic. */
export type Unready = 'starting' | 'draining' | 'event loop blocked'

export interface Health {
  /** Null when ready. */
  unready(): Unready | null
  started(): void
  draining(): void
  /** Longest event loop delay in the last ten seconds, ms. */
  lagMs(): number
  close(): void
}

const sampleMs = 100
/** After an event loop delay this long the process is not ready until there was none for `recoveryMs`. */
export const blockedAfterMs = 1_000
export const recoveryMs = 2_000

/** Watches event loop delay with its own timer, so that a request that was delayed sees it at once. */
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
