import { afterAll, beforeAll, expect, test } from 'vitest'
import { isFailure } from '../../../lib/errors.ts'
import { type GeoPoint, unassignedConvoyId } from '../../../schema/convoys.ts'
import { type Actor, localActor } from '../../../schema/permissions.ts'
import {
  convoyId,
  droneId,
  type EngagementRig,
  openEngagementRig,
  otherConvoyId,
} from '../../../tests/support/engagement-rig.ts'
import { openRoster } from '../../repositories/roster.ts'
import { createRoutes, type Routes } from '../../repositories/routes.ts'
import { addDrones } from './add-drones.ts'
import { createConvoy } from './create-convoy.ts'
import { enrollDrones } from './enroll-drones.ts'
import { readRoute } from './read-convoys.ts'
import { maxDronesPerConvoy, refuseDrones } from './rules.ts'
import { setRoute } from './set-route.ts'
import { updateConvoy } from './update-convoy.ts'

let rig: EngagementRig & { routes: Routes }
beforeAll(async () => {
  const opened = await openEngagementRig()
  rig = { ...opened, routes: createRoutes(opened) }
})
afterAll(() => rig.close())

const wanted = (callsign: string) =>
  ({
    callsign,
    aor: [] as GeoPoint[],
    roe: 'OBSERVE_ONLY',
    commandingUnit: 'TF',
    status: 'PLANNED',
    heartbeatIntervalMs: 2_000,
  }) as const
const drone = (n: number) => ({ droneId: droneId(n), callsign: `D-${n}`, platformType: 'UNKNOWN' }) as const
const point = { latitudeDeg: 34, longitudeDeg: 69, altitudeM: 3_000 }
const refused = (work: Promise<unknown>) =>
  work.then(
    () => expect.unreachable('was taken'),
    (error: unknown) => {
      if (!isFailure(error)) throw error
      return { code: error.code, message: error.message, paths: error.faults.map(({ path }) => path) }
    },
  )

test.each([
  '<img src=x onerror=alert(1)>',
  '../../etc',
  'a\nb',
  'a\u202eb',
  'a\u0000b',
  '',
  ' ',
  '😀',
  'x'.repeat(33),
  '=cmd|x',
])('a convoy is not called %j', async (callsign) => {
  expect(await refused(createConvoy(rig, localActor, wanted(callsign)))).toMatchObject({
    code: 'invalid',
    paths: ['callsign'],
    message: expect.stringContaining('callsign: expected 1 to 32 letters'),
  })
})

test('every fault of an input is reported, with what was expected and got', async () => {
  const input = { ...wanted('?'), aor: [{ latitudeDeg: 91, longitudeDeg: Number.NaN }], heartbeatIntervalMs: 0.5 }
  const { paths, message } = await refused(createConvoy(rig, localActor, input))
  expect(paths).toEqual([
    'callsign',
    'aor.0.latitudeDeg',
    'aor.0.longitudeDeg',
    'heartbeatIntervalMs',
    'heartbeatIntervalMs',
  ])
  expect(message).toMatch(/^callsign: expected .*, got "\?"\.$/)
})

test('a convoy under an id that is taken is a conflict, and the first stays', async () => {
  expect(await refused(createConvoy(rig, localActor, { ...wanted('THIEF'), convoyId }))).toMatchObject({
    code: 'conflict',
    message: `Convoy id: expected an id that no convoy has, got ${convoyId} of HAWK-1.`,
  })
  expect(rig.roster.findConvoy(convoyId)?.callsign).toBe('HAWK-1')
})

test('of two changes based on one version one is applied and the other fails with a conflict', async () => {
  const made = await createConvoy(rig, localActor, wanted('TWO'))
  const change = (callsign: string) => updateConvoy(rig, localActor, { convoyId: made.convoyId, version: 1, callsign })
  const results = await Promise.allSettled([change('LEFT'), change('RIGHT')])
  expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  const stored = await openRoster({ ...rig, tables: rig.store })
  expect(stored.findConvoy(made.convoyId)).toMatchObject({
    version: 2,
    callsign: rig.roster.findConvoy(made.convoyId)?.callsign,
  })
  expect(await refused(change('LATE'))).toMatchObject({ code: 'conflict', paths: ['version'] })
})

