import { afterEach, beforeEach, expect, test } from 'vitest'
import { isFailure } from '../../../lib/errors.ts'
import { unassignedConvoyId } from '../../../schema/convoys.ts'
import type { ConvoyId } from '../../../schema/ids.ts'
import { type Actor, localActor } from '../../../schema/permissions.ts'
import {
  convoyId,
  droneId,
  type EngagementRig,
  engagementId,
  openEngagementRig,
  otherConvoyId,
} from '../../../tests/support/engagement-rig.ts'
import { createRoutes, type Routes } from '../../repositories/routes.ts'
import { listEngagements, newestOfDrone } from '../engagements/list.ts'
import { loadLeaderboard } from '../leaderboard/read.ts'
import { addDrones } from './add-drones.ts'
import { archiveConvoy, restoreConvoy } from './archive-convoy.ts'
import { assignDrone } from './assign-drone.ts'
import { renameDrone, retireDrone, returnDrone } from './change-drone.ts'
import { enrollDrones } from './enroll-drones.ts'
import { listConvoys, readRoute } from './read-convoys.ts'
import { setRoute } from './set-route.ts'
import { updateConvoy } from './update-convoy.ts'

let rig: EngagementRig & { routes: Routes }
beforeEach(async () => {
  const opened = await openEngagementRig()
  rig = { ...opened, routes: createRoutes(opened) }
})
afterEach(() => rig.close())

const id = droneId(1)
const refused = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error) => {
      if (!isFailure(error)) throw error
      return { code: error.code, paths: error.faults.map(({ path }) => path), message: error.message }
    },
  )
const assign = (version: number, to = otherConvoyId, droneIdOf = id, actor: Actor = localActor) =>
  assignDrone(rig, actor, { droneId: droneIdOf, convoyId: to, version })
const idsOf = (of: ConvoyId) => rig.roster.dronesOf(of).map((drone) => drone.droneId)

test('an assigned drone leaves one convoy and joins the other, with its route; asking again changes nothing', async () => {
  const waypoints = [{ latitudeDeg: 34, longitudeDeg: 69, altitudeM: 3_000 }]
  await setRoute(rig, localActor, { convoyId, droneId: id, waypoints })
  const moved = await assign(1)
  expect(moved).toMatchObject({ droneId: id, convoyId: otherConvoyId, callsign: 'HAWK-1-1' })
  expect(idsOf(convoyId)).not.toContain(id)
  expect(idsOf(otherConvoyId)).toContain(id)
  expect(await readRoute(rig, localActor, moved)).toMatchObject(waypoints)
  expect(await assign(1)).toEqual(moved)
  expect(await assign(moved.version)).toEqual(moved)
})

test('a drone that AUTO_ENROLL took in can be assigned, and is not enrolled again', async () => {
  const stray = droneId(77)
  await enrollDrones(rig, [stray])
  await assign(1, convoyId, stray)
  await enrollDrones(rig, [stray])
  expect(idsOf(unassignedConvoyId)).toEqual([])
  expect(idsOf(convoyId)).toContain(stray)
})

test('a change from another version than the present one is a conflict that says which stands there', async () => {
  const { version } = await renameDrone(rig, localActor, { droneId: id, callsign: 'OWL-9', version: 1 })
  const stale = {
    code: 'conflict',
    paths: ['version'],
    message: expect.stringMatching(/OWL-9 has version 2, got a change based on version 1/),
  }
  expect(version).toBe(2)
  expect(await refused(assign(1))).toEqual(stale)
  expect(await refused(retireDrone(rig, localActor, { droneId: id, version: 1 }))).toEqual(stale)
  expect(await refused(renameDrone(rig, localActor, { droneId: id, callsign: 'OWL-8', version: 1 }))).toEqual(stale)
  expect(await refused(archiveConvoy(rig, localActor, { convoyId, version: 9 }))).toMatchObject({
    code: 'conflict',
    paths: ['version'],
  })
})

test('a retry of a change that was made is no conflict', async () => {
  const rename = { droneId: id, callsign: ' गरुड़ 1', version: 1 }
  const renamed = await renameDrone(rig, localActor, rename)
  expect(renamed.callsign).toBe('गरुड़ 1'.normalize('NFC'))
  expect(await renameDrone(rig, localActor, rename)).toEqual(renamed)
  const retired = await retireDrone(rig, localActor, { droneId: id, version: 2 })
  expect(await retireDrone(rig, localActor, { droneId: id, version: 2 })).toEqual(retired)
  const archived = await archiveConvoy(rig, localActor, { convoyId, version: 1 })
  expect(await archiveConvoy(rig, localActor, { convoyId, version: 1 })).toEqual(archived)
  const restored = await restoreConvoy(rig, localActor, { convoyId, version: 2 })
  expect(await restoreConvoy(rig, localActor, { convoyId, version: 2 })).toEqual(restored)
})

test('a retired drone leaves lists and counts and comes back as it was', async () => {
  const before = rig.roster.droneCount
  const { version } = await retireDrone(rig, localActor, { droneId: id, version: 1 })
  expect(idsOf(convoyId)).not.toContain(id)
  expect(rig.roster.droneCount).toBe(before - 1)
  expect(rig.roster.retiredDronesOf(convoyId)).toMatchObject([{ droneId: id, callsign: 'HAWK-1-1' }])
  expect(rig.roster.findDrone(id)?.retiredAtMs).toBe(rig.clock.nowMs())
  const moved = await assign(version)
  expect([...rig.roster.retiredDronesOf(otherConvoyId)]).toMatchObject([{ droneId: id }])
  await returnDrone(rig, localActor, { droneId: id, version: moved.version })
  expect(idsOf(otherConvoyId)).toContain(id)
  expect(rig.roster.droneCount).toBe(before)
})

