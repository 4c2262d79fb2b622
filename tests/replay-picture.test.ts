/** FAULTS 137, 138: the picture at a past instant, and what it says where nothing is known. */
import { afterEach, expect, test } from 'vitest'
import type { DroneId } from '../schema/ids.ts'
import type { LeadershipChange } from '../schema/leadership.ts'
import { localActor } from '../schema/permissions.ts'
import { leadershipDays, leadershipEvents } from '../schema/tables.ts'
import { telemetryRetentionMs } from '../schema/telemetry.ts'
import { readPicture } from '../server/features/replay/read-picture.ts'
import { openReplayRig, startMs } from './support/replay-rig.ts'
import { describeOnBothStores } from './support/replay-stores.ts'
import { convoyId } from './support/telemetry-server.ts'

type Rig = Awaited<ReturnType<typeof openReplayRig>>
let rig: Rig
afterEach(() => rig.close())

const dayMs = 86_400_000

/** The only convoy at an instant, in brief. */
async function pictureAt(atMs: number) {
  const { coverage, convoys } = await readPicture({ ...rig, tables: rig.store }, localActor, [convoyId], atMs)
  const [convoy] = convoys
  return {
    coverage,
    convoys: convoys.length,
    callsign: convoy?.roster?.convoy.callsign,
    members: convoy?.roster?.drones.size,
    fuelPct: convoy?.track?.drones.map((drone) => (drone.hasReading ? drone.fuelPct : null)),
    freshness: convoy?.track?.drones.map(({ freshness }) => freshness),
    leadership: convoy?.leadership,
  }
}

/** Reports of the first drone, one a second. */
async function fly(seconds: number, fuelPct: number): Promise<void> {
  for (let second = 0; second < seconds; second++) {
    await rig.report(rig.droneIds[0] as DroneId, { sequence: second, fuelPct })
    await rig.pass(1_000)
  }
}

async function storeChange(atMs: number, leaderId: DroneId): Promise<void> {
  const brief = { state: 'healthy' as const, term: 9, leaderId }
  const change = { convoyId, atMs, reason: 'elected', before: brief, after: { ...brief, rivalId: null } }
  const day = { convoyId, dayMs: Math.floor(atMs / dayMs) * dayMs }
  await rig.store.insert(leadershipDays, [day])
  await rig.store.insert(leadershipEvents, [{ ...day, atMs, ordinal: 0, change: change as LeadershipChange }])
}

describeOnBothStores('the picture at a past instant', (makeStore) => {
  test('shows what was shown then, drones as fresh as they were then, whatever came later', async () => {
    rig = await openReplayRig({ makeStore })
    const recorder = rig.record()
    await fly(5, 80)
    const lookedAtMs = rig.clock.nowMs()
    await fly(100, 60)
    await recorder.stop()
    const silent = [null, null]
    expect(await pictureAt(lookedAtMs - 1)).toMatchObject({
      coverage: 'recorded',
      members: 3,
      fuelPct: [80, ...silent],
    })
    expect(await pictureAt(lookedAtMs + 60_000)).toMatchObject({
      fuelPct: [60, ...silent],
      freshness: ['live', 'silent', 'silent'],
      leadership: { state: 'healthy', term: 7, leaderId: rig.droneIds[0] },
    })
  })

  test('F137 is known from the very first frame on, and nothing is claimed of the instant before', async () => {
    rig = await openReplayRig({ makeStore })
    await fly(3, 80)
    const beganMs = rig.clock.nowMs()
    const recorder = rig.record()
    await fly(3, 70)
    await recorder.stop()
    expect(await pictureAt(beganMs)).toMatchObject({ coverage: 'recorded', fuelPct: [80, null, null] })
    expect(await pictureAt(beganMs - 1)).toEqual({ coverage: 'outside', convoys: 0 })
    expect(await pictureAt(rig.clock.nowMs() - telemetryRetentionMs - dayMs)).toMatchObject({ coverage: 'outside' })
  })

  test('F137 of the running minute is that of the second before, and says so of what is not stored yet', async () => {
    rig = await openReplayRig({ makeStore })
    rig.record()
    await fly(3, 80)
    const nowMs = rig.clock.nowMs()
    expect(await pictureAt(nowMs - 1_000)).toMatchObject({ coverage: 'recorded', fuelPct: [80, null, null] })
    expect(await pictureAt(nowMs)).toMatchObject({ coverage: 'running', fuelPct: [80, null, null] })
  })

  test('F137 in a gap has no positions, but members, names and leader as far as their own records tell', async () => {
    rig = await openReplayRig({ makeStore })
    const first = rig.record()
    await fly(3, 80)
    await first.stop()
    await rig.pass(20_000)
    const changedMs = rig.clock.nowMs()
    await storeChange(changedMs, rig.droneIds[1] as DroneId)
    await rig.pass(20_000)
    const second = rig.record()
    await fly(3, 70)
    await second.stop()

    const inGap = await pictureAt(changedMs + 10_000)
    expect(inGap).toMatchObject({ coverage: 'gap', convoys: 1, callsign: 'HAWK-1', members: 3 })
    expect(inGap.fuelPct).toBeUndefined()
    expect(inGap.leadership).toMatchObject({ state: 'healthy', term: 9, leaderId: rig.droneIds[1] })
    expect((await pictureAt(changedMs - 1)).leadership).toMatchObject({ state: 'unknown', leaderId: null })
    expect(await pictureAt(changedMs + 22_000)).toMatchObject({ coverage: 'recorded', fuelPct: [70, null, null] })
  })

  test('F138 has a retired drone and an archived convoy only while they were shown', async () => {
    rig = await openReplayRig({ makeStore })
    const recorder = rig.record()
    await fly(3, 80)
    const shownMs = rig.clock.nowMs() - 1
    const drone = rig.roster.findDrone(rig.droneIds[0] as DroneId)
    if (!drone) throw new Error('Expected a drone.')
    await rig.roster.saveDrone({ ...drone, retiredAtMs: shownMs, version: 2 }, 1)
    await rig.pass(2_000)
    const withoutMs = rig.clock.nowMs() - 1
    const convoy = rig.roster.findConvoy(convoyId)
    if (!convoy) throw new Error('Expected a convoy.')
    await rig.roster.saveConvoy({ ...convoy, archivedAtMs: withoutMs, version: 2 }, 1)
    await rig.pass(2_000)
    await recorder.stop()
    expect(await pictureAt(shownMs)).toMatchObject({ convoys: 1, members: 3, fuelPct: [80, null, null] })
    expect(await pictureAt(withoutMs)).toMatchObject({ convoys: 1, members: 2, fuelPct: [null, null] })
    expect(await pictureAt(rig.clock.nowMs() - 1_000)).toEqual({ coverage: 'recorded', convoys: 0 })
  })
})

test('F137 a picture before anything was recorded at all is outside of what is kept', async () => {
  rig = await openReplayRig()
  expect(await pictureAt(startMs - dayMs)).toEqual({ coverage: 'outside', convoys: 0 })
})
