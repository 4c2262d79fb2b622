import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { BoardRow } from './board.ts'
import { marginsOf } from './margins.ts'
import { accuracyPctOf, compareScored, wilsonPct } from './rules.ts'

const rowsOf = (tallies: readonly (readonly [hits: number, of: number])[], rankBy: 'ACCURACY' | 'WILSON') =>
  tallies
    .map(([successfulHits, totalEngagements], n) => ({ droneId: `drone-${n}`, successfulHits, totalEngagements }))
    .sort(compareScored(rankBy))
    .map((scored) => {
      const { low, high } = wilsonPct(scored)
      return { ...scored, accuracyPct: accuracyPctOf(scored), wilsonLowPct: low, wilsonHighPct: high } as BoardRow
    })

test('the margin is what a drone lacks of the accuracy of the rank above; the first has none', () => {
  const rows = rowsOf(
    [
      [9, 10],
      [3, 4],
      [6, 8],
      [1, 3],
    ],
    'ACCURACY',
  )
  expect(marginsOf({ rows, rankBy: 'ACCURACY' })).toEqual([null, 15, 0, 41.67])
})

test('ranked by the lower bound, the margin is in points of that', () => {
  const rows = rowsOf(
    [
      [2, 2],
      [90, 100],
    ],
    'WILSON',
  )
  const [first, second] = rows.map((row) => row.wilsonLowPct) as [number, number]
  expect(marginsOf({ rows, rankBy: 'WILSON' })).toEqual([null, Math.round((first - second) * 100) / 100])
})

test('no margin is negative, and together they are the way from the first to the last', () => {
  const tallies = fc.array(
    fc.nat(30).chain((of) => fc.tuple(fc.nat(of), fc.constant(of))),
    { minLength: 1, maxLength: 12 },
  )
  fc.assert(
    fc.property(tallies, fc.constantFrom('ACCURACY' as const, 'WILSON' as const), (given, rankBy) => {
      const rows = rowsOf(given, rankBy)
      const margins = marginsOf({ rows, rankBy })
      expect(margins[0]).toBeNull()
      const behind = margins.slice(1) as number[]
      for (const margin of behind) expect(margin).toBeGreaterThanOrEqual(0)
      const scores = rows.map((row) => (rankBy === 'WILSON' ? row.wilsonLowPct : row.accuracyPct))
      const span = (scores[0] as number) - (scores.at(-1) as number)
      expect(Math.abs(behind.reduce((sum, margin) => sum + margin, 0) - span)).toBeLessThan(0.01 * rows.length)
    }),
  )
})

test('an empty board has no margins', () => {
  expect(marginsOf({ rows: [], rankBy: 'ACCURACY' })).toEqual([])
})
