import { afterEach, describe, expect, test } from 'vitest'
import { localActor } from '../../schema/permissions.ts'
import * as tables from '../../schema/tables.ts'
import { finishClaims, repairLeaderboards } from '../../server/features/engagements/repair.ts'
import type { EngagementInput } from '../../server/features/engagements/rules.ts'
import { readLeaderboard } from '../../server/features/leaderboard/read.ts'
import { everyEngagement } from '../../server/repositories/engagements.ts'
import { accuracyByCounters, accuracyByRecords } from '../support/accuracy.ts'
import { convoyId, droneId, type EngagementRig, engagementId, openEngagementRig } from '../support/engagement-rig.ts'
import { createFailingTables, type FailingTables } from '../support/failing-tables.ts'

let rig: EngagementRig
afterEach(() => rig.close())

const startMs = Date.UTC(2026, 0, 1, 12)
const stepMs = 20_000
const history = [
  { droneId: droneId(1), hit: true },
  { droneId: droneId(2), hit: true },
  { droneId: droneId(1), hit: false },
  { droneId: droneId(1), hit: true },
  { droneId: droneId(3), hit: false },
]

/** A convoy with some history and snapshots of it, over a store that fails where it is told to. */
async function openWithHistory(): Promise<FailingTables> {
  let failing: FailingTables | undefined
  rig = await openEngagementRig({
    wrapTables: (store) => {
      failing = createFailingTables(store)
      return failing
    },
  })
  rig.clock.setNow(startMs)
  for (const input of history) {
    await rig.record(input)
    await rig.clock.advance(stepMs)
  }
  return failing as FailingTables
}

type Process = Pick<EngagementRig, 'tables' | 'ranking' | 'clock' | 'roster' | 'boards' | 'fleet'>

/** What must be the same however the engagement came to be recorded: boards of now and before, table rows, records, counters. */
async function pictureOf(process: Process) {
  const read = (atMs: number | null) =>
    readLeaderboard(process, localActor, { convoyId, limit: 100, atMs, rankBy: 'ACCURACY' })
  const { entries: now } = await read(null)
  const past = await Promise.all([1, 2, 3, 4].map(async (step) => (await read(startMs + step * stepMs)).entries))
  const { rows: stored } = await rig.store.scan(tables.leaderboard, { convoyId })
  let records = 0
  for await (const rows of everyEngagement(rig.store, convoyId)) records += rows.length
  const byWeapon = await accuracyByCounters(rig.store)
  expect(byWeapon).toEqual(await accuracyByRecords(rig.store))
  return { now, past, stored, records, byWeapon }
}

// Drone 2 falls from the first place to the second: an answer made up later must say so too.
const scenarios: { name: string; input: Partial<EngagementInput>; writes: number }[] = [
  {
    // The log, the claim, the new day, the row; the counters, the board's new row, its old one, a snapshot.
    name: 'an engagement that is the first of its day',
    input: { droneId: droneId(2), hit: false, engagedAtMs: startMs + 86_400_000 },
    writes: 8,
  },
  {
    // The log, the claim, the snapshots that it makes wrong, the row; the counters, the board's new row, its old one.
    name: 'an engagement that is told late',
    input: { droneId: droneId(2), hit: false, engagedAtMs: startMs + stepMs + 1 },
    writes: 7,
  },
  {
    // The log, the claim, the row; the counters, the board's row.
    name: 'the first engagement of a drone',
    input: { droneId: droneId(4), hit: true },
    writes: 5,
  },
]

describe.each(scenarios)('$name', ({ input: given, writes }) => {
  const input = { ...given, engagementId: engagementId(9) }
  const openAtTheTime = async () => {
    const failing = await openWithHistory()
    if (input.engagedAtMs && input.engagedAtMs > rig.clock.nowMs()) rig.clock.setNow(input.engagedAtMs)
    failing.failAt(null)
    return failing
  }
  const untroubled = async () => {
    const failing = await openAtTheTime()
    const receipt = await rig.record(input)
    expect(failing.writes).toHaveLength(writes)
    const picture = await pictureOf(rig)
    await rig.close()
    return { receipt, picture }
  }

  const faults = Array.from({ length: writes }, (_, at) => at + 1).flatMap((write) =>
    (['lost', 'done'] as const).map((how) => ({ write, how })),
  )

  test.each(faults)(
    'F110 write $write fails ($how): the retry gets the answer of an untroubled call',
    async (fault) => {
      const expected = await untroubled()
      const failing = await openAtTheTime()
      failing.failAt(fault)
      const first = await rig.record(input).catch((error: unknown) => error)
      failing.failAt(null)
      expect(await rig.record(input)).toEqual(expected.receipt)
      expect(await rig.record(input)).toEqual(expected.receipt)
      if (!(first instanceof Error)) expect(first).toEqual(expected.receipt)
      expect(await pictureOf(rig)).toEqual(expected.picture)
    },
  )

  test.each(faults)(
    'F110 the process ends at write $write ($how): started again, all is as if untroubled',
    async (fault) => {
      const expected = await untroubled()
      const failing = await openAtTheTime()
      failing.failAt({ ...fault, down: true })
      await rig.record(input).catch(() => null)
      const restarted = await rig.start()
      await repairLeaderboards(restarted)
      await finishClaims(restarted, null)
      const wasClaimed = (await rig.store.find(tables.engagementClaims, { engagementId: engagementId(9) })) !== null
      if (wasClaimed) expect(await pictureOf(restarted)).toEqual(expected.picture)
      expect(await restarted.record(input)).toEqual(expected.receipt)
      expect(await pictureOf(restarted)).toEqual(expected.picture)
    },
  )
})
