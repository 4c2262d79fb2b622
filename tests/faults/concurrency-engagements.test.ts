import { afterEach, expect, test } from 'vitest'
import { compareScores } from '../../lib/stats/score.ts'
import { compareKeys, countRecord, startTally, toTally } from '../../lib/stats/tally.ts'
import type { ConvoyEvent } from '../../schema/events.ts'
import type { DroneId } from '../../schema/ids.ts'
import { localActor } from '../../schema/permissions.ts'
import * as tables from '../../schema/tables.ts'
import { finishClaims, repairLeaderboards } from '../../server/features/engagements/repair.ts'
import { readLeaderboard } from '../../server/features/leaderboard/read.ts'
import { toScore } from '../../server/repositories/board.ts'
import { type EngagementRow, everyEngagement } from '../../server/repositories/engagements.ts'
import { convoyId, droneId, type EngagementRig, engagementId, openEngagementRig } from '../support/engagement-rig.ts'

let rig: EngagementRig
afterEach(() => rig.close())

async function storedRows(): Promise<EngagementRow[]> {
  const rows: EngagementRow[] = []
  for await (const page of everyEngagement(rig.store, convoyId)) rows.push(...page)
  return rows.sort(compareKeys)
}

/** The board by the definition, from nothing but the rows in the store. */
async function recomputedBoard() {
  const tallies = new Map<DroneId, ReturnType<typeof startTally>>()
  for (const row of await storedRows()) {
    if (!tallies.has(row.droneId)) tallies.set(row.droneId, startTally())
    countRecord(tallies.get(row.droneId) as ReturnType<typeof startTally>, row)
  }
  return Array.from(tallies, ([droneId, tally]) => ({ droneId, ...toTally(tally), ...toScore(tally) }))
    .sort(compareScores)
    .map(({ accuracyBp, ...of }, at) => ({ ...of, accuracyPct: accuracyBp / 100, rank: at + 1 }))
}

async function shownBoard() {
  const question = { convoyId, limit: 1_000, atMs: null, rankBy: 'ACCURACY' } as const
  const { entries } = await readLeaderboard(rig, localActor, question)
  return entries.map(({ callsign: _, wilsonLowPct: __, wilsonHighPct: ___, ...of }) => of)
}

async function eventsSince(after: string): Promise<ConvoyEvent[]> {
  const abort = new AbortController()
  const head = await rig.bus.head('events')
  const events: ConvoyEvent[] = []
  if (head === after) return events
  for await (const { sequence, message } of await rig.bus.subscribe('events', { after, signal: abort.signal })) {
    if (message) events.push(message)
    if (sequence === head) abort.abort()
  }
  return events
}

test('F108 50 callers record the same engagement id at once: one effect, 50 equal answers', async () => {
  rig = await openEngagementRig()
  const before = await rig.bus.head('events')
  const calls = Array.from({ length: 50 }, () => rig.record({ engagementId: engagementId(1), hit: true }))
  const receipts = await Promise.all(calls)
  expect(new Set(receipts.map((r) => JSON.stringify(r))).size).toBe(1)
  expect(receipts[0]).toEqual({ engagementId: engagementId(1), newRank: 1, rankChange: 0, newAccuracyPct: 100 })
  expect(await storedRows()).toHaveLength(1)
  expect(await shownBoard()).toMatchObject([{ totalEngagements: 1, successfulHits: 1, currentStreak: 1 }])
  expect((await eventsSince(before)).map((e) => e.kind)).toEqual(['engagement', 'rank'])
})

