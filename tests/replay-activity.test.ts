/** What a timeline needs: how much was reported when, what came late, and what to mark. */
import { afterEach, expect, test } from 'vitest'
import type { ConvoyId, DroneId, EngagementId } from '../schema/ids.ts'
import type { LeadershipChange } from '../schema/leadership.ts'
import { localActor } from '../schema/permissions.ts'
import { engagementDays, engagements, everyConvoyId, leadershipDays, leadershipEvents } from '../schema/tables.ts'
import type { StoredReading } from '../schema/telemetry.ts'
import { readPastActivity } from '../server/features/replay/read-activity.ts'
import { storeActivity } from '../server/repositories/recorded-activity.ts'
import { openReplayRig, startMs } from './support/replay-rig.ts'
import { describeOnBothStores } from './support/replay-stores.ts'
import { convoyId } from './support/telemetry-server.ts'

type Rig = Awaited<ReturnType<typeof openReplayRig>>
let rig: Rig
afterEach(() => rig.close())

const [minute, hour, day] = [60_000, 3_600_000, 86_400_000]
const floorTo = (atMs: number, stepMs: number) => Math.floor(atMs / stepMs) * stepMs

const activity = (fromMs: number, toMs: number, options: { convoyIds?: ConvoyId[]; steps?: number } = {}) =>
  readPastActivity({ tables: rig.store }, localActor, { convoyIds: null, steps: 1_000, fromMs, toMs, ...options })

const droneAt = (index: number) => rig.droneIds[index] as DroneId

/** Follows the bus once this resolves. */
async function beginRecording() {
  const recorder = rig.record()
  await rig.store.settled()
  return recorder
}

async function reportEachSecond(seconds: number, change: Partial<StoredReading> = {}): Promise<void> {
  for (let second = 0; second < seconds; second++) {
    await rig.report(droneAt(0), { sequence: second, ...change })
    await rig.pass(1_000)
  }
}

const changeOf = (
  atMs: number,
  leaderId: DroneId | null,
  { before = null, state = 'healthy' }: { before?: DroneId | null; state?: LeadershipChange['after']['state'] } = {},
): LeadershipChange => ({
  ...{ convoyId, atMs, reason: 'elected' },
  before: { state: 'healthy', term: 1, leaderId: before },
  after: { state, term: 2, leaderId, rivalId: null },
})

/** As the leadership watch does: stored, then told. */
async function changeLeader(change: LeadershipChange): Promise<void> {
  const row = { convoyId, dayMs: floorTo(change.atMs, day) }
  await rig.store.insert(leadershipDays, [row])
  await rig.store.insert(leadershipEvents, [{ ...row, atMs: change.atMs, ordinal: 0, change }])
  await rig.bus.publish('events', { kind: 'leadership', ...change })
}

/** An engagement that is stored, and that nobody is told of. */
async function takeFirstPlace(droneId: DroneId, atMs: number): Promise<void> {
  const engagementId = '770e8400-e29b-41d4-a716-446655440000' as EngagementId
  const row = { convoyId, dayMs: floorTo(atMs, day) }
  await rig.store.insert(engagementDays, [row])
  await rig.store.insert(engagements, [
    {
      ...{ ...row, engagedAtMs: atMs, recordedAtMs: atMs, engagementId, droneId, hit: true },
      ...{ weaponType: 'AGM114_HELLFIRE', target: null, bda: 'UNKNOWN' },
      placement: { before: 2, after: 1, accuracyBp: 10_000 },
    },
  ])
}

