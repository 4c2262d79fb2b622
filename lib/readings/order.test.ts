import { expect, test } from 'vitest'
import { compareInstants, isNewer } from './order.ts'

const at = (recordedAtMs: number, sequence: number) => ({ recordedAtMs, sequence })

test('a later instant is newer, of one instant the higher count, and nothing is newer than itself', () => {
  const oldestFirst = [at(1, 9), at(2, 0), at(2, 1), at(3, 0)]
  for (const [i, a] of oldestFirst.entries())
    for (const [j, b] of oldestFirst.entries()) {
      expect(isNewer(a, b)).toBe(i > j)
      expect(Math.sign(compareInstants(a, b))).toBe(Math.sign(i - j))
    }
  expect(isNewer(at(1, 0), null)).toBe(true)
})
