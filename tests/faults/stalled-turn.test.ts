/** A process that stands still in the middle of its turn on a board, longer than its turn is waited for, and then goes on. */
import { afterAll, describe, expect, test } from 'vitest'
import { compareScores } from '../../lib/stats/score.ts'
import { compareKeys, countRecord, startTally, toTally } from '../../lib/stats/tally.ts'
import type { DroneId } from '../../schema/ids.ts'
import { localActor } from '../../schema/permissions.ts'
import { allTables, leases } from '../../schema/tables.ts'
import { createTestClock, type TestClock } from '../../server/adapters/memory/test-clock.ts'
import { openScyllaTables } from '../../server/adapters/scylla/tables.ts'
import { repairLeaderboards } from '../../server/features/engagements/repair.ts'
import { readLeaderboard } from '../../server/features/leaderboard/read.ts'
import type { OpenTables } from '../../server/ports/tables.ts'
import { toScore } from '../../server/repositories/board.ts'
import { type EngagementRow, everyEngagement } from '../../server/repositories/engagements.ts'
import { leaseMs } from '../../server/repositories/held-row.ts'
import { snapshotEveryMs } from '../../server/repositories/leaderboard-snapshots.ts'
import { accuracyByCounters, accuracyByRecords } from '../support/accuracy.ts'
import { convoyId, droneId, type EngagementRig, engagementId, openEngagementRig } from '../support/engagement-rig.ts'
import { asOperator, connectionTo, dropKeyspace, makeKeyspace } from '../support/scylla-keyspace.ts'
import { describeWithScylla } from '../support/servers.ts'
import { createStallingTables, type StallingTables } from '../support/stalling-tables.ts'

type Process = Pick<EngagementRig, 'tables' | 'ranking' | 'clock' | 'roster' | 'boards' | 'fleet'>
type Store = ((clock: TestClock) => Promise<OpenTables>) | undefined

/** `frozen`: the stalled process does not see time pass, as a virtual machine that was suspended. */
async function openScene(openStore: Store, frozen: boolean) {
  const clock = createTestClock(Date.UTC(2026, 0, 1, 12))
  const rig = await openEngagementRig({ clock, ...(openStore && { openStore }) })
  const b = await rig.start({ sharedAs: 'b' })
  let stalling: StallingTables | undefined
  const ownClock = frozen ? createTestClock(clock.nowMs()) : clock
  const a = await rig.start({
    sharedAs: 'a',
    clock: ownClock,
    wrapTables: (store) => {
      stalling = createStallingTables(store)
      return stalling
    },
  })
  let n = 0
  const { whileTimePasses } = rig
  const untilDone = async <R>(call: () => Promise<R>): Promise<R> => {
    for (let tries = 0; ; tries++) {
      const result = await whileTimePasses(call()).catch((error: unknown) => error as Error)
      if (!(result instanceof Error)) return result
      if (tries > 5) throw result
      if (frozen) await ownClock.advance(1_000)
    }
  }
  /** By `process`, `agoMs` before now. */
  const toRecord = (process: typeof b, drone: number, hit: boolean, agoMs = 0) => {
    const input = {
      engagementId: engagementId(++n),
      droneId: droneId(drone),
      hit,
      engagedAtMs: clock.nowMs() - agoMs,
    }
    return () => process.record(input)
  }
  return { rig, a, b, clock, stalling: stalling as StallingTables, untilDone, whileTimePasses, toRecord }
}

/** The board of the records up to an instant, from nothing but them. */
function boardOf(records: readonly EngagementRow[], atMs: number) {
  const tallies = new Map<DroneId, ReturnType<typeof startTally>>()
  for (const row of records.filter(({ engagedAtMs }) => engagedAtMs <= atMs)) {
    if (!tallies.has(row.droneId)) tallies.set(row.droneId, startTally())
    countRecord(tallies.get(row.droneId) as ReturnType<typeof startTally>, row)
  }
  const places = Array.from(tallies, ([id, tally]) => ({ droneId: id, ...toTally(tally), ...toScore(tally) }))
  return places.sort(compareScores).map(({ accuracyBp: _, ...place }) => place)
}

