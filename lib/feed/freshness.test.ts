import { expect, test } from 'vitest'
import { freshnessOf } from './freshness.ts'

const drone = { hasReading: true, recordedAtMs: 0, expectedIntervalMs: 1_000 }

test.each([
  [0, 'live'],
  [3_499, 'live'],
  [3_500, 'late'],
  [14_999, 'late'],
  [15_000, 'lost'],
])('a drone of one reading a second, %d ms old, is %s', (nowMs, expected) => {
  expect(freshnessOf(drone, nowMs)).toBe(expected)
})

test('a drone that reports once a minute is not late after half of one, nor lost after four', () => {
  const slow = { ...drone, expectedIntervalMs: 60_000 }
  expect(freshnessOf(slow, 30_000)).toBe('live')
  expect(freshnessOf(slow, 240_000)).toBe('late')
})

test('a drone that has not reported is silent, not lost', () => {
  expect(freshnessOf({ ...drone, hasReading: false }, 1e12)).toBe('silent')
})
