import { afterEach, beforeEach, expect, test } from 'vitest'
import { dayMsOf } from '../../lib/time/day.ts'
import * as tables from '../../schema/tables.ts'
import { accuracyByCounters, accuracyByRecords } from '../../tests/support/accuracy.ts'
import {
  convoyId,
  droneId,
  type EngagementRig,
  engagementId,
  openEngagementRig,
} from '../../tests/support/engagement-rig.ts'
import { createStallingTables, type StallingTables } from '../../tests/support/stalling-tables.ts'
import { createTestClock } from '../adapters/memory/test-clock.ts'
import type { Tables } from '../ports/tables.ts'
import { claimEngagement } from './engagement-claims.ts'
import { type EngagementRow, storeEngagements } from './engagements.ts'

let rig: EngagementRig
const clock = createTestClock()
beforeEach(async () => {
  rig = await openEngagementRig({ clock })
})
afterEach(() => rig.close())

function oldRecord(n: number): EngagementRow {
  const atMs = clock.nowMs() - 60_000
  return {
    ...{ convoyId, dayMs: dayMsOf(atMs), engagedAtMs: atMs, engagementId: engagementId(n), droneId: droneId(n) },
    ...{ weaponType: 'AGM114_HELLFIRE', target: null, hit: true, bda: 'UNKNOWN', recordedAtMs: atMs, placement: null },
  }
}
const leaveTurn = (holder: string | null) =>
  rig.store.insertIf(tables.boardTurns, { convoyId, holder, generation: 2, turn: 5, renewals: 0, added: null }, null)
const engagementsOf = async (process: Pick<EngagementRig, 'boards'>) =>
  (await rig.whileTimePasses(process.boards.readCurrent(convoyId))).totalEngagements

test('a board of a version that kept the records of a turn in the log only is counted, in a new generation', async () => {
  await storeEngagements(rig, [oldRecord(1)], new Set())
  await leaveTurn(null)
  const process = await rig.start({ sharedAs: 'new' })
  expect(await engagementsOf(process)).toBe(1)
  expect(await process.record({ engagementId: engagementId(2), droneId: droneId(2), hit: false })).toMatchObject({
    newRank: 2,
  })
  expect(await rig.store.find(tables.boardTurns, { convoyId })).toMatchObject({ generation: 3, holder: 'new' })
  // A process of that version that still runs can append no more.
  const late = { convoyId, generation: 2, turn: 6, records: [oldRecord(3)] }
  expect(await rig.store.insertIf(tables.boardChanges, late, null)).toMatchObject({ applied: false })
})

test('a turn that a process of that version left midway is finished once its lease has expired', async () => {
  const left = oldRecord(1)
  await claimEngagement(rig.store, left, clock.nowMs())
  await rig.store.insertIf(tables.boardChanges, { convoyId, generation: 2, turn: 6, records: [left] }, null)
  await leaveTurn('old')
  const process = await rig.start({ sharedAs: 'new' })
  await rig.whileTimePasses(process.record({ engagementId: engagementId(2), droneId: droneId(2), hit: false }))
  expect(await engagementsOf(process)).toBe(2)
  const again = { engagementId: left.engagementId, droneId: left.droneId, hit: true }
  const receipt = await process.record(again)
  expect(receipt).toMatchObject({ newRank: 1, newAccuracyPct: 100 })
  expect(await process.record(again)).toEqual(receipt)
})

test('a retry of an engagement whose claim keeps the receipt gets that receipt', async () => {
  const recorded = oldRecord(1)
  await storeEngagements(rig, [recorded], new Set())
  const receipt = { engagementId: recorded.engagementId, newRank: 7, rankChange: -2, newAccuracyPct: 12.5 }
  const claim = { engagementId: recorded.engagementId, convoyId, engagement: recorded, receipt }
  await rig.store.insertIf(tables.engagementClaims, claim, null)
  const process = await rig.start({ sharedAs: 'new' })
  expect(await process.record({ engagementId: engagementId(1), droneId: droneId(1), hit: true })).toEqual(receipt)
})

