/** FAULTS 138: the roster as it was, whatever was renamed, moved, split or deleted since. */
import { afterEach, expect, test } from 'vitest'
import type { Drone } from '../schema/convoys.ts'
import type { ConvoyId, DroneId } from '../schema/ids.ts'
import { localActor } from '../schema/permissions.ts'
import { findRostersUntil, readRosters } from '../server/features/replay/read-rosters.ts'
import { readRosterAt } from '../server/repositories/roster-history.ts'
import { openReplayRig, startMs } from './support/replay-rig.ts'
import { describeOnBothStores } from './support/replay-stores.ts'
import { convoyId } from './support/telemetry-server.ts'

type Rig = Awaited<ReturnType<typeof openReplayRig>>
let rig: Rig
afterEach(() => rig.close())

const otherId = '550e8400-e29b-41d4-a716-446655440009' as ConvoyId
const leaseOf = (fence: number) => ({ fence, requireHeld: () => undefined })

/** Callsigns at an instant; null: not known. */
async function rosterAt(atMs: number, of = convoyId): Promise<{ callsign: string; drones: string[] } | null> {
  const found = await readRosterAt(rig.store, of, atMs)
  return (
    found && {
      callsign: found.convoy.callsign,
      drones: [...found.drones.values()].map(({ callsign }) => callsign).sort(),
    }
  )
}

const droneNow = (droneId: DroneId): Drone => {
  const drone = rig.roster.findDrone(droneId)
  if (!drone) throw new Error(`Expected drone ${droneId}.`)
  return drone
}

async function changeDrone(droneId: DroneId, change: Partial<Drone>): Promise<number> {
  const drone = droneNow(droneId)
  const { applied } = await rig.roster.saveDrone({ ...drone, ...change, version: drone.version + 1 }, drone.version)
  expect(applied).toBe(true)
  return passed()
}

async function changeConvoy(change: object, of = convoyId): Promise<number> {
  const convoy = rig.roster.findConvoy(of)
  if (!convoy) throw new Error('Expected a convoy.')
  await rig.roster.saveConvoy({ ...convoy, ...change, version: convoy.version + 1 }, convoy.version)
  return passed()
}

/** An instant at which what was changed is recorded; the next change comes later. */
async function passed(): Promise<number> {
  await rig.pass(2_000)
  return rig.clock.nowMs()
}

