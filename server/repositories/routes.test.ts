import { afterEach, expect, test } from 'vitest'
import type { Waypoint } from '../../schema/convoys.ts'
import { convoyId, droneId, type EngagementRig, openEngagementRig } from '../../tests/support/engagement-rig.ts'
import { createRoutes } from './routes.ts'

let rig: EngagementRig
afterEach(() => rig.close())

const routeOf = (points: number, altitudeM: number): Waypoint[] =>
  Array.from({ length: points }, (_, at) => ({ sequence: at + 1, latitudeDeg: 34, longitudeDeg: 69, altitudeM }))
const drone = { convoyId, droneId: droneId(1) }

test('writing a shorter route deletes the surplus points of the longer one', async () => {
  rig = await openEngagementRig()
  const routes = createRoutes(rig)
  expect(await routes.read(drone)).toEqual([])
  await routes.write(drone, routeOf(25, 1_000))
  expect(await routes.read(drone)).toEqual(routeOf(25, 1_000))
  await routes.write(drone, routeOf(3, 2_000))
  expect(await routes.read(drone)).toEqual(routeOf(3, 2_000))
  expect(await createRoutes({ ...rig, cache: (await rig.start()).cache }).read(drone)).toEqual(routeOf(3, 2_000))
})

test('of routes written concurrently the last one is stored, complete', async () => {
  rig = await openEngagementRig()
  const routes = createRoutes(rig)
  await Promise.all([7, 25, 1, 12, 4].map((points) => routes.write(drone, routeOf(points, points))))
  expect(await routes.read(drone)).toEqual(routeOf(4, 4))
})

test('a route is read from the store once', async () => {
  rig = await openEngagementRig()
  const routes = createRoutes(rig)
  await routes.write(drone, routeOf(25, 1_000))
  for (let n = 0; n < 10; n++) await routes.read(drone)
  expect(routes.counters).toMatchObject({ misses: 1, hits: 9 })
})
