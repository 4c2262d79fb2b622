/** Time, passed in so that tests own it. */
export interface Clock {
  /** Ms since 1970, UTC. May step when the machine's clock is set. */
  nowMs(): number
  /** Ms of a clock that never steps; for durations and rate limits. */
  monotonicMs(): number
  /** Resolves after `ms`, or at once when `signal` aborts. Never rejects. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
  /** Calls `run` every `ms` until the returned function is called. Runs never overlap; a run that fails is reported and the next one still happens. */
  every(ms: number, run: () => void | Promise<void>): () => void
}
