const firstCeilingMs = 500
const longestMs = 5_000
const shortestMs = 50

/**
 * The pause before another attempt, after `failures` in succession: at random up to a ceiling that doubles from 500 ms to 5 s, and
 * at least 50 ms. Full jitter: a thousand clients cut at once do not come back at once. `random` returns 0 ≤ x < 1.
 */
export function backoffMs(failures: number, random: () => number): number {
  const ceilingMs = Math.min(longestMs, firstCeilingMs * 2 ** Math.min(Math.max(0, failures - 1), 10))
  return Math.round(shortestMs + random() * (ceilingMs - shortestMs))
}
