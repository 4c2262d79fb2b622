import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { accuracyBpOf, compareScores } from '../../lib/stats/score.ts'
import type { ConvoyId, DroneId } from '../../schema/ids.ts'
import type { Ranked, Ranking, Score } from './ranking.ts'

const droneId = (n: number) => `660e8400-e29b-41d4-a716-${String(n).padStart(12, '0')}` as DroneId
const newConvoy = () => randomUUID() as ConvoyId
const score = (successfulHits: number, totalEngagements: number): Score => ({
  accuracyBp: accuracyBpOf(successfulHits, totalEngagements),
  successfulHits,
  totalEngagements,
})

type Scored = { droneId: DroneId } & Score

/** The board by the definition: the score with most engagements of each drone, sorted. */
function naiveBoard(scores: readonly Scored[]): Ranked[] {
  const newest = new Map<DroneId, Scored>()
  for (const scored of scores) {
    const held = newest.get(scored.droneId)
    if (!held || held.totalEngagements <= scored.totalEngagements) newest.set(scored.droneId, scored)
  }
  return [...newest.values()].sort(compareScores).map((scored, at) => ({ ...scored, rank: at + 1 }))
}

// Few drones and small counts, so that ties at every level of the rule are common. A drone's history is its own: the
// same number of engagements always comes with the same hits.
const scored = fc
  .record({ drone: fc.integer({ min: 0, max: 9 }), total: fc.integer({ min: 1, max: 8 }) })
  .map(({ drone, total }) => ({ droneId: droneId(drone), ...score(Math.ceil((total * ((drone % 4) + 1)) / 5), total) }))
const history = fc.array(scored, { maxLength: 40 })

