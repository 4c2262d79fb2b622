import fc from 'fast-check'
import { expect, test } from 'vitest'
import { wilsonInterval } from './wilson.ts'

test.each([
  // Newcombe (1998), Statistics in Medicine 17, table I, method 3.
  { hits: 81, total: 263, low: 0.2553, high: 0.3662 },
  { hits: 15, total: 148, low: 0.0624, high: 0.1605 },
  { hits: 0, total: 20, low: 0, high: 0.1611 },
  { hits: 1, total: 29, low: 0.0061, high: 0.1718 },
])('$hits of $total gives the published interval', ({ hits, total, low, high }) => {
  const interval = wilsonInterval(hits, total)
  expect(interval.low).toBeCloseTo(low, 4)
  expect(interval.high).toBeCloseTo(high, 4)
})

test('nothing known is the whole range', () => {
  expect(wilsonInterval(0, 0)).toEqual({ low: 0, high: 1 })
})

test('the interval holds the accuracy, stays in 0 … 1, and narrows as the sample grows', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 10_000 }), fc.double({ min: 0, max: 1, noNaN: true }), (total, share) => {
      const hits = Math.floor(total * share)
      const { low, high } = wilsonInterval(hits, total)
      const wider = high - low
      const ten = wilsonInterval(hits * 10, total * 10)
      expect(low).toBeGreaterThanOrEqual(0)
      expect(high).toBeLessThanOrEqual(1)
      expect(low).toBeLessThanOrEqual(hits / total + 1e-12)
      expect(high).toBeGreaterThanOrEqual(hits / total - 1e-12)
      expect(ten.high - ten.low).toBeLessThan(wider)
    }),
  )
})
