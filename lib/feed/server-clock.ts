/** Number of samples that the offset is estimated from; older ones are dropped, to follow slow drift. */
const samplesKept = 64
/** Messages of one connection arrive in order: if one is older than the previous by more than this, the server's clock was set back. */
const setBackMs = 500

export interface ServerClock {
  /** Adds the time of a message that has just been received. */
  addSample(serverMs: number): void
  /** Discards all samples: a new connection may reach a server with another clock. */
  restart(): void
  /** Estimate of the server's current time, ignoring network latency; `now()` before the first sample. */
  nowMs(): number
}

/**
 * Estimates the server's clock from the times in its messages. The message with the least latency gives the best estimate, so the
 * greatest offset is used. `now` must be monotonic, so that setting the local clock does not move everything on the screen.
 */
export function createServerClock(now: () => number): ServerClock {
  let offsets: number[] = []
  let newestMs = -Infinity
  let offsetMs = 0
  return {
    addSample(serverMs) {
      if (serverMs < newestMs - setBackMs) offsets = []
      newestMs = serverMs
      offsets.push(serverMs - now())
      if (offsets.length > samplesKept) offsets.shift()
      offsetMs = Math.max(...offsets)
    },
    restart() {
      offsets = []
      newestMs = -Infinity
    },
    nowMs: () => now() + offsetMs,
  }
}

/** Milliseconds since 1970 by the clock at page load; monotonic, unaffected by later changes of the clock. */
export const monotonicNow = (): number => performance.timeOrigin + performance.now()
