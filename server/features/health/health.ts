import type { Clock } from '../../ports/clock.ts'

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

/** Watches that the event loop keeps time. */
export function watchHealth(clock: Clock): Health {
  let phase: 'starting' | 'serving' | 'draining' = 'starting'
  let sampledAtMs = clock.monotonicMs()
  let blockedAtMs = Number.NEGATIVE_INFINITY
  const recentLagMs: number[] = []

  const stop = clock.every(sampleMs, () => {
    const nowMs = clock.monotonicMs()
    const lateMs = Math.max(0, nowMs - sampledAtMs - sampleMs)
    sampledAtMs = nowMs
    recentLagMs.push(lateMs)
    if (recentLagMs.length > 10_000 / sampleMs) recentLagMs.shift()
    if (lateMs >= blockedAfterMs) blockedAtMs = nowMs
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
    lagMs: () => Math.max(0, ...recentLagMs),
    close: stop,
  }
}
