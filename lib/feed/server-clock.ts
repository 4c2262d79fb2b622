/** Sightings that the server's clock is judged by; older ones are forgotten, so that slow drift is followed. */
const sightingsKept = 64
/** Messages of one connection come in order: one that is older than its predecessor by more than this is of a clock set back. */
const setBackMs = 500

export interface ServerClock {
  /** The server's clock read `serverMs` when its message came. */
  see(serverMs: number): void
  /** Another connection begins, perhaps to a server with another clock: what was seen before no longer counts. */
  restart(): void
  /** The server's clock now, at the most: what a message takes to come is counted as nothing. `now()` before the first sighting. */
  nowMs(): number
}

/**
 * `now` must be monotonic: a clock that someone sets would move everything on the screen with it.
 * The message that travelled least says most about the other clock: the greatest difference seen is taken.
 */
export function createServerClock(now: () => number): ServerClock {
  let offsets: number[] = []
  let newestMs = -Infinity
  let offsetMs = 0
  return {
    see(serverMs) {
      if (serverMs < newestMs - setBackMs) offsets = []
      newestMs = serverMs
      offsets.push(serverMs - now())
      if (offsets.length > sightingsKept) offsets.shift()
      offsetMs = Math.max(...offsets)
    },
    restart() {
      offsets = []
      newestMs = -Infinity
    },
    nowMs: () => now() + offsetMs,
  }
}

/** Milliseconds since 1970 as the machine's clock had them when the page was opened; never set, never runs back. */
export const monotonicNow = (): number => performance.timeOrigin + performance.now()
