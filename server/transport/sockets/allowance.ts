import type { Clock } from '../../ports/clock.ts'

/** So many a second, saved up for one second; may be overdrawn, and is then spent until that is made up for. */
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
