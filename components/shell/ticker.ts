export interface Ticker {
  subscribe(listener: () => void): () => void
  /** Counts up with every tick. */
  count(): number
  /** The time of the last tick: all that tick together show the same. */
  nowMs(): number
  /** Ticks now unless it did just before, and again after the usual time. */
  tickEarly(): void
}

/** A tick comes at least this part of the usual time after the one before. */
const leastShare = 0.65

/** One timer for all who watch; none while nobody does. `now` is what is shown, `monotonicNow` paces the ticks. */
export function createTicker(everyMs: number, now: () => number, monotonicNow: () => number): Ticker {
  const listeners = new Set<() => void>()
  let count = 0
  let shownMs = now()
  let tickedAtMs = monotonicNow()
  let timer: ReturnType<typeof setInterval> | undefined
  const tick = () => {
    count += 1
    shownMs = now()
    tickedAtMs = monotonicNow()
    for (const listener of listeners) listener()
  }
  return {
    tickEarly() {
      if (monotonicNow() - tickedAtMs < leastShare * everyMs) return
      clearInterval(timer)
      if (listeners.size > 0) timer = setInterval(tick, everyMs)
      tick()
    },
    subscribe(listener) {
      if (listeners.size === 0) timer = setInterval(tick, everyMs)
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
        if (listeners.size === 0) clearInterval(timer)
      }
    },
    count: () => count,
    nowMs() {
      if (listeners.size === 0) shownMs = now()
      return shownMs
    },
  }
}
