/** A process of several whose store fails in one call, or from one call on, while it records; the engagement is then retried. */
import { expect, test } from 'vitest'
import { localActor } from '../../schema/permissions.ts'
import * as tables from '../../schema/tables.ts'
import { createTestClock } from '../../server/adapters/memory/test-clock.ts'
import { repairLeaderboards } from '../../server/features/engagements/repair.ts'
import { readLeaderboard } from '../../server/features/leaderboard/read.ts'
import { everyEngagement } from '../../server/repositories/engagements.ts'
import { accuracyByCounters, accuracyByRecords } from '../support/accuracy.ts'
import { convoyId, droneId, type EngagementRig, engagementId, openEngagementRig } from '../support/engagement-rig.ts'
import { createFailingTables, type FailingTables, readsAndWrites } from '../support/failing-tables.ts'

type Process = Awaited<ReturnType<EngagementRig['start']>>

const startMs = Date.UTC(2026, 0, 1, 12)
const stepMs = 40_000

/** Processes a and b have recorded in turns, and snapshots exist; the store of a can fail. `isFresh`: a was started again since. */
async function openScene(isFresh: boolean) {
  const clock = createTestClock(startMs)
  const rig = await openEngagementRig({ clock })
  let failing: FailingTables | undefined
  const wrapTables = (store: Process['tables']) => {
    failing = createFailingTables(store, readsAndWrites)
    return failing
  }
  const b = await rig.start({ sharedAs: 'b' })
  const first = await rig.start({ sharedAs: 'a', wrapTables })
  for (const [n, process] of [first, b, first].entries()) {
    await process.record({ engagementId: engagementId(n), droneId: droneId(1 + (n % 2)), hit: n < 2 })
    await clock.advance(stepMs)
  }
  const a = isFresh ? await rig.start({ sharedAs: 'again', wrapTables }) : first
  return { rig, a, b, failing: failing as FailingTables, head: await rig.bus.head('events') }
}

async function boardOf(process: Process, atMs: number | null) {
  const { entries } = await readLeaderboard(process, localActor, { convoyId, limit: 100, atMs, rankBy: 'ACCURACY' })
  return entries
}

async function pictureOf(rig: EngagementRig, process: Process) {
  let records = 0
  for await (const rows of everyEngagement(rig.store, convoyId)) records += rows.length
  const { rows: stored } = await rig.store.scan(tables.leaderboard, { convoyId })
  const byWeapon = await accuracyByCounters(rig.store)
  expect(byWeapon).toEqual(await accuracyByRecords(rig.store))
  const boards = [await boardOf(process, null)]
  for (const steps of [0, 1, 2]) boards.push(await boardOf(process, startMs + steps * stepMs + 1))
  return { records, stored, byWeapon, boards }
}

async function eventsSince(rig: EngagementRig, after: string): Promise<string[]> {
  const abort = new AbortController()
  const head = await rig.bus.head('events')
  const kinds: string[] = []
  if (head === after) return kinds
  for await (const { sequence, message } of await rig.bus.subscribe('events', { after, signal: abort.signal })) {
    if (message) kinds.push(message.kind)
    if (sequence === head) abort.abort()
  }
  return kinds
}

async function hasEnded({ store }: EngagementRig): Promise<boolean> {
  // Earlier writes are durable once this one is.
  await store.delete(tables.leases, [{ name: 'none' }])
  const row = await store.find(tables.boardTurns, { convoyId })
  return row !== null && (await store.find(tables.boardLog, row)) !== null
}

interface Fault {
  how: 'lost' | 'done'
  down: boolean
  /** Which process gets the retry. */
  by: 'a' | 'b'
}

const scenes = [
  { scene: 'a new one', agoMs: 0, isFresh: false },
  { scene: 'one before a snapshot', agoMs: 3 * stepMs - 1, isFresh: false },
  { scene: 'the first of a process', agoMs: 0, isFresh: true },
]

type Scene = (typeof scenes)[number]
const inputOf = ({ agoMs }: Scene) => ({
  ...{ droneId: droneId(2), hit: false, engagementId: engagementId(9) },
  engagedAtMs: startMs + 3 * stepMs - agoMs,
})

async function untroubled(scene: Scene) {
  const { rig, a, b, head, failing } = await openScene(scene.isFresh)
  failing.failAt(null)
  const receipt = await a.record(inputOf(scene))
  const calls = failing.writes.length
  const picture = await pictureOf(rig, b)
  const events = await eventsSince(rig, head)
  await rig.close()
  return { receipt, picture, events, calls }
}

async function failAt(call: number, fault: Fault, scene: Scene, expected: Awaited<ReturnType<typeof untroubled>>) {
  const { rig, a, b, failing, head } = await openScene(scene.isFresh)
  try {
    failing.failAt({ write: call, how: fault.how, down: fault.down })
    const first = await rig.whileTimePasses(a.record(inputOf(scene))).catch((error: unknown) => error)
    const where = `call ${call}, ${failing.writes.at(call - 1)}, after ${failing.writes.slice(0, call - 1)}`
    failing.failAt(null)
    if (!(first instanceof Error)) expect(first, where).toEqual(expected.receipt)
    // Only what a process published before it lost the store, so that it could not say so, is published twice.
    const isUnknown = fault.down && fault.by === 'b' && !(await hasEnded(rig))
    const events = [...(isUnknown ? await eventsSince(rig, head) : []), ...expected.events]
    for (const process of fault.by === 'a' ? [a, b] : [b, a])
      expect(await rig.whileTimePasses(process.record(inputOf(scene))), where).toEqual(expected.receipt)
    expect(await eventsSince(rig, head), where).toEqual(events)
    for (const process of [a, b])
      expect((await rig.whileTimePasses(pictureOf(rig, process))).boards, where).toEqual(expected.picture.boards)
    await rig.whileTimePasses(repairLeaderboards(b, [convoyId]))
    for (const process of [a, b])
      expect(await rig.whileTimePasses(pictureOf(rig, process)), where).toEqual(expected.picture)
  } finally {
    await rig.close()
  }
}

const faults = (['lost', 'done'] as const).flatMap((how) =>
  [false, true].flatMap((down) => (['a', 'b'] as const).map((by) => ({ how, down, by }))),
)

test.each(scenes.flatMap((scene) => faults.map((fault) => ({ ...scene, ...fault }))))(
  '$scene, whichever call fails ($how, with all since: $down): after a retry at $by, as if none had',
  async ({ how, down, by, ...scene }) => {
    const expected = await untroubled(scene)
    expect(expected.calls).toBeGreaterThan(10)
    for (let call = 1; call <= expected.calls; call++) await failAt(call, { how, down, by }, scene, expected)
  },
  120_000,
)
