import { describe, expect, test } from 'vitest'
import { isUuid } from '../../schema/ids.ts'
import { smoothNoise, unitAt } from './noise.ts'
import { createRandom, uuidOf } from './random.ts'

const draw = (seed: string, count: number) => {
  const random = createRandom(seed)
  return Array.from({ length: count }, () => random.unit())
}

describe('random', () => {
  test('the same seed draws the same numbers, another seed others', () => {
    expect(draw('7', 50)).toEqual(draw('7', 50))
    expect(draw('7', 50)).not.toEqual(draw('8', 50))
  })

  test('numbers are spread evenly over [0, 1)', () => {
    const bins = new Array(10).fill(0)
    for (const value of draw('even', 100_000)) bins[Math.floor(value * 10)]++
    for (const bin of bins) expect(Math.abs(bin - 10_000)).toBeLessThan(500)
  })

  test('whole numbers reach both of their bounds', () => {
    const random = createRandom('bounds')
    const seen = new Set(Array.from({ length: 500 }, () => random.int(3, 6)))
    expect([...seen].sort()).toEqual([3, 4, 5, 6])
  })

  test('a shuffle keeps every item', () => {
    const items = Array.from({ length: 40 }, (_, i) => i)
    const shuffled = createRandom('shuffle').shuffled(items)
    expect(shuffled).not.toEqual(items)
    expect([...shuffled].sort((a, b) => a - b)).toEqual(items)
  })

  test('nothing to pick from is said', () => {
    expect(() => createRandom('x').pick([])).toThrow('expected at least 1 item')
  })

  test('ids are UUIDs and do not collide', () => {
    const ids = new Set(Array.from({ length: 20_000 }, (_, i) => uuidOf('seed', `drone/${i}`)))
    expect(ids.size).toBe(20_000)
    for (const id of [...ids].slice(0, 100)) {
      expect(isUuid(id)).toBe(true)
      expect(id).toMatch(/^.{14}4.{4}[89ab]/)
    }
    expect(isUuid(createRandom('u').uuid())).toBe(true)
  })
})

describe('noise', () => {
  test('a step has one value, and its neighbours others', () => {
    expect(unitAt(5, 1_700_000_000_000)).toBe(unitAt(5, 1_700_000_000_000))
    expect(unitAt(5, 1_700_000_000_000)).not.toBe(unitAt(5, 1_700_000_000_001))
    expect(unitAt(5, 3)).not.toBe(unitAt(6, 3))
    const mean = Array.from({ length: 50_000 }, (_, i) => unitAt(9, i)).reduce((a, b) => a + b) / 50_000
    expect(mean).toBeCloseTo(0.5, 2)
  })

  test('smooth noise stays in [-1, 1] and never jumps', () => {
    let before = smoothNoise(3, 0)
    for (let x = 0.01; x < 100; x += 0.01) {
      const here = smoothNoise(3, x)
      expect(Math.abs(here)).toBeLessThanOrEqual(1)
      expect(Math.abs(here - before)).toBeLessThan(0.04)
      before = here
    }
  })
})
