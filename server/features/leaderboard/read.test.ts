import fc from 'fast-check'
import { afterEach, expect, test } from 'vitest'
import { Failure } from '../../../lib/errors.ts'
import { compareScores } from '../../../lib/stats/score.ts'
import { compareKeys } from '../../../lib/stats/tally.ts'
import type { ConvoyId } from '../../../schema/ids.ts'
import { localActor } from '../../../schema/permissions.ts'
import * as tables from '../../../schema/tables.ts'
import {
  convoyId,
  droneId,
  type EngagementRig,
  engagementId,
  openEngagementRig,
  otherConvoyId,
} from '../../../tests/support/engagement-rig.ts'
import { createFailingTables, type FailingTables } from '../../../tests/support/failing-tables.ts'
import { toScore } from '../../repositories/board.ts'
import { everyPage } from '../../repositories/every-page.ts'
import { type LeaderboardQuestion, readLeaderboard } from './read.ts'

let rig: EngagementRig
afterEach(() => rig.close())

const read = (question: Partial<LeaderboardQuestion> = {}) =>
  readLeaderboard(rig, localActor, { convoyId, limit: 10, atMs: null, rankBy: 'ACCURACY', ...question })

async function recordRun(drone: number, outcomes: string): Promise<void> {
  for (const outcome of outcomes) {
    await rig.record({ droneId: droneId(drone), hit: outcome === 'h' })
    rig.clock.setNow(rig.clock.nowMs() + 1)
  }
}

test('shows accuracy, engagements, hits, streak and the Wilson interval of each ranked drone', async () => {
  rig = await openEngagementRig({ drones: 5 })
  await recordRun(3, 'hhmhh')
  await recordRun(1, 'hm')
  const board = await read()
  expect(board).toMatchObject({
    convoyId,
    convoyCallsign: 'HAWK-1',
    totalDrones: 5,
    averageAccuracyPct: 71.43,
    asOfMs: rig.clock.nowMs(),
    stale: false,
  })
  expect(board.entries).toEqual([
    {
      rank: 1,
      droneId: droneId(3),
      callsign: 'HAWK-1-3',
      accuracyPct: 80,
      wilsonLowPct: 37.55,
      wilsonHighPct: 96.38,
      totalEngagements: 5,
      successfulHits: 4,
      currentStreak: 2,
    },
    {
      rank: 2,
      droneId: droneId(1),
      callsign: 'HAWK-1-1',
      accuracyPct: 50,
      wilsonLowPct: 9.45,
      wilsonHighPct: 90.55,
      totalEngagements: 2,
      successfulHits: 1,
      currentStreak: -1,
    },
  ])
})

test('a convoy without engagements has no average and no entries', async () => {
  rig = await openEngagementRig()
  expect(await read({ convoyId: otherConvoyId })).toMatchObject({
    convoyCallsign: 'OWL-2',
    totalDrones: 1,
    averageAccuracyPct: null,
    entries: [],
  })
})

test('ranked by the lower Wilson bound, a large sample stands above a lucky first shot', async () => {
  rig = await openEngagementRig()
  await recordRun(1, 'h')
  await recordRun(2, 'hhhhhhhhhmhhhhhhhhhm')
  expect((await read()).entries.map((e) => e.droneId)).toEqual([droneId(1), droneId(2)])
  const byWilson = await read({ rankBy: 'WILSON', limit: 1 })
  expect(byWilson).toMatchObject({ rankBy: 'WILSON', stale: false, entries: [{ rank: 1, droneId: droneId(2) }] })
})

test('a board of now is read without a look into the store', async () => {
  let failing: FailingTables | undefined
  let reads = 0
  rig = await openEngagementRig({
    wrapTables: (store) => {
      failing = createFailingTables(store)
      return {
        ...failing,
        find: (table, key) => {
          reads++
          return store.find(table, key)
        },
        scan: (table, partition, range) => {
          reads++
          return store.scan(table, partition, range)
        },
      }
    },
  })
  await recordRun(1, 'hhm')
  reads = 0
  for (const rankBy of ['ACCURACY', 'WILSON'] as const) await read({ rankBy })
  expect(reads).toBe(0)
})

test('while the ranking is unavailable the board is ranked from the records and says so', async () => {
  let isUnavailable = false
  rig = await openEngagementRig({
    wrapRanking: (ranking) => ({
      ...ranking,
      async top(...args) {
        if (isUnavailable) throw new Failure('unavailable', 'Away, as planned.')
        return ranking.top(...args)
      },
    }),
  })
  await recordRun(1, 'hmm')
  await recordRun(2, 'hh')
  const before = await read()
  isUnavailable = true
  expect(await read()).toEqual({ ...before, stale: true })
})

test.each([0, -1, 1.5, 1_001, 1e9])('a limit of %d is refused', async (limit) => {
  rig = await openEngagementRig()
  await expect(read({ limit })).rejects.toMatchObject({
    code: 'invalid',
    faults: [{ path: 'limit', got: String(limit) }],
  })
})

test('an unknown convoy is missing, and a device may not read', async () => {
  rig = await openEngagementRig()
  await expect(read({ convoyId: droneId(1) as string as ConvoyId })).rejects.toMatchObject({ code: 'missing' })
  const question = { convoyId, limit: 1, atMs: null, rankBy: 'ACCURACY' } as const
  await expect(readLeaderboard(rig, { name: 'd', role: 'device' }, question)).rejects.toMatchObject({
    code: 'forbidden',
  })
})