test('processes that record on one board at once take turns, each with the records it gathered meanwhile', async () => {
  const processes = await Promise.all(['a', 'b', 'c'].map((sharedAs) => rig.start({ sharedAs })))
  const records = Array.from({ length: 90 }, (_, n) =>
    processes[n % 3]?.record({ engagementId: engagementId(n), droneId: droneId(1 + (n % 4)), hit: n % 5 > 1 }),
  )
  await rig.whileTimePasses(Promise.all(records))
  const row = await rig.store.find(tables.boardTurns, { convoyId })
  expect(row?.generation).toBe(0)
  expect(row?.turn).toBeLessThan(30)
  for (const process of processes) expect(await engagementsOf(process)).toBe(90)
})

test('a turn has ended for others though a process whose clock is ahead has written an earlier end', async () => {
  const [a, b] = await Promise.all(['a', 'b'].map((sharedAs) => rig.start({ sharedAs })))
  const record = (n: number) => ({ engagementId: engagementId(n), droneId: droneId(1), hit: true })
  await a?.record(record(1))
  await b?.record(record(2))
  const row = await rig.store.find(tables.boardTurns, { convoyId })
  await rig.store.insert(tables.boardTurnEnds, [{ convoyId, generation: 0, turn: (row?.turn ?? 0) - 1 }])
  await a?.record(record(3))
  expect(await rig.store.find(tables.boardTurns, { convoyId })).toMatchObject({ generation: 0, holder: 'a' })
})

test('an entry by which a process of that version closes the next turn ends none of ours', async () => {
  const [a, b] = [await rig.start({ sharedAs: 'a' }), await rig.start({ sharedAs: 'b' })]
  await a.record({ engagementId: engagementId(1), droneId: droneId(1), hit: true })
  const turn = 1 + ((await rig.store.find(tables.boardTurns, { convoyId }))?.turn ?? 0)
  await rig.store.insertIf(tables.boardChanges, { convoyId, generation: 0, turn, records: [] }, null)
  await using access = await b.boards.open(convoyId)
  const board = await access.catchUp()
  await access.take([oldRecord(2)])
  await storeEngagements(b, [oldRecord(2)], board.days)
  expect(await rig.store.find(tables.boardTurns, { convoyId })).toMatchObject({ turn })
  expect(await engagementsOf(a)).toBe(1)
  await access.end()
  expect(await engagementsOf(a)).toBe(2)
})

/** Records engagement 2 through a process that stalls at a call until another has taken its turn and recorded engagement 3. */
async function recordStalled(stalledCall: string, { agoMs }: { agoMs: number }) {
  let stalling: StallingTables | undefined
  const wrapTables = (store: Tables) => {
    stalling = createStallingTables(store)
    return stalling
  }
  const [a, b] = [await rig.start({ sharedAs: 'a', wrapTables }), await rig.start({ sharedAs: 'b' })]
  await a.record({ engagementId: engagementId(1) })
  await rig.pass(1)
  stalling?.stallAt(stalledCall)
  const recorded = a.record({ engagementId: engagementId(2), engagedAtMs: clock.nowMs() - agoMs })
  const settled = recorded.catch((error: unknown) => error)
  while (!stalling?.isStalled) await rig.pass(1)
  const { length } = stalling.calls
  await rig.whileTimePasses(b.record({ engagementId: engagementId(3) }))
  stalling.resume()
  return { result: await rig.whileTimePasses(settled), laterCalls: stalling.calls.slice(length) }
}

test.each([
  // Older than the snapshot of engagement 1, which it deletes.
  { stalledCall: 'delete leaderboard_snapshots', agoMs: 2 },
  { stalledCall: 'insert engagements', agoMs: 0 },
])(
  'a process that stalls at its call $stalledCall until another has taken over stores and counts nothing more in that turn',
  async ({ stalledCall, agoMs }) => {
    const { result, laterCalls } = await recordStalled(stalledCall, { agoMs })
    expect(result).toMatchObject({ code: 'unavailable' })
    for (const write of ['insert engagements', 'insert leaderboard', 'add accuracy_counters', 'insert board_log'])
      expect(laterCalls).not.toContain(write)
  },
)

test('what a process writes after it has lost its turn is compared with the records before its call resolves', async () => {
  const { result } = await recordStalled('insert leaderboard', { agoMs: 0 })
  expect(result).toMatchObject({ newRank: 1 })
  const { rows } = await rig.store.scan(tables.leaderboard, { convoyId })
  expect(rows).toMatchObject([{ droneId: droneId(1), totalEngagements: 3 }])
  expect(await accuracyByCounters(rig.store)).toEqual(await accuracyByRecords(rig.store))
})
