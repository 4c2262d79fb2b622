export interface Ticker {
  subscribe(listener: () => void): () => void
  /** Counts up with every tick. */
  count(): number
}

/** One timer for all who watch; none while nobody does. */
export function createTicker(everyMs: number): Ticker {
  const listeners = new Set<() => void>()
  let count = 0
  let timer: ReturnType<typeof setInterval> | undefined
  const tick = () => {
    count += 1
    for (const listener of listeners) listener()
  }
  return {
    subscribe(listener) {
      if (listeners.size === 0) timer = setInterval(tick, everyMs)
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
        if (listeners.size === 0) clearInterval(timer)
      }
    },
    count: () => count,
  }
}
