import fc from 'fast-check'
import { expect, test } from 'vitest'
import { gapsOf, keepInView, longestMs, panBy, roundedSpan, shortestMs, spanOf, zoomBy } from './span.ts'

const nowMs = Date.UTC(2026, 10, 28, 12)
const hour = 3_600_000
const anyView = fc.record({
  lengthMs: fc.double({ min: shortestMs, max: longestMs, noNaN: true }),
  endMs: fc.option(fc.double({ min: nowMs - longestMs, max: nowMs - 1, noNaN: true }), { nil: null }),
})

test('zooming keeps the instant under the pointer, from ten minutes to thirty days, and never shows the future', () => {
  fc.assert(
    fc.property(
      anyView,
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.double({ min: 0.1, max: 10, noNaN: true }),
      (view, share, factor) => {
        const before = spanOf(view, nowMs)
        const zoomed = zoomBy(view, nowMs, share, factor)
        const after = spanOf(zoomed, nowMs)
        expect(after.toMs).toBeLessThanOrEqual(nowMs)
        expect(zoomed.lengthMs).toBeGreaterThanOrEqual(shortestMs)
        expect(zoomed.lengthMs).toBeLessThanOrEqual(longestMs)
        const heldMs = before.fromMs + share * view.lengthMs
        if (zoomed.endMs !== null) expect(after.fromMs + share * zoomed.lengthMs).toBeCloseTo(heldMs, -1)
      },
    ),
  )
})

test('a view moved to now follows it, one moved back stands', () => {
  const view = { lengthMs: hour, endMs: null }
  const back = panBy(view, nowMs, -hour)
  expect(back.endMs).toBe(nowMs - hour)
  expect(panBy(back, nowMs, 2 * hour).endMs).toBeNull()
})

test('a cursor that leaves the view brings it along, one inside leaves it alone', () => {
  const view = { lengthMs: hour, endMs: nowMs - 5 * hour }
  expect(keepInView(view, nowMs, nowMs - 5.5 * hour)).toBe(view)
  const { fromMs, toMs } = spanOf(keepInView(view, nowMs, nowMs - 4 * hour), nowMs)
  expect(fromMs).toBeLessThan(nowMs - 4 * hour)
  expect(toMs).toBeGreaterThan(nowMs - 4 * hour)
})

test('what no span covers is a gap, up to both ends', () => {
  const within = { fromMs: 0, toMs: 100 }
  const spans = [
    { fromMs: 10, toMs: 20 },
    { fromMs: 20, toMs: 30 },
    { fromMs: 50, toMs: 90 },
  ]
  expect(gapsOf(spans, within)).toEqual([
    { fromMs: 0, toMs: 10 },
    { fromMs: 30, toMs: 50 },
    { fromMs: 90, toMs: 100 },
  ])
  expect(gapsOf([{ fromMs: -5, toMs: 200 }], within)).toEqual([])
  expect(gapsOf([], within)).toEqual([within])
})

test('what is loaded covers the view, and is the same while the view moves a little', () => {
  const span = { fromMs: nowMs - hour, toMs: nowMs }
  const loaded = roundedSpan(span)
  expect(loaded.fromMs).toBeLessThanOrEqual(span.fromMs)
  expect(loaded.toMs).toBeGreaterThanOrEqual(span.toMs)
  expect(roundedSpan({ fromMs: span.fromMs + 60_000, toMs: span.toMs })).toEqual(loaded)
})
