/** The one clock of the screen: whatever shows an instant or an age reads the cursor. */
import { parseRfc3339 } from '../../lib/time/rfc3339.ts'
import { createTicker, type Ticker } from './ticker.ts'

/** Where on the time line the screen stands. `rate`: how many times faster than it was the past plays. */
export type TimePlace = { kind: 'live' } | { kind: 'replay'; atMs: number; rate: number }

export interface TimeCursor {
  /** Where the screen stands, which is live whatever the address asks for until there is replay. */
  readonly place: TimePlace
  /** The instant that the screen shows; it runs on between deliveries. */
  nowMs(): number
  /** With a delivery about four times a second, and without one three times, for numbers and for ages that count in the open. */
  fast: Ticker
  /** Once a second. */
  slow: Ticker
}

/** Live by the server's clock, which is what `nowMs` reads. */
export const createTimeCursor = (nowMs: () => number): TimeCursor => ({
  place: { kind: 'live' },
  nowMs,
  fast: createTicker(350, nowMs),
  slow: createTicker(1_000, nowMs),
})

export const timeKeys = ['at', 'rate'] as const
const maxRate = 1_000

/** Reads `at=2026-11-23T09:00:00Z&rate=4`; live without an instant, at the speed it was without a rate. */
export function parseTime(search: URLSearchParams): TimePlace {
  const atMs = parseRfc3339(search.get('at') ?? '')
  if (atMs === null) return { kind: 'live' }
  const rate = /^\d{1,4}(?:\.\d{1,2})?$/.test(search.get('rate') ?? '') ? Number(search.get('rate')) : 1
  return { kind: 'replay', atMs, rate: rate > 0 && rate <= maxRate ? rate : 1 }
}

export function printTime(time: TimePlace): [key: (typeof timeKeys)[number], value: string | null][] {
  if (time.kind === 'live') return []
  return [
    ['at', new Date(time.atMs).toISOString()],
    ['rate', time.rate === 1 ? null : String(time.rate)],
  ]
}
