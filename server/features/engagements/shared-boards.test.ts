import { afterEach, beforeEach, expect, test } from 'vitest'
import { Failure } from '../../../lib/errors.ts'
import { localActor } from '../../../schema/permissions.ts'
import { leaderboard } from '../../../schema/tables.ts'
import {
  convoyId,
  droneId,
  type EngagementRig,
  engagementId,
  openEngagementRig,
} from '../../../tests/support/engagement-rig.ts'
import { createFailingTables, type FailingTables } from '../../../tests/support/failing-tables.ts'
import { createTestClock } from '../../adapters/memory/test-clock.ts'
import type { Ranking } from '../../ports/ranking.ts'
import type { Tables } from '../../ports/tables.ts'
import { findClaim } from '../../repositories/engagement-claims.ts'
import { type EngagementRow, storeEngagements } from '../../repositories/engagements.ts'
import { leaseMs } from '../../repositories/held-row.ts'
import { readLeaderboard } from '../leaderboard/read.ts'
import { checkLeaderboards, repairLeaderboards } from './repair.ts'

let rig: EngagementRig
const clock = createTestClock()
beforeEach(async () => {
  rig = await openEngagementRig({ clock })
})
afterEach(() => rig.close())

type Process = Awaited<ReturnType<EngagementRig['start']>>
const boardOf = async (process: Process) => {
  const { entries, averageAccuracyPct, stale } = await readLeaderboard(process, localActor, {
    convoyId,
    limit: 10,
    atMs: null,
    rankBy: 'ACCURACY',
  })
  return { averageAccuracyPct, stale, entries: entries.map(({ rank, callsign, ...entry }) => entry) }
}

test('records that two processes write for one convoy at the same time are counted once each, by both', async () => {
  const processes = [await rig.start({ sharedAs: 'a' }), await rig.start({ sharedAs: 'b' })]
  const records = Array.from({ length: 60 }, (_, n) =>
    (processes[n % 2] as Process).record({
      engagementId: engagementId(n),
      droneId: droneId(1 + (n % 3)),
      hit: n % 4 !== 0,
    }),
  )
  await rig.whileTimePasses(Promise.all(records))
  const [a, b] = await rig.whileTimePasses(Promise.all(processes.map(boardOf)))
  expect(a).toEqual(b)
  expect(a?.entries.map(({ totalEngagements }) => totalEngagements)).toEqual([20, 20, 20])
  const cold = await rig.start()
  await cold.boards.reload(convoyId)
  expect(await boardOf(cold)).toEqual(a)
})

test('one engagement id recorded through two processes at the same time has one effect and one receipt', async () => {
  const [a, b] = [await rig.start({ sharedAs: 'a' }), await rig.start({ sharedAs: 'b' })]
  const one = { engagementId: engagementId(1), engagedAtMs: clock.nowMs() }
  const receipts = await rig.whileTimePasses(Promise.all([a, b, a, b].map((process) => process.record(one))))
  expect(new Set(receipts.map((receipt) => JSON.stringify(receipt))).size).toBe(1)
  for (const process of [a, b]) expect((await boardOf(process)).entries).toMatchObject([{ totalEngagements: 1 }])
})

test('a process sees immediately what another has counted, without recounting everything', async () => {
  const [a, b] = [await rig.start({ sharedAs: 'a' }), await rig.start({ sharedAs: 'b' })]
  await a.record({ engagementId: engagementId(1) })
  await boardOf(b)
  const held = b.boards.findBoard(convoyId)
  await a.record({ engagementId: engagementId(2), droneId: droneId(2), hit: false })
  expect((await boardOf(b)).entries).toMatchObject([{ droneId: droneId(1) }, { droneId: droneId(2) }])
  expect(b.boards.findBoard(convoyId)).toBe(held)
})

test('a turn that failed midway makes every process recount', async () => {
  const b = await rig.start({ sharedAs: 'b' })
  let failures = 1
  const a = await rig.start({
    sharedAs: 'a',
    wrapTables: (tables) =>
      ({
        ...tables,
        insert: async (table, rows) => {
          await tables.insert(table, rows)
          if (table.name === 'engagements' && failures-- > 0) throw new Error('lost after it was stored')
        },
      }) as typeof tables,
  })
  await b.record({ engagementId: engagementId(1) })
  await expect(a.record({ engagementId: engagementId(2) })).rejects.toThrow('lost after')
  expect((await rig.whileTimePasses(boardOf(b))).entries).toMatchObject([{ totalEngagements: 2 }])
  await rig.whileTimePasses(b.record({ engagementId: engagementId(2) }))
  expect((await boardOf(b)).entries).toMatchObject([{ totalEngagements: 2 }])
})