test('an archived convoy leaves the list, can be read, takes no new drone or change, and comes back as it was', async () => {
  await rig.record({ engagementId: engagementId(1) })
  await archiveConvoy(rig, localActor, { convoyId, version: 1 })
  expect(listConvoys(rig, localActor).map((one) => one.convoyId)).toEqual([otherConvoyId])
  expect(listConvoys(rig, localActor, true).map((one) => one.convoyId)).toEqual([convoyId])
  const board = { convoyId, limit: 10, atMs: null, rankBy: 'ACCURACY' } as const
  expect((await loadLeaderboard(rig, board)).entries).toMatchObject([{ droneId: id, totalEngagements: 1 }])
  const full = {
    code: 'conflict',
    paths: ['convoyId'],
    message: expect.stringContaining('expected a convoy that is not archived, got HAWK-1, archived since'),
  }
  expect(await refused(assign(1, convoyId, droneId(1_000)))).toEqual(full)
  const drones = [{ droneId: droneId(50), callsign: 'X', platformType: 'UNKNOWN' as const }]
  expect(await refused(addDrones(rig, localActor, { convoyId, drones }))).toEqual(full)
  expect(await refused(updateConvoy(rig, localActor, { convoyId, version: 2, callsign: 'X' }))).toEqual(full)
  expect(await restoreConvoy(rig, localActor, { convoyId, version: 2 })).toMatchObject({
    callsign: 'HAWK-1',
    version: 3,
  })
  expect(listConvoys(rig, localActor)).toHaveLength(2)
})

test('the convoy of unassigned drones is never archived', async () => {
  await enrollDrones(rig, [droneId(78)])
  expect(await refused(archiveConvoy(rig, localActor, { convoyId: unassignedConvoyId, version: 1 }))).toMatchObject({
    code: 'conflict',
    message: 'convoyId: expected any convoy except that of unassigned drones, got UNASSIGNED.',
  })
})

test('an unknown id fails with missing, a bad callsign with invalid, and a caller without permission with forbidden', async () => {
  expect(await refused(assign(1, otherConvoyId, droneId(404)))).toMatchObject({ code: 'missing', paths: ['droneId'] })
  expect(await refused(assign(1, unassignedConvoyId))).toMatchObject({ code: 'missing', paths: ['convoyId'] })
  expect(await refused(renameDrone(rig, localActor, { droneId: id, callsign: 'A\u202eB', version: 1 }))).toMatchObject({
    code: 'invalid',
    paths: ['callsign'],
  })
  for (const role of ['viewer', 'analyst', 'device'] as const) {
    const actor = { name: role, role }
    const works = [
      assign(1, otherConvoyId, id, actor),
      renameDrone(rig, actor, { droneId: id, callsign: 'X', version: 1 }),
      retireDrone(rig, actor, { droneId: id, version: 1 }),
      returnDrone(rig, actor, { droneId: id, version: 1 }),
      archiveConvoy(rig, actor, { convoyId, version: 1 }),
      restoreConvoy(rig, actor, { convoyId, version: 1 }),
    ]
    for (const work of works) expect(await refused(work)).toMatchObject({ code: 'forbidden' })
  }
  expect(rig.roster.findDrone(id)).toMatchObject({ convoyId, version: 1 })
})

test('records stay on the board of the convoy in which they happened, and with the drone', async () => {
  await rig.record({ engagementId: engagementId(1), engagedAtMs: rig.clock.nowMs() - 3_000 })
  await rig.record({ engagementId: engagementId(2), droneId: droneId(2), hit: false })
  const moved = await assign(1)
  await rig.record({ engagementId: engagementId(3), convoyId: otherConvoyId, hit: false })
  const boardOf = async (of: ConvoyId) => {
    const { entries, totalDrones } = await loadLeaderboard(rig, {
      convoyId: of,
      limit: 10,
      atMs: null,
      rankBy: 'ACCURACY',
    })
    return {
      totalDrones,
      entries: entries.map((entry) => [entry.droneId, entry.successfulHits, entry.totalEngagements]),
    }
  }
  expect(await boardOf(convoyId)).toEqual({
    totalDrones: 3,
    entries: [
      [id, 1, 1],
      [droneId(2), 0, 1],
    ],
  })
  expect(await boardOf(otherConvoyId)).toEqual({ totalDrones: 2, entries: [[id, 0, 1]] })
  const own = await newestOfDrone(rig.roster, moved, 10, async (of) => {
    const page = await listEngagements(rig, localActor, { convoyId: of, droneId: id, first: 10, after: null })
    return page.nodes
  })
  expect(own.map((one) => [one.engagementId, one.convoyId])).toEqual([
    [engagementId(3), otherConvoyId],
    [engagementId(1), convoyId],
  ])
})

test('F110 a record of a drone that has left since is retried with the same answer, and one that comes late is taken', async () => {
  const first = await rig.record({ engagementId: engagementId(1) })
  await assign(1)
  expect(await rig.record({ engagementId: engagementId(1) })).toEqual(first)
  expect(await rig.record({ engagementId: engagementId(2), engagedAtMs: rig.clock.nowMs() - 1_000 })).toMatchObject({
    newRank: 1,
  })
  expect(
    await refused(rig.record({ engagementId: engagementId(3), convoyId: otherConvoyId, droneId: droneId(2) })),
  ).toMatchObject({
    code: 'missing',
  })
})
