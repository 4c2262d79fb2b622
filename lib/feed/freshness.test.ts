import { expect, test } from 'vitest'
import { freshnessOf } from './freshness.ts'

const drone = { hasReading: true, recordedAtMs: 0, expectedIntervalMs: 1_000 }
const heardAt = (heardAtMs: number) => ({ heardAtMs, isKnown: true })

test.each([
  [0, 'live'],
  [3_499, 'live'],
  [3_500, 'late'],
  [14_999, 'late'],
  [15_000, 'lost'],
])('a drone of one reading a second, %d ms old when the server was last heard, is %s', (heardAtMs, expected) => {
  expect(freshnessOf(drone, heardAt(heardAtMs))).toBe(expected)
})

test('a drone that reports once a minute is not late after half a minute, nor lost after four', () => {
  const slow = { ...drone, expectedIntervalMs: 60_000 }
  expect(freshnessOf(slow, heardAt(30_000))).toBe('live')
  expect(freshnessOf(slow, heardAt(240_000))).toBe('late')
})

test('a drone that has not reported is silent, not lost', () => {
  expect(freshnessOf({ ...drone, hasReading: false }, heardAt(1e12))).toBe('silent')
})

test('without contact to the server a drone is unknown, whatever its state was', () => {
  for (const heardAtMs of [0, 5_000, 60_000]) expect(freshnessOf(drone, { heardAtMs, isKnown: false })).toBe('unknown')
})