test('a drone belongs to one convoy, even when two add it at once', async () => {
  expect(await refused(addDrones(rig, localActor, { convoyId: otherConvoyId, drones: [drone(1)] }))).toMatchObject({
    code: 'conflict',
    message: `drones.0.droneId: expected a drone that is not in a convoy, got ${droneId(1)} of convoy ${convoyId}.`,
  })
  const results = await Promise.allSettled(
    [convoyId, otherConvoyId].map((id) => addDrones(rig, localActor, { convoyId: id, drones: [drone(50)] })),
  )
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected'])
})

test('drones are added all or none', async () => {
  expect(
    await refused(addDrones(rig, localActor, { convoyId, drones: [drone(60), drone(61), drone(60)] })),
  ).toMatchObject({
    code: 'conflict',
    paths: ['drones.2.droneId'],
  })
  expect(rig.roster.findDrone(droneId(61))).toBeNull()
})

test('a convoy takes as many drones as a frame can number', () => {
  const convoy = { ...wanted('FULL'), convoyId, aor: [], createdAtMs: 0, archivedAtMs: null, version: 1 }
  const findHolder = () => null
  expect(refuseDrones(convoy, maxDronesPerConvoy - 1, [droneId(1)], findHolder)).toBeNull()
  expect(refuseDrones(convoy, maxDronesPerConvoy, [droneId(1)], findHolder)?.message).toContain('at most 65534 drones')
})

test('a route is replaced whole, by 1 to 25 waypoints', async () => {
  const route = (count: number) =>
    setRoute(rig, localActor, { convoyId, droneId: droneId(1), waypoints: Array.from({ length: count }, () => point) })
  await route(25)
  const set = await route(3)
  expect(await readRoute(rig, localActor, set)).toHaveLength(3)
  expect(await refused(route(0))).toMatchObject({ message: 'waypoints: expected 1 to 25 waypoints, got a list of 0.' })
  expect(await refused(route(26))).toMatchObject({ paths: ['waypoints'] })
  expect(
    await refused(setRoute(rig, localActor, { convoyId: otherConvoyId, droneId: droneId(1), waypoints: [point] })),
  ).toMatchObject({ code: 'missing' })
})

test('of two routes set at once one stands whole', async () => {
  const route = (count: number, altitudeM: number) =>
    setRoute(rig, localActor, {
      convoyId,
      droneId: droneId(2),
      waypoints: Array.from({ length: count }, () => ({ ...point, altitudeM })),
    })
  await Promise.all([route(25, 1_000), route(3, 2_000), route(10, 3_000)])
  const stored = await readRoute(rig, localActor, { convoyId, droneId: droneId(2) })
  expect(new Set(stored.map(({ altitudeM }) => altitudeM)).size).toBe(1)
})

test('unknown drones that report at once in many batches are enrolled once', async () => {
  const unknownDrones = Array.from({ length: 50 }, (_, n) => droneId(9_000 + n))
  await Promise.all(Array.from({ length: 20 }, () => enrollDrones(rig, [...unknownDrones, droneId(1)])))
  expect(rig.roster.dronesOf(unassignedConvoyId).map((one) => one.droneId)).toEqual(unknownDrones)
  expect(rig.roster.findConvoy(unassignedConvoyId)).toMatchObject({ callsign: 'UNASSIGNED', version: 1 })
  expect(rig.roster.findDrone(droneId(1))?.convoyId).toBe(convoyId)
})

test('a viewer changes nothing', async () => {
  const viewer: Actor = { name: 'eve', role: 'viewer' }
  const tries = [
    createConvoy(rig, viewer, wanted('X')),
    updateConvoy(rig, viewer, { convoyId, version: 1 }),
    addDrones(rig, viewer, { convoyId, drones: [drone(70)] }),
    setRoute(rig, viewer, { convoyId, droneId: droneId(1), waypoints: [point] }),
  ]
  for (const one of tries) expect(await refused(one)).toMatchObject({ code: 'forbidden' })
})
