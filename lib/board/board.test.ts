import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { tieRule } from '../../schema/engagements.ts'
import { applyEngagement, type Board, boardOf } from './board.ts'
import { rankFlow } from './rank-flow.ts'
import { accuracyPctOf, compareScored, wilsonPct } from './rules.ts'

const startMs = Date.parse('2026-11-22T07:00:00Z')

function answer(tallies: [hits: number, of: number][], rankBy: 'ACCURACY' | 'WILSON' = 'ACCURACY') {
  const scored = tallies.map(([successfulHits, totalEngagements], index) => ({
    droneId: `drone-${index}`,
    callsign: `D-${index}`,
    successfulHits,
    totalEngagements,
    currentStreak: 0,
    inConvoy: true,
  }))
  const entries = scored.sort(compareScored(rankBy)).map((one, index) => {
    const { low, high } = wilsonPct(one)
    return { ...one, rank: index + 1, accuracyPct: accuracyPctOf(one), wilsonLowPct: low, wilsonHighPct: high }
  })
  const asOf = new Date(startMs).toISOString()
  const head = { convoyId: 'c', convoyCallsign: 'C', totalDrones: tallies.length, averageAccuracy: null, tieRule }
  return { ...head, minimumSample: 10, rankBy, asOf, stale: false, entries }
}
const news = (droneId: string, hit: boolean, newAccuracyPct: number) => ({
  convoyId: 'c',
  engagementId: crypto.randomUUID(),
  droneId,
  hit,
  newAccuracyPct,
  timestamp: new Date(startMs + 1_000).toISOString(),
})
const ranks = (board: Board) => board.rows.map((row) => row.droneId)
const tallyList = fc.array(
  fc.nat(30).chain((of) => fc.tuple(fc.nat(of), fc.constant(of))),
  { minLength: 2, maxLength: 12 },
)

describe('a board on the screen', () => {
  test('an engagement moves its drone, reports both moves and counts the streak', () => {
    const board = boardOf(
      answer([
        [3, 4],
        [2, 3],
      ]),
      null,
      startMs,
    )
    expect(ranks(board)).toEqual(['drone-0', 'drone-1'])
    const { board: after, agrees } = applyEngagement(board, news('drone-1', true, 75), startMs + 5)
    expect(agrees).toBe(true)
    expect(ranks(after)).toEqual(['drone-0', 'drone-1'])
    const { board: then } = applyEngagement(after, news('drone-1', true, 80), startMs + 9)
    expect(ranks(then)).toEqual(['drone-1', 'drone-0'])
    expect(then.rows.map((row) => row.move?.places)).toEqual([1, -1])
    expect(then.rows[0]).toMatchObject({ currentStreak: 2, totalEngagements: 5, last: { hit: true } })
    expect(then.averageAccuracyPct).toBeCloseTo((100 * 7) / 9)
  })

  test('an event that the board already holds is not counted twice', () => {
    const board = boardOf(
      answer([
        [3, 4],
        [2, 3],
      ]),
      null,
      startMs,
    )
    const { board: after, agrees } = applyEngagement(board, news('drone-0', true, 75), startMs)
    expect(agrees).toBe(false)
    expect(after).toBe(board)
  })

  test('an event of a drone that is not on the board asks for a load', () => {
    const board = boardOf(answer([[3, 4]]), null, startMs)
    expect(applyEngagement(board, news('drone-9', true, 100), startMs).agrees).toBe(false)
  })

  test('the order after any engagement is the order of the rule, ranks run from 1', () => {
    fc.assert(
      fc.property(tallyList, fc.nat(11), fc.boolean(), fc.constantFrom('ACCURACY', 'WILSON'), (list, at, hit, by) => {
        const board = boardOf(answer(list, by), null, startMs)
        const row = board.rows[at % board.rows.length]
        if (!row) return
        const tally = {
          totalEngagements: row.totalEngagements + 1,
          successfulHits: row.successfulHits + (hit ? 1 : 0),
        }
        const { board: after, agrees } = applyEngagement(board, news(row.droneId, hit, accuracyPctOf(tally)), startMs)
        expect(agrees).toBe(true)
        expect(after.rows).toEqual(after.rows.toSorted(compareScored(by)))
        expect(after.rows.map((one) => one.rank)).toEqual(after.rows.map((_, index) => index + 1))
      }),
    )
  })

  test('a load keeps what was seen and counts a changed rank as a move', () => {
    const before = boardOf(
      answer([
        [3, 4],
        [2, 4],
      ]),
      null,
      startMs,
    )
    const after = boardOf(
      answer([
        [3, 6],
        [5, 7],
      ]),
      before,
      startMs + 7,
    )
    expect(after.rows.map((row) => row.move)).toEqual([
      { places: 1, atMs: startMs + 7 },
      { places: -1, atMs: startMs + 7 },
    ])
  })

  test('another order or another convoy begins without moves', () => {
    const before = boardOf(
      answer([
        [1, 1],
        [9, 10],
      ]),
      null,
      startMs,
    )
    const after = boardOf(
      answer(
        [
          [1, 1],
          [9, 10],
        ],
        'WILSON',
      ),
      before,
      startMs,
    )
    expect(ranks(after)).not.toEqual(ranks(before))
    expect(after.rows.every((row) => row.move === null)).toBe(true)
  })
})

describe('confidence', () => {
  test('Wilson bounds are those of the textbook', () => {
    const { low, high } = wilsonPct({ successfulHits: 8, totalEngagements: 10 })
    expect(low).toBeCloseTo(49.02, 1)
    expect(high).toBeCloseTo(94.33, 1)
  })
  test('the accuracy always lies within its bounds, and nothing is known before the first engagement', () => {
    expect(wilsonPct({ successfulHits: 0, totalEngagements: 0 })).toEqual({ low: 0, high: 100 })
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5_000 }), fc.nat(5_000), (totalEngagements, hits) => {
        const tally = { totalEngagements, successfulHits: hits % (totalEngagements + 1) }
        const { low, high } = wilsonPct(tally)
        expect(low - 1e-9).toBeLessThanOrEqual(accuracyPctOf(tally))
        expect(high + 1e-9).toBeGreaterThanOrEqual(accuracyPctOf(tally))
      }),
    )
  })
})

describe('rank flow', () => {
  test('taking engagements back gives the boards that were', () => {
    let board = boardOf(
      answer([
        [1, 2],
        [1, 3],
        [0, 1],
      ]),
      null,
      startMs,
    )
    const seen = [ranks(board)]
    const past: { droneId: string; hit: boolean; engagedAt: string }[] = []
    for (const [at, hit] of [
      [2, true],
      [1, true],
      [0, false],
      [2, true],
    ] as const) {
      const row = board.rows.find((one) => one.droneId === `drone-${at}`)
      if (!row) throw new Error('Expected the drone on the board.')
      const tally = { totalEngagements: row.totalEngagements + 1, successfulHits: row.successfulHits + Number(hit) }
      board = applyEngagement(board, news(row.droneId, hit, accuracyPctOf(tally)), startMs).board
      past.unshift({ droneId: row.droneId, hit, engagedAt: new Date(startMs).toISOString() })
      seen.push(ranks(board))
    }
    const flow = rankFlow(board, past, 10)
    expect(flow.atMs).toHaveLength(seen.length)
    for (const [step, order] of seen.entries())
      for (const { droneId, ranks: line } of flow.lines) expect(line[step]).toBe(order.indexOf(droneId) + 1)
  })
})