test('F109 1,000 different engagements at once on one drone: all counted, streak and accuracy as if one after the other', async () => {
  rig = await openEngagementRig()
  const startMs = rig.clock.nowMs()
  const outcomes = Array.from({ length: 1_000 }, (_, n) => ({ n, hit: n % 7 !== 3 && n % 11 !== 5 }))
  const shuffled = outcomes.toSorted((a, b) => ((a.n * 7_919) % 1_009) - ((b.n * 7_919) % 1_009))
  await Promise.all(
    shuffled.map(({ n, hit }) => rig.record({ engagementId: engagementId(n), hit, engagedAtMs: startMs - 60_000 + n })),
  )
  const hits = outcomes.filter(({ hit }) => hit).length
  const streak = outcomes.length - 1 - outcomes.findLastIndex(({ hit }) => hit !== outcomes.at(-1)?.hit)
  expect(await shownBoard()).toMatchObject([
    {
      totalEngagements: 1_000,
      successfulHits: hits,
      accuracyPct: hits / 10,
      currentStreak: outcomes.at(-1)?.hit ? streak : -streak,
    },
  ])
})

test('1,000 engagements at once on one convoy: nothing lost, ranks equal a recomputation from the records', async () => {
  rig = await openEngagementRig({ drones: 40 })
  const before = await rig.bus.head('events')
  const receipts = await Promise.all(
    Array.from({ length: 1_000 }, (_, n) =>
      rig.record({ droneId: droneId(1 + ((n * 17) % 40)), hit: n % 3 !== n % 5 }),
    ),
  )
  expect(new Set(receipts.map((r) => r.engagementId)).size).toBe(1_000)
  expect((await storedRows()).map((r) => r.engagementId).sort()).toEqual(receipts.map((r) => r.engagementId).sort())
  const board = await recomputedBoard()
  expect(board).toHaveLength(40)
  expect(await shownBoard()).toEqual(board)
  const rows = await rig.store.scan(tables.leaderboard, { convoyId })
  expect(rows.rows.map((r) => r.droneId).sort()).toEqual(board.map((r) => r.droneId).sort())
  const told = (await eventsSince(before)).filter((e) => e.kind === 'engagement')
  expect(told.map((e) => e.engagementId)).toEqual(receipts.map((r) => r.engagementId))
})

test('F110 a mutation retried after a cut: same result', async () => {
  rig = await openEngagementRig()
  await rig.record({ droneId: droneId(2), hit: true })
  await rig.record({ droneId: droneId(1), hit: false })
  const input = { engagementId: engagementId(1), droneId: droneId(1), hit: true, target: 'BUILDING 7' }
  const first = await rig.record(input)
  for (let n = 0; n < 5; n++) await rig.record({ droneId: droneId(3), hit: true })
  expect(await rig.record(input)).toEqual(first)
  const restarted = await rig.start()
  await repairLeaderboards(restarted)
  expect(await restarted.record(input)).toEqual(first)
  expect(await storedRows()).toHaveLength(8)
})

test('F110 the same id with other values: refused as conflict that says what is recorded and what came', async () => {
  rig = await openEngagementRig()
  await rig.record({ engagementId: engagementId(1), hit: true })
  const other = rig.record({ engagementId: engagementId(1), hit: false, droneId: droneId(2) })
  await expect(other).rejects.toMatchObject({
    code: 'conflict',
    faults: [
      { code: 'conflict', path: 'droneId', expected: `"${droneId(1)}"`, got: `"${droneId(2)}"` },
      { code: 'conflict', path: 'hit', expected: 'true', got: 'false' },
    ],
  })
  expect(await storedRows()).toHaveLength(1)
})

test('F111 board update and rebuild at once: no point lost', async () => {
  rig = await openEngagementRig({ drones: 10 })
  const record = (n: number) => rig.record({ droneId: droneId(1 + (n % 10)), hit: n % 4 !== 0 })
  const work = Array.from({ length: 300 }, (_, n) => [
    record(n),
    ...(n % 20 === 0 ? [repairLeaderboards(rig), finishClaims(rig, null)] : []),
  ])
  await Promise.all(work.flat())
  await Promise.all([record(1), rig.boards.reload(convoyId), record(2), rig.boards.reload(convoyId), record(3)])
  expect(await storedRows()).toHaveLength(303)
  expect(await shownBoard()).toEqual(await recomputedBoard())
})
