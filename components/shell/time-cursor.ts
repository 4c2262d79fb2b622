/** The one clock of the screen: whatever shows an instant or an age reads the cursor. */
import { monotonicNow } from '../../lib/feed/server-clock.ts'
import { parseRfc3339 } from '../../lib/time/rfc3339.ts'
import { createTicker, type Ticker } from './ticker.ts'

/** What the screen shows: the present, or an instant of the past. `rate`: how many times faster than it was the past plays; 0 while paused. */
export type TimePlace = { kind: 'live' } | { kind: 'replay'; atMs: number; rate: number }

export interface TimeCursor {
  /** The instant that the screen shows; it runs on between deliveries. */
  nowMs(): number
  /** With a delivery about four times a second, and without one three times, for numbers and for ages that count in the open. */
  fast: Ticker
  /** Once a second. */
  slow: Ticker
}

/** `nowMs` is that of the feed: the server's clock when live, the chosen instant in replay. */
export const createTimeCursor = (nowMs: () => number): TimeCursor => ({
  nowMs,
  fast: createTicker(350, nowMs, monotonicNow),
  slow: createTicker(1_000, nowMs, monotonicNow),
})

export const timeKeys = ['at', 'rate'] as const
/** The speeds of replay, one key apart. */
export const replayRates = [0.5, 1, 2, 5, 10, 30, 60, 120, 300, 600] as const
const maxRate = 600

/** Reads `at=2026-11-23T09:00:00Z&rate=4`; live without an instant, paused without a rate. */
export function parseTime(search: URLSearchParams): TimePlace {
  const atMs = parseRfc3339(search.get('at') ?? '')
  if (atMs === null) return { kind: 'live' }
  const rate = /^\d{1,3}(?:\.\d{1,2})?$/.test(search.get('rate') ?? '') ? Number(search.get('rate')) : 0
  return { kind: 'replay', atMs, rate: rate <= maxRate ? rate : 0 }
}

export function printTime(time: TimePlace): [key: (typeof timeKeys)[number], value: string | null][] {
  if (time.kind === 'live') return []
  return [
    ['at', new Date(time.atMs).toISOString()],
    ['rate', time.rate === 0 ? null : String(time.rate)],
  ]
}

/** The next speed up or down; the fastest or slowest stays. */
export function nextRate(rate: number, step: 1 | -1): number {
  const wanted = step > 0 ? replayRates.find((one) => one > rate) : replayRates.findLast((one) => one < rate)
  return wanted ?? (step > 0 ? maxRate : replayRates[0])
}
