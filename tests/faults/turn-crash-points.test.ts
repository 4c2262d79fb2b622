/** A process that dies between any two calls of the store while it records an engagement, and others that share the store. */
import { expect, test } from 'vitest'
import { localActor } from '../../schema/permissions.ts'
import * as tables from '../../schema/tables.ts'
import { createTestClock } from '../../server/adapters/memory/test-clock.ts'
import { finishClaims, repairLeaderboards } from '../../server/features/engagements/repair.ts'
import { readLeaderboard } from '../../server/features/leaderboard/read.ts'
import { everyEngagement } from '../../server/repositories/engagements.ts'
import { accuracyByCounters, accuracyByRecords } from '../support/accuracy.ts'
import { convoyId, droneId, type EngagementRig, engagementId, openEngagementRig } from '../support/engagement-rig.ts'
import { createStallingTables, type StallingTables } from '../support/stalling-tables.ts'

type Process = Awaited<ReturnType<EngagementRig['start']>>

const retried = { engagementId: engagementId(9), droneId: droneId(2), hit: false }

async function openScene() {
  const clock = createTestClock(Date.UTC(2026, 0, 1, 12))
  const rig = await openEngagementRig({ clock })
  const b = await rig.start({ sharedAs: 'b' })
  let stalling: StallingTables | undefined
  const a = await rig.start({
    sharedAs: 'a',
    wrapTables: (store) => {
      stalling = createStallingTables(store)
      return stalling
    },
  })
  for (const [process, drone, hit] of [
    [a, 1, true],
    [b, 2, true],
    [a, 1, false],
  ] as const)
    await process.record({ engagementId: engagementId(drone + (hit ? 0 : 2)), droneId: droneId(drone), hit })
  return { rig, a, b, stalling: stalling as StallingTables, head: await rig.bus.head('events') }
}

async function shownBoard(process: Process) {
  const question = { convoyId, limit: 100, atMs: null, rankBy: 'ACCURACY' } as const
  const { entries } = await readLeaderboard(process, localActor, question)
  return entries
}

async function publishedSince(rig: EngagementRig, after: string): Promise<number> {
  const abort = new AbortController()
  const head = await rig.bus.head('events')
  let published = 0
  if (head === after) return published
  for await (const { sequence, message } of await rig.bus.subscribe('events', { after, signal: abort.signal })) {
    if (message?.kind === 'engagement' && message.engagementId === retried.engagementId) published += 1
    if (sequence === head) abort.abort()
  }
  return published
}

/** What must be the same wherever the process died. */
async function pictureOf(rig: EngagementRig, process: Process) {
  let records = 0
  for await (const rows of everyEngagement(rig.store, convoyId)) records += rows.length
  const { rows: stored } = await rig.store.scan(tables.leaderboard, { convoyId })
  const byWeapon = await accuracyByCounters(rig.store)
  expect(byWeapon).toEqual(await accuracyByRecords(rig.store))
  return { records, stored, byWeapon, board: await shownBoard(process) }
}

async function untroubled() {
  const { rig, a, b } = await openScene()
  const receipt = await a.record(retried)
  const picture = await pictureOf(rig, b)
  await rig.close()
  return { receipt, picture }
}

/** Dies before the call with this number; false when recording makes fewer. */
async function dieAt(call: number, by: 'retry' | 'repair', expected: Awaited<ReturnType<typeof untroubled>>) {
  const { rig, a, b, stalling, head } = await openScene()
  try {
    stalling.stallAt(call)
    const died = a.record(retried).then(() => false)
    const stalled = (async () => {
      while (!stalling.isStalled) await rig.store.delete(tables.leases, [{ name: 'none' }])
      return true
    })()
    if (!(await Promise.race([died, stalled]))) {
      stalling.stallAt(1)
      return false
    }
    const where = `died before call ${call}, ${stalling.calls.at(call - 1)}, after ${stalling.calls.slice(0, call - 1)}`
    const others = await rig.start({ sharedAs: 'others' })
    if (by === 'repair') {
      await rig.whileTimePasses(repairLeaderboards(others, [convoyId]))
      await rig.whileTimePasses(finishClaims(others, null))
      const wasClaimed = (await rig.store.find(tables.engagementClaims, retried)) !== null
      if (wasClaimed) expect(await pictureOf(rig, others), where).toEqual(expected.picture)
    }
    const receipts = [await rig.whileTimePasses(b.record(retried)), await rig.whileTimePasses(others.record(retried))]
    expect(receipts, where).toEqual([expected.receipt, expected.receipt])
    await rig.whileTimePasses(repairLeaderboards(others, [convoyId]))
    for (const process of [b, others]) expect(await pictureOf(rig, process), where).toEqual(expected.picture)
    // Only a process that has published them and dies before it says so, in the log, has them published twice.
    const isLast = stalling.calls.at(call - 1) === 'insert board_log'
    expect(await publishedSince(rig, head), where).toBe(isLast ? 2 : 1)
    return true
  } finally {
    await rig.close()
  }
}

test.each(['retry', 'repair'] as const)(
  'a process that dies between any two calls of the store: after a %s elsewhere, all is as if it had not',
  async (by) => {
    const expected = await untroubled()
    let call = 1
    while (await dieAt(call, by, expected)) call++
    expect(call).toBeGreaterThan(10)
  },
  120_000,
)