describeOnBothStores('recorded activity', (makeStore) => {
  test('has the readings of each minute by event time, and marks a minute that late data changed, over restarts', async () => {
    rig = await openReplayRig({ makeStore })
    const first = await beginRecording()
    await reportEachSecond(30)
    await rig.pass(3 * minute)
    await first.stop()
    const second = await beginRecording()
    // Half a minute late: the minute was not closed. Then long after it.
    await rig.report(droneAt(1), { recordedAtMs: rig.clock.nowMs() - 30_000 })
    for (const sequence of [1, 2]) await rig.report(droneAt(1), { recordedAtMs: startMs + 5_000, sequence })
    await rig.pass(10_000)
    await second.stop()

    const { stepMs, steps } = await activity(startMs - minute, startMs + 10 * minute)
    expect(stepMs).toBe(minute)
    expect(steps).toEqual([
      { atMs: floorTo(startMs, minute), readings: 32, late: 2, marks: 0 },
      { atMs: floorTo(startMs + 3 * minute, minute), readings: 1, late: 0, marks: 0 },
    ])
    const ofOther = { convoyIds: ['550e8400-e29b-41d4-a716-446655440009' as ConvoyId] }
    expect((await activity(startMs, startMs + 10 * minute, ofOther)).steps).toEqual([])
    expect((await activity(startMs, startMs + 10 * minute, { convoyIds: [convoyId] })).steps).toEqual(steps)
  })

  test('says nothing of late data in what was never recorded: nothing was shown that it could change', async () => {
    rig = await openReplayRig({ makeStore })
    const recorder = await beginRecording()
    await rig.report(droneAt(0), { recordedAtMs: startMs - 2 * hour })
    await rig.pass(6_000)
    await recorder.stop()
    expect((await activity(startMs - 3 * hour, startMs)).steps).toMatchObject([{ readings: 1, late: 0 }])
  })

  test('counts nothing twice when the store fails, whether or not the write was done', async () => {
    rig = await openReplayRig({ makeStore })
    const recorder = await beginRecording()
    for (const how of ['lost', 'done'] as const) {
      await reportEachSecond(3)
      rig.tables.failAt({ write: 1, how, down: true })
      await reportEachSecond(8)
      rig.tables.failAt(null)
      await reportEachSecond(8)
    }
    await recorder.stop()
    const { steps } = await activity(startMs - minute, startMs + 2 * minute)
    expect(steps.reduce((sum, { readings }) => sum + readings, 0)).toBe(38)
  })

  test('marks handovers, lost leaders, split brains and changes of the first place, those too that came while no recorder ran', async () => {
    rig = await openReplayRig({ makeStore })
    const first = await beginRecording()
    const at = (seconds: number) => startMs + seconds * 1_000
    const [a, b] = [droneAt(0), droneAt(1)]
    await changeLeader(changeOf(at(1), a))
    await changeLeader(changeOf(at(2), a, { before: a, state: 'suspect' }))
    await changeLeader(changeOf(at(3), a, { before: a, state: 'lost' }))
    await changeLeader(changeOf(at(4), b, { before: a, state: 'split_brain' }))
    const rank = { kind: 'rank' as const, convoyId, callsign: 'x', accuracyPct: 50 }
    await rig.bus.publish('events', { ...rank, droneId: b, rankBefore: 2, rankAfter: 1, atMs: at(5) })
    await rig.bus.publish('events', { ...rank, droneId: a, rankBefore: 1, rankAfter: 1, atMs: at(5) })
    await rig.bus.publish('events', { ...rank, droneId: a, rankBefore: 2, rankAfter: 3, atMs: at(5) })
    await rig.bus.publish('events', { ...rank, droneId: b, rankBefore: 1, rankAfter: 3, atMs: at(6) })
    await rig.pass(6_000)
    await first.stop()
    await changeLeader(changeOf(at(20), a))
    await takeFirstPlace(a, at(21))
    await rig.pass(60_000)
    const second = await beginRecording()
    await rig.pass(12_000)
    await second.stop()

    const { marks, areMarksComplete, steps } = await activity(startMs, startMs + hour)
    expect(marks.map(({ kind, atMs, droneId }) => [kind, atMs, droneId])).toEqual([
      ['handover', at(1), a],
      ['leader_lost', at(3), null],
      ['split_brain', at(4), b],
      ['first_place', at(5), b],
      ['first_place_lost', at(6), b],
      ['handover', at(20), a],
      ['first_place', at(21), a],
    ])
    expect(areMarksComplete).toBe(true)
    expect(steps.reduce((sum, step) => sum + step.marks, 0)).toBe(7)
    expect((await activity(at(4), at(5))).marks).toHaveLength(1)
  })

  test('of 30 days costs a few reads a day and has no more steps than asked for', async () => {
    rig = await openReplayRig({ makeStore })
    const atMs = floorTo(startMs, hour)
    const hours = Array.from({ length: 30 * 24 }, (_, back) => ({
      ...{ stepMs: hour, convoyId: everyConvoyId, atMs: atMs - back * hour, fence: back % 3 },
      ...{ readings: 10, late: 0, marks: 1 },
    }))
    await storeActivity(rig.store, hours)
    const asked: string[] = []
    const tables = {
      scan: ((table: { name: string }, ...rest) => {
        asked.push(table.name)
        return rig.store.scan(table as never, ...(rest as [never]))
      }) as typeof rig.store.scan,
    }
    const question = { convoyIds: null, steps: 200, fromMs: startMs - 30 * day, toMs: startMs }
    const found = await readPastActivity({ tables } as never, localActor, question)
    expect(found.stepMs).toBe(6 * hour)
    expect(found.steps.length).toBeLessThanOrEqual(200)
    expect(found.steps.reduce((sum, { readings }) => sum + readings, 0)).toBe(7_200)
    expect(asked.length).toBeLessThanOrEqual(3 * 31)
    await expect(activity(startMs - 32 * day, startMs)).rejects.toThrow('31 days')
    await expect(activity(startMs, startMs + 1, { steps: 9 })).rejects.toThrow('10 to 1000')
  })
})