describeOnBothStores('the roster at a past instant', (makeStore) => {
  test('F138 has the names of drones and convoy, and who was in service, as they were then', async () => {
    rig = await openReplayRig({ makeStore })
    const recorder = rig.record()
    const [first, second] = rig.droneIds as [DroneId, DroneId]
    const atFirst = await passed()
    const renamed = await changeDrone(first, { callsign: 'RENAMED' })
    const convoyRenamed = await changeConvoy({ callsign: 'EAGLE-1' })
    const retired = await changeDrone(second, { retiredAtMs: rig.clock.nowMs() })
    const archived = await changeConvoy({ archivedAtMs: rig.clock.nowMs() })
    await recorder.stop()

    const before = ['D-0000', 'D-0001', 'D-0002']
    expect(await rosterAt(atFirst)).toEqual({ callsign: 'HAWK-1', drones: before })
    expect(await rosterAt(renamed)).toEqual({ callsign: 'HAWK-1', drones: ['D-0001', 'D-0002', 'RENAMED'] })
    expect(await rosterAt(convoyRenamed)).toEqual({ callsign: 'EAGLE-1', drones: ['D-0001', 'D-0002', 'RENAMED'] })
    expect(await rosterAt(retired)).toEqual({ callsign: 'EAGLE-1', drones: ['D-0002', 'RENAMED'] })
    expect((await readRosterAt(rig.store, convoyId, retired))?.convoy.archivedAtMs).toBeNull()
    expect((await readRosterAt(rig.store, convoyId, archived))?.convoy.archivedAtMs).not.toBeNull()
    expect(await rosterAt(startMs - 1)).toBeNull()
  })

  test('F138 has each drone in the convoy to which it belonged, when one is split in two and a drone changes over', async () => {
    rig = await openReplayRig({ makeStore })
    const recorder = rig.record()
    const [first, second] = rig.droneIds as [DroneId, DroneId]
    const whole = await passed()
    const convoy = rig.roster.findConvoy(convoyId)
    if (!convoy) throw new Error('Expected a convoy.')
    await rig.roster.saveConvoy({ ...convoy, convoyId: otherId, callsign: 'HAWK-2', version: 1 }, null)
    const move = async (droneId: DroneId, to: ConvoyId) => {
      const from = droneNow(droneId).convoyId
      await rig.roster.claimDrones(from, [droneId])
      expect((await rig.roster.moveDrone(droneNow(droneId), to)).applied).toBe(true)
    }
    await move(first, otherId)
    await move(second, otherId)
    const split = await passed()
    await move(first, convoyId)
    const back = await passed()
    await recorder.stop()

    expect(await rosterAt(whole)).toMatchObject({ drones: ['D-0000', 'D-0001', 'D-0002'] })
    expect(await rosterAt(whole, otherId)).toBeNull()
    expect(await rosterAt(split)).toMatchObject({ drones: ['D-0002'] })
    expect(await rosterAt(split, otherId)).toEqual({ callsign: 'HAWK-2', drones: ['D-0000', 'D-0001'] })
    expect(await rosterAt(back)).toMatchObject({ drones: ['D-0000', 'D-0002'] })
    expect(await rosterAt(back, otherId)).toMatchObject({ drones: ['D-0001'] })
  })

  test('has a new convoy from its creation on, though that is noticed later', async () => {
    rig = await openReplayRig({ makeStore })
    const recorder = rig.record()
    await passed()
    const convoy = rig.roster.findConvoy(convoyId)
    if (!convoy) throw new Error('Expected a convoy.')
    const createdAtMs = rig.clock.nowMs() + 1
    const created = { ...convoy, convoyId: otherId, callsign: 'HAWK-2', createdAtMs, version: 1 }
    await rig.pass(1)
    await rig.roster.saveConvoy(created, null)
    await passed()
    await recorder.stop()
    expect(await rosterAt(createdAtMs - 1, otherId)).toBeNull()
    expect(await rosterAt(createdAtMs, otherId)).toMatchObject({ callsign: 'HAWK-2' })
  })

  test('is known on every day, after a restart, and of changes made while no worker ran from its return on', async () => {
    rig = await openReplayRig({ makeStore })
    const first = rig.record()
    await passed()
    const renamed = await changeDrone(rig.droneIds[0] as DroneId, { callsign: 'BEFORE' })
    // Over midnight.
    await rig.pass(120_000)
    const nextDay = rig.clock.nowMs()
    await first.stop()
    const whileAway = await changeDrone(rig.droneIds[0] as DroneId, { callsign: 'AFTER' })
    await passed()
    const second = rig.record()
    const returned = await passed()
    await second.stop()

    for (const atMs of [renamed, nextDay, whileAway])
      expect(await rosterAt(atMs)).toMatchObject({ drones: ['BEFORE', 'D-0001', 'D-0002'] })
    expect(await rosterAt(returned)).toMatchObject({ drones: ['AFTER', 'D-0001', 'D-0002'] })
  })

  test('tells until when it holds: the next change of any of its convoys, over midnight, or now', async () => {
    rig = await openReplayRig({ makeStore })
    const recorder = rig.record()
    const first = await passed()
    const archived = await changeConvoy({ archivedAtMs: rig.clock.nowMs() })
    await rig.pass(120_000)
    await recorder.stop()
    const convoyIds = [otherId, convoyId]
    const until = (atMs: number) => findRostersUntil(rig, { atMs, convoyIds })
    const known = async (atMs: number) => {
      const { convoys, isKnown } = await readRosters(rig, localActor, convoyIds, atMs)
      return isKnown && convoys.map((one) => one.convoyId)
    }

    const changedAt = await until(first)
    expect(changedAt).toBeGreaterThan(first)
    expect(changedAt).toBeLessThanOrEqual(archived)
    expect((await readRosterAt(rig.store, convoyId, changedAt - 1))?.convoy.archivedAtMs).toBeNull()
    expect((await readRosterAt(rig.store, convoyId, changedAt))?.convoy.archivedAtMs).not.toBeNull()
    expect(new Date(await until(archived)).toISOString()).toMatch(/T00:00:0/)
    expect(await until(rig.clock.nowMs() - 1_000)).toBe(rig.clock.nowMs())
    expect([await known(startMs - 1), await known(first), await known(archived)]).toEqual([false, [convoyId], []])
  })

  test('is not changed by a recorder that has lost its lease', async () => {
    rig = await openReplayRig({ makeStore })
    const current = rig.record(leaseOf(2))
    await passed()
    const renamed = await changeDrone(rig.droneIds[0] as DroneId, { callsign: 'CURRENT' })
    const former = rig.record(leaseOf(1))
    await changeDrone(rig.droneIds[0] as DroneId, { callsign: 'D-0000' })
    await current.stop()
    const stopped = rig.clock.nowMs()
    const renamedAgain = await changeDrone(rig.droneIds[0] as DroneId, { callsign: 'FORMER' })
    await former.stop()

    expect(await rosterAt(renamed)).toMatchObject({ drones: ['CURRENT', 'D-0001', 'D-0002'] })
    for (const atMs of [stopped, renamedAgain])
      expect(await rosterAt(atMs)).toMatchObject({ drones: ['D-0000', 'D-0001', 'D-0002'] })
  })
})
