import { expect, test } from 'vitest'
import { backoffMs } from './backoff.ts'

test('the ceiling of a pause doubles with every failure, from 500 ms to 5 s', () => {
  expect([1, 2, 3, 4, 11, 1_000].map((failures) => backoffMs(failures, () => 1))).toEqual([
    500, 1_000, 2_000, 4_000, 5_000, 5_000,
  ])
})

test('a pause is drawn from the whole range below its ceiling, and is never under 50 ms', () => {
  expect(backoffMs(9, () => 0)).toBe(50)
  expect(backoffMs(9, () => 0.5)).toBe(2_525)
  expect(backoffMs(0, () => 0)).toBe(50)
})
