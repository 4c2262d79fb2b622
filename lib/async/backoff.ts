const firstCeilingMs = 500
const longestMs = 5_000
const shortestMs = 50

/**
 * Exponential backoff with full jitter: a random pause after `failures` consecutive failures, from 50 ms up to a ceiling that
 * doubles from 500 ms to 5 s. Spreads the reconnects of a thousand clients. `random` returns 0 ≤ x < 1.
 */
export function backoffMs(failures: number, random: () => number): number {
  const ceilingMs = Math.min(longestMs, firstCeilingMs * 2 ** Math.min(Math.max(0, failures - 1), 10))
  return Math.round(shortestMs + random() * (ceilingMs - shortestMs))
}
