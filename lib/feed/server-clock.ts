/** Sightings that a machine's clock is judged by; older ones are forgotten, so that a clock that was set is followed. */
const sightingsKept = 64

export interface ServerClock {
  /** The server's clock read `serverMs` when its message came. */
  see(serverMs: number): void
  /** The server's clock now, at the most: what a message takes to come is counted as nothing. Own time before the first sighting. */
  nowMs(): number
}

/** The message that travelled least says most about the other clock: the greatest difference seen is taken. */
export function createServerClock(now: () => number): ServerClock {
  const offsets: number[] = []
  let next = 0
  let offsetMs = 0
  return {
    see(serverMs) {
      offsets[next] = serverMs - now()
      next = (next + 1) % sightingsKept
      offsetMs = Math.max(...offsets)
    },
    nowMs: () => now() + offsetMs,
  }
}