/** Contract tests of Ranking, run against an adapter. Boards of other convoys may be in it. */
export function rankingContract(name: string, open: () => Promise<Ranking>) {
  test(`${name}: scores recorded in any order stand as a plain sort of the newest ones puts them`, async () => {
    const ranking = await open()
    await fc.assert(
      fc.asyncProperty(history, async (scores) => {
        const convoyId = newConvoy()
        let seen: Scored[] = []
        for (const { droneId, ...of } of scores) {
          const before = naiveBoard(seen).find((r) => r.droneId === droneId)?.rank ?? null
          seen = [...seen, { droneId, ...of }]
          const after = naiveBoard(seen).find((r) => r.droneId === droneId)?.rank
          expect(await ranking.record(convoyId, droneId, of)).toEqual({ before, after })
        }
        expect(await ranking.top(convoyId, 100)).toEqual(naiveBoard(scores))
      }),
      { numRuns: 200 },
    )
  })

  test(`${name}: shuffled writers at once agree in the end`, async () => {
    const ranking = await open()
    const scores = Array.from({ length: 400 }, (_, n) => ({ droneId: droneId(n % 20), ...score(n % 7, 7 + (n % 40)) }))
    const convoyId = newConvoy()
    const shuffled = scores.toSorted((a, b) => ((a.totalEngagements * 7) % 11) - ((b.totalEngagements * 7) % 11))
    await Promise.all(shuffled.map(({ droneId, ...of }) => ranking.record(convoyId, droneId, of)))
    const board = await ranking.top(convoyId, 100)
    const newest = (id: DroneId) => Math.max(...scores.filter((s) => s.droneId === id).map((s) => s.totalEngagements))
    expect(board.map((r) => r.totalEngagements)).toEqual(board.map((r) => newest(r.droneId)))
    expect(board).toEqual([...board].sort(compareScores).map((r, at) => ({ ...r, rank: at + 1 })))
  })

  test(`${name}: the tie rule is accuracy, more hits, fewer engagements, drone id`, async () => {
    const ranking = await open()
    const convoyId = newConvoy()
    const rows: Scored[] = [
      { droneId: droneId(1), ...score(1, 2) },
      { droneId: droneId(4), ...score(9, 9) },
      { droneId: droneId(2), ...score(2, 4) },
      { droneId: droneId(3), accuracyBp: 5_000, successfulHits: 2, totalEngagements: 5 },
      { droneId: droneId(0), ...score(1, 2) },
    ]
    for (const { droneId, ...of } of rows) await ranking.record(convoyId, droneId, of)
    expect((await ranking.top(convoyId, 10)).map((r) => r.droneId)).toEqual([4, 2, 3, 0, 1].map(droneId))
  })

  test(`${name}: drones without a hit are last, those with fewest engagements first`, async () => {
    const ranking = await open()
    const convoyId = newConvoy()
    const rows = [score(1, 9), score(0, 1), score(0, 3)].map((of, n) => ({ droneId: droneId(9 - n), ...of }))
    for (const { droneId, ...of } of rows.toReversed()) await ranking.record(convoyId, droneId, of)
    expect(await ranking.top(convoyId, 10)).toEqual(rows.map((row, at) => ({ ...row, rank: at + 1 })))
  })

  test(`${name}: a score with fewer engagements is older and changes nothing`, async () => {
    const ranking = await open()
    const convoyId = newConvoy()
    await ranking.record(convoyId, droneId(1), score(5, 10))
    await ranking.record(convoyId, droneId(2), score(6, 10))
    expect(await ranking.record(convoyId, droneId(1), score(9, 9))).toEqual({ before: 2, after: 2 })
    expect((await ranking.top(convoyId, 2))[1]).toEqual({ droneId: droneId(1), rank: 2, ...score(5, 10) })
  })

  test(`${name}: the same score again keeps its rank`, async () => {
    const ranking = await open()
    const convoyId = newConvoy()
    expect(await ranking.record(convoyId, droneId(1), score(5, 10))).toEqual({ before: null, after: 1 })
    expect(await ranking.record(convoyId, droneId(1), score(5, 10))).toEqual({ before: 1, after: 1 })
  })

  test(`${name}: an unknown convoy is an empty board`, async () => {
    const ranking = await open()
    expect(await ranking.top(newConvoy(), 10)).toEqual([])
  })

  test(`${name}: boards of two convoys know nothing of each other`, async () => {
    const ranking = await open()
    const [here, there] = [newConvoy(), newConvoy()]
    await ranking.record(here, droneId(1), score(1, 1))
    expect(await ranking.record(there, droneId(1), score(0, 1))).toEqual({ before: null, after: 1 })
    expect(await ranking.top(here, 10)).toEqual([{ droneId: droneId(1), rank: 1, ...score(1, 1) }])
  })

  test(`${name}: top stops at the end of the board`, async () => {
    const ranking = await open()
    const convoyId = newConvoy()
    for (let n = 0; n < 5; n++) await ranking.record(convoyId, droneId(n), score(10 - n, 10))
    const ranks = (rows: Ranked[]) => rows.map((r) => r.rank)
    expect(ranks(await ranking.top(convoyId, 0))).toEqual([])
    expect(ranks(await ranking.top(convoyId, 3))).toEqual([1, 2, 3])
    expect(ranks(await ranking.top(convoyId, 99))).toEqual([1, 2, 3, 4, 5])
  })

  test(`${name}: a rebuilt board is exactly the scores given`, async () => {
    const ranking = await open()
    await fc.assert(
      fc.asyncProperty(history, history, async (held, given) => {
        const convoyId = newConvoy()
        for (const { droneId, ...of } of held) await ranking.record(convoyId, droneId, of)
        const wanted = naiveBoard(given)
        await ranking.rebuild(
          convoyId,
          wanted.map(({ rank: _, ...scored }) => scored),
        )
        expect(await ranking.top(convoyId, 100)).toEqual(wanted)
      }),
      { numRuns: 100 },
    )
  })

  test(`${name}: a record that comes during a rebuild is not lost`, async () => {
    const ranking = await open()
    const convoyId = newConvoy()
    const scores = Array.from({ length: 2_000 }, (_, n) => ({ droneId: droneId(n), ...score(n % 10, 10) }))
    const newer = score(11, 11)
    const rebuilt = ranking.rebuild(convoyId, scores)
    const recorded = [7, 1_999, 5_000].map((n) => ranking.record(convoyId, droneId(n), newer))
    await Promise.all([rebuilt, ...recorded])
    expect((await ranking.top(convoyId, 3)).map((r) => r.droneId)).toEqual([7, 1_999, 5_000].map(droneId))
    expect(await ranking.top(convoyId, 5_000)).toHaveLength(2_001)
  })

  test(`${name}: what it answers is the caller's own`, async () => {
    const ranking = await open()
    const convoyId = newConvoy()
    await ranking.record(convoyId, droneId(1), score(1, 1))
    const [first] = await ranking.top(convoyId, 1)
    Object.assign(first as Ranked, { successfulHits: 99 })
    expect(await ranking.top(convoyId, 1)).toEqual([{ droneId: droneId(1), rank: 1, ...score(1, 1) }])
  })
}