test('a dead process loses its turn, a live one does not; what was stored is counted', async () => {
  const b = await rig.start({ sharedAs: 'b' })
  const living = await rig.start({ sharedAs: 'living' })
  // Its clock stands still, so it never renews its turn.
  const gone = await rig.start({ sharedAs: 'gone', clock: createTestClock() })
  await living.record({ engagementId: engagementId(1) })
  const long = await living.boards.open(convoyId)
  await long.beginEmpty()
  let isAnswered = false
  const recorded = b.record({ engagementId: engagementId(2) }).finally(() => (isAnswered = true))
  for (let waitedMs = 0; waitedMs < leaseMs + 3_000; waitedMs += 500) await rig.pass(500)
  expect(isAnswered).toBe(false)
  await rig.whileTimePasses(Promise.all([long.end(), recorded]))
  await long[Symbol.asyncDispose]()

  const left = await gone.boards.open(convoyId)
  const { days } = await left.catchUp()
  const records = [{ ...(await claimOf(b, 2)), engagementId: engagementId(3) }]
  await left.take(records)
  await storeEngagements(gone, records, days)
  await rig.whileTimePasses(b.record({ engagementId: engagementId(4) }))
  for (const process of [b, living])
    expect((await rig.whileTimePasses(boardOf(process))).entries).toMatchObject([{ totalEngagements: 4 }])
})

test('a check counts what a dead process had stored', async () => {
  const b = await rig.start({ sharedAs: 'b' })
  const gone = await rig.start({ sharedAs: 'gone', clock: createTestClock() })
  await b.record({ engagementId: engagementId(1) })
  const left = await gone.boards.open(convoyId)
  const { days } = await left.catchUp()
  const records = [{ ...(await claimOf(b, 1)), engagementId: engagementId(2) }]
  await left.take(records)
  await storeEngagements(gone, records, days)
  expect(await rig.whileTimePasses(checkLeaderboards(b))).toMatchObject({ engagements: 2 })
})

async function claimOf({ tables }: Process, n: number): Promise<EngagementRow> {
  const claim = await findClaim(tables, engagementId(n))
  return claim?.engagement as EngagementRow
}

test('a lone engagement costs two compare-and-sets, whichever process recorded the one before; a retry costs one', async () => {
  const counted: FailingTables[] = []
  const wrapTables = (store: Tables) => {
    const counting = createFailingTables(store)
    counted.push(counting)
    return counting
  }
  const processes = [await rig.start({ sharedAs: 'a', wrapTables }), await rig.start({ sharedAs: 'b', wrapTables })]
  const costOf = async (at: number, n: number) => {
    for (const tables of counted) tables.failAt(null)
    await (processes[at] as Process).record({ engagementId: engagementId(n) })
    return counted.flatMap(({ writes }) => writes.filter((write) => write.startsWith('insertIf')))
  }
  const both = ['insertIf engagement_claims', 'insertIf board_turns']
  for (const [n, at] of [0, 0, 1, 0, 1, 1].entries()) expect(await costOf(at, n)).toEqual(both)
  expect(await costOf(0, 5)).toEqual(['insertIf engagement_claims'])
})

test('a board read through one process includes what another has recorded but could not rank', async () => {
  let isCut = false
  const wrapRanking = (ranking: Ranking): Ranking => ({
    ...ranking,
    record: (...of) => (isCut ? Promise.reject(new Failure('unavailable', 'Cut, as planned.')) : ranking.record(...of)),
  })
  const [a, b] = [await rig.start({ sharedAs: 'a', wrapRanking }), await rig.start({ sharedAs: 'b' })]
  for (const n of [1, 2]) await a.record({ engagementId: engagementId(n), droneId: droneId(n), hit: true })
  await boardOf(b)
  isCut = true
  await a.record({ engagementId: engagementId(3), droneId: droneId(1), hit: false })
  expect(await boardOf(b)).toMatchObject({
    stale: false,
    entries: [
      { droneId: droneId(2), totalEngagements: 1 },
      { droneId: droneId(1), totalEngagements: 2, accuracyPct: 50 },
    ],
  })
})

test('F107 ranking and table rows that disagree with the records are reported and repaired', async () => {
  const a = await rig.start({ sharedAs: 'a' })
  await a.record({ engagementId: engagementId(1) })
  await a.record({ engagementId: engagementId(2), droneId: droneId(2), hit: false })
  const before = await boardOf(a)
  await a.ranking.record(convoyId, droneId(2), { accuracyBp: 10_000, successfulHits: 9, totalEngagements: 9 })
  const wrong = { convoyId, accuracyBp: 5_000, droneId: droneId(1), totalEngagements: 2, successfulHits: 1 }
  await rig.store.insert(leaderboard, [{ ...wrong, currentStreak: -1 }])
  const repairer = await rig.start({ sharedAs: 'repairer' })
  expect(await repairLeaderboards(repairer, [convoyId])).toMatchObject({ correctedRows: 1, correctedPlaces: 1 })
  expect(await repairLeaderboards(repairer, [convoyId])).toMatchObject({ correctedRows: 0, correctedPlaces: 0 })
  expect(await boardOf(a)).toEqual(before)
})