async function shownBoard(process: Process, atMs: number | null) {
  const question = { convoyId, limit: 100, atMs, rankBy: 'ACCURACY' } as const
  const { entries } = await readLeaderboard(process, localActor, question)
  return entries.map(({ droneId: id, totalEngagements, successfulHits, currentStreak }) => ({
    droneId: id,
    totalEngagements,
    successfulHits,
    currentStreak,
  }))
}

/** One stall at the call with this number of a recording process; false when it makes fewer. */
async function stallAt(call: number, openStore: Store, frozen: boolean): Promise<boolean> {
  const scene = await openScene(openStore, frozen)
  const { rig, a, b, clock, stalling, untilDone, whileTimePasses, toRecord } = scene
  try {
    for (const [process, drone, hit] of [
      [a, 1, true],
      [b, 2, true],
      [a, 1, false],
    ] as const) {
      await untilDone(toRecord(process, drone, hit))
      await clock.advance(snapshotEveryMs + 1_000)
    }
    stalling.stallAt(call)
    const inTime = toRecord(a, 1, true)
    let isAnswered = false
    const first = inTime()
      .catch((error: unknown) => error as Error)
      .finally(() => {
        isAnswered = true
      })
    while (!isAnswered && !stalling.isStalled) await whileTimePasses(rig.store.delete(leases, [{ name: 'none' }]), 1)
    if (!stalling.isStalled) return false
    const where = `stalled at call ${call}, ${stalling.calls.at(call - 1)}`

    await clock.advance(1_000)
    await untilDone(toRecord(b, 2, false, 5_000))
    await clock.advance(snapshotEveryMs + 1_000)
    await untilDone(toRecord(b, 3, true))
    if (!frozen) await clock.advance(leaseMs)

    stalling.resume()
    await whileTimePasses(first)
    await untilDone(inTime)
    await clock.advance(snapshotEveryMs + 1_000)
    await untilDone(toRecord(b, 1, false))

    const records: EngagementRow[] = []
    for await (const rows of everyEngagement(rig.store, convoyId)) records.push(...rows)
    records.sort(compareKeys)
    expect(records, where).toHaveLength(7)
    const fresh = await rig.start({ sharedAs: 'fresh' })
    for (const { engagedAtMs } of records)
      for (const atMs of [engagedAtMs, engagedAtMs + 1, engagedAtMs + 4_000])
        expect(await whileTimePasses(shownBoard(fresh, atMs)), `${where}, at ${atMs}`).toEqual(boardOf(records, atMs))
    await whileTimePasses(repairLeaderboards(fresh, [convoyId]))
    for (const process of [fresh, a, b])
      expect(await whileTimePasses(shownBoard(process, null)), where).toEqual(boardOf(records, Number.MAX_SAFE_INTEGER))
    expect(await accuracyByCounters(rig.store), where).toEqual(await accuracyByRecords(rig.store))
    return true
  } finally {
    await rig.close()
  }
}

const suite = (openStore: Store, before: () => Promise<void> = async () => undefined) => {
  test.each([
    { process: 'that its own clock tells of it', frozen: false },
    { process: 'that sees no time pass', frozen: true },
  ])(
    'a stall at any step of a turn, of a process $process: no board of any instant, and no counter, lacks a record',
    async ({ frozen }) => {
      let call = 1
      for (; ; call++) {
        await before()
        if (!(await stallAt(call, openStore, frozen))) break
      }
      expect(call).toBeGreaterThan(10)
    },
    600_000,
  )
}

describe('in LMDB', () => suite(undefined))

describeWithScylla('in a real database', () => {
  const keyspace = `test_stalls_${process.pid}`
  let isMade = false
  afterAll(async () => {
    if (isMade) await dropKeyspace(keyspace)
  })
  suite(
    (clock) => openScyllaTables({ connection: connectionTo(keyspace), clock, tables: allTables }),
    async () => {
      if (!isMade) await makeKeyspace(keyspace, allTables)
      else
        await asOperator(async (run) => {
          for (const { name } of allTables) await run(`TRUNCATE ${keyspace}.${name}`)
        })
      isMade = true
    },
  )
})