const startMs = Date.UTC(2026, 2, 1, 22)
// Over two midnights, so that snapshots and records lie in several days; few drones, so that runs meet.
const recordings = fc.array(
  fc.record({
    drone: fc.integer({ min: 1, max: 3 }),
    hit: fc.boolean(),
    waitMs: fc.constantFrom(0, 1, 5_000, 31_000, 4 * 3_600_000),
    agoMs: fc.constantFrom(0, 0, 0, 0, 1, 40_000, 10 * 3_600_000),
  }),
  { minLength: 1, maxLength: 25 },
)

test('the board of any past instant is that of the records up to it, whatever order they came in', async () => {
  rig = await openEngagementRig()
  await fc.assert(
    fc.asyncProperty(
      recordings,
      fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 6 }),
      async (all, shares) => {
        await rig.close()
        rig = await openEngagementRig()
        rig.clock.setNow(startMs)
        const records: { engagedAtMs: number; engagementId: string; droneId: string; hit: boolean }[] = []
        for (const [n, { drone, hit, waitMs, agoMs }] of all.entries()) {
          rig.clock.setNow(rig.clock.nowMs() + waitMs)
          const record = {
            engagementId: engagementId(n),
            droneId: droneId(drone),
            hit,
            engagedAtMs: rig.clock.nowMs() - agoMs,
          }
          await rig.record(record)
          records.push(record)
        }
        const spanMs = rig.clock.nowMs() - startMs
        const instants = [
          ...shares.map((share) => Math.round(startMs + share * spanMs)),
          ...records.map((r) => r.engagedAtMs),
        ]
        for (const atMs of instants) {
          const known = records.filter((r) => r.engagedAtMs <= atMs).sort(compareKeys)
          const { entries, averageAccuracyPct } = await read({ atMs })
          expect(
            entries.map(({ droneId, ...e }) => [droneId, e.totalEngagements, e.successfulHits, e.currentStreak]),
          ).toEqual(naiveBoard(known))
          expect(averageAccuracyPct === null).toBe(known.length === 0)
        }
      },
    ),
    { numRuns: 15 },
  )
})

function naiveBoard(records: readonly { droneId: string; hit: boolean }[]) {
  const drones = [...new Set(records.map((r) => r.droneId))].map((droneId) => {
    const own = records.filter((r) => r.droneId === droneId)
    const last = own.at(-1)?.hit
    const run = own.length - 1 - own.findLastIndex((r) => r.hit !== last)
    return {
      droneId,
      ...toScore({ totalEngagements: own.length, successfulHits: own.filter((r) => r.hit).length }),
      streak: last ? run : -run,
    }
  })
  return drones.sort(compareScores).map((d) => [d.droneId, d.totalEngagements, d.successfulHits, d.streak])
}

test('a record of the very instant of a snapshot is in the board of that instant', async () => {
  rig = await openEngagementRig()
  rig.clock.setNow(startMs)
  await rig.record({ droneId: droneId(1) })
  await rig.record({ droneId: droneId(2) })
  rig.clock.setNow(startMs + 1_000)
  await rig.record({ droneId: droneId(3) })
  const sizes = [startMs - 1, startMs, startMs + 999, startMs + 1_000].map(
    async (atMs) => (await read({ atMs })).entries.length,
  )
  expect(await Promise.all(sizes)).toEqual([0, 2, 2, 3])
})

test('a snapshot is written when the board changed, at most every 30 s', async () => {
  rig = await openEngagementRig()
  const snapshots = async () => {
    let count = 0
    for await (const rows of everyPage(rig.store, tables.leaderboardSnapshots, null)) count += rows.length
    return count
  }
  for (let n = 0; n < 13; n++) {
    await rig.record({ hit: n % 2 === 0 })
    await rig.clock.advance(5_000)
  }
  expect(await snapshots()).toBe(3)
  await rig.clock.advance(300_000)
  expect(await snapshots()).toBe(3)
})

test('without the store a process that never loaded a board shows the figures of the cached fleet, marked stale; with none it fails', async () => {
  rig = await openEngagementRig()
  await recordRun(3, 'hhm')
  await recordRun(1, 'hm')
  const away = async () => {
    throw new Failure('unavailable', 'The store is unavailable, as planned.')
  }
  const process = await rig.start({ sharedAs: 'b', wrapTables: (store) => ({ ...store, find: away, scan: away }) })
  const question: LeaderboardQuestion = { convoyId, limit: 10, atMs: null, rankBy: 'ACCURACY' }
  const boardOf = (fleet: Pick<typeof rig.fleet, 'read'>) =>
    readLeaderboard({ ...process, fleet }, localActor, question)
  const { stale, entries, averageAccuracyPct } = await boardOf(rig.fleet)
  expect(stale).toBe(true)
  expect(averageAccuracyPct).toBe(60)
  expect(entries).toMatchObject([
    { rank: 1, droneId: droneId(3), accuracyPct: 66.67, totalEngagements: 3, currentStreak: -1 },
    { rank: 2, droneId: droneId(1), accuracyPct: 50, totalEngagements: 2, currentStreak: -1 },
  ])
  await expect(boardOf({ read: async () => [] })).rejects.toMatchObject({ code: 'unavailable' })
  await expect(boardOf({ read: away })).rejects.toMatchObject({ code: 'unavailable' })
})
