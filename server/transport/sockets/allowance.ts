import type { Clock } from '../../ports/clock.ts'

/** A token bucket: refilled at `perSecond`, holding at most one second's worth. It may be overdrawn and is then spent until refilled. */
export function createAllowance(clock: Clock, perSecond: number) {
  let left = perSecond
  let countedAtMs = clock.monotonicMs()
  return {
    take(): void {
      left -= 1
    },
    isSpent(): boolean {
      const nowMs = clock.monotonicMs()
      left = Math.min(perSecond, left + ((nowMs - countedAtMs) / 1_000) * perSecond)
      countedAtMs = nowMs
      return left < 1
    },
  }
}
