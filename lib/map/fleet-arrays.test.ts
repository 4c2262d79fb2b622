import { expect, test } from 'vitest'
import { applyFrame, createPicture, dropConvoy } from '../feed/apply-frame.ts'
import { convoyId, deliverAt, delta, droneId, frame, record } from '../feed/frames.fixture.ts'
import { judgePicture } from '../feed/judge-picture.ts'
import type { FrameRecord } from '../frames/frame.ts'
import { createFleetArrays, droneMark, droneState, headingUnknown } from './fleet-arrays.ts'
import { metersPerWorldPx, worldXOf, worldYOf } from './mercator.ts'

const zoom = 12
const view = {
  zoom,
  scale: 2 ** zoom,
  leftPx: worldXOf(69.2) * 2 ** zoom - 500,
  topPx: worldYOf(34.5) * 2 ** zoom - 500,
  widthPx: 1_000,
  heightPx: 1_000,
}

function fleetOf(...records: Partial<FrameRecord>[]) {
  const picture = createPicture()
  applyFrame(picture, frame({ records: records.map((change, slot) => record(slot, change)), links: [] }))
  deliverAt(picture, 1_000)
  const fleet = createFleetArrays()
  fleet.sync(picture)
  picture.changed.clear()
  return { picture, fleet }
}

test('a drone is moved along its heading for its own interval, then held', () => {
  const { fleet } = fleetOf({ headingDeg: 90, speedMps: 100, recordedAtMs: 0, expectedIntervalMs: 2_000 })
  const at = (nowMs: number) => {
    fleet.project(view, nowMs, 0)
    return (fleet.screenX[0] as number) - 500
  }
  const pxPerM = view.scale / metersPerWorldPx(34.5)
  expect(at(0)).toBeCloseTo(0, 3)
  expect(at(1_000)).toBeCloseTo(100 * pxPerM, 2)
  expect(at(2_000)).toBeCloseTo(200 * pxPerM, 2)
  expect(at(60_000)).toBeCloseTo(200 * pxPerM, 2)
})

test('drones stay where they are drawn until one has moved by more than half a pixel or the view changes', () => {
  const { fleet } = fleetOf({ headingDeg: 90, speedMps: 100, recordedAtMs: 0, expectedIntervalMs: 2_000 }, {})
  const msPerPx = (1_000 * metersPerWorldPx(34.5)) / view.scale / 100
  const at = (nowMs: number, onto = view) => {
    fleet.project(onto, nowMs, 0)
    return { x: fleet.screenX[0] as number, movedPx: fleet.movedPx, placementVersion: fleet.placementVersion }
  }
  const first = at(0)
  const within = at(0.4 * msPerPx)
  expect(within).toEqual({ ...first, movedPx: expect.closeTo(0.4, 2) })
  const beyond = at(0.6 * msPerPx)
  expect(beyond).toEqual({ x: expect.closeTo(500.6, 2), movedPx: 0, placementVersion: first.placementVersion + 1 })
  expect(at(0.6 * msPerPx, { ...view, leftPx: view.leftPx + 0.25 }).x).toBeCloseTo(500.35, 2)
})

test('there is something to draw when a drone moves, turns, changes its state or its mark, and nothing when it is where it was expected', () => {
  const { picture, fleet } = fleetOf({ headingDeg: 90, speedMps: 0, recordedAtMs: 0, expectedIntervalMs: 2_000 }, {})
  let sequence = 10
  const changesWith = (change: Partial<FrameRecord>, leaderSlot = 0) => {
    const { leadership } = frame()
    const records = [record(0, { headingDeg: 90, speedMps: 0, ...change })]
    applyFrame(picture, delta(++sequence, { records, leadership: { ...leadership, leaderSlot } }))
    deliverAt(picture, 1_000)
    fleet.sync(picture)
    picture.changed.clear()
    return fleet.project(view, 1_000, 0)
  }
  expect(fleet.project(view, 1_000, 0)).toBe(true)
  expect(changesWith({ sequence: 2, fuelPct: 70 })).toBe(false)
  expect(changesWith({ longitudeDeg: 69.2001 })).toBe(false)
  expect(changesWith({ longitudeDeg: 69.21 })).toBe(true)
  expect(changesWith({ longitudeDeg: 69.21, headingDeg: 180 })).toBe(true)
  expect(changesWith({ longitudeDeg: 69.21, headingDeg: 180, recordedAtMs: -20_000 })).toBe(true)
  expect(changesWith({ longitudeDeg: 69.21, headingDeg: 180, recordedAtMs: -20_000 }, 1)).toBe(true)
  expect(changesWith({ longitudeDeg: 69.21, headingDeg: 180, recordedAtMs: -20_000 }, 1)).toBe(false)
})

test('a drone is never moved back before its reading, nor without speed, heading or interval', () => {
  for (const unknown of [{ speedMps: null }, { headingDeg: null }, { expectedIntervalMs: null }]) {
    const { fleet } = fleetOf({ recordedAtMs: 5_000, ...unknown })
    fleet.project(view, 6_000, 0)
    expect(fleet.screenX[0]).toBeCloseTo(500, 3)
  }
  const { fleet } = fleetOf({ recordedAtMs: 5_000 })
  fleet.project(view, 1_000, 0)
  expect(fleet.screenX[0]).toBeCloseTo(500, 3)
})

test('states are those of the delivered picture, and drawing later does not change them; a drone without a reading is hidden', () => {
  const { picture, fleet } = fleetOf({ recordedAtMs: 0 }, { flags: 128 })
  const stateAt = (nowMs: number) => {
    deliverAt(picture, nowMs)
    fleet.sync(picture)
    fleet.project(view, nowMs + 60_000, 0)
    return fleet.state[0]
  }
  expect([1_000, 6_000, 60_000].map(stateAt)).toEqual([droneState.live, droneState.late, droneState.lost])
  expect(fleet.state[1]).toBe(droneState.hidden)
})

test('without contact every drone with a reading is unknown, and stays in view', () => {
  const { picture, fleet } = fleetOf({ recordedAtMs: 900 }, { flags: 128 })
  judgePicture(picture, 60_000, picture.link)
  fleet.sync(picture)
  fleet.project(view, 60_000, 24)
  expect([...fleet.state.subarray(0, 2)]).toEqual([droneState.unknown, droneState.hidden])
  expect(fleet.visibleCount).toBe(1)
})

test('only drones in view, margin included, are visible', () => {
  const { fleet } = fleetOf({}, { longitudeDeg: 75 }, { latitudeDeg: 0, longitudeDeg: 0 })
  fleet.project(view, 1_000, 24)
  expect([...fleet.visible.subarray(0, fleet.visibleCount)]).toEqual([0])
})

test('the leader is marked, and the mark moves with leadership', () => {
  const { picture, fleet } = fleetOf({}, {})
  expect([...fleet.mark.subarray(0, 2)]).toEqual([droneMark.leader, droneMark.none])
  const leadership = { ...frame().leadership, leaderSlot: 1, rivalSlot: 0 }
  applyFrame(picture, delta(11, { leadership }))
  fleet.sync(picture)
  expect([...fleet.mark.subarray(0, 2)]).toEqual([droneMark.rival, droneMark.leader])
})

test('drones removed from the picture are removed from the fleet', () => {
  const { picture, fleet } = fleetOf({}, {})
  dropConvoy(picture, convoyId)
  fleet.sync(picture)
  expect(fleet.count).toBe(0)
  expect(fleet.indexOf(droneId(0))).toBe(-1)
})

test('a fleet larger than the initial arrays keeps every drone', () => {
  const { fleet } = fleetOf(...Array.from({ length: 1_000 }, (_, i) => ({ longitudeDeg: 60 + i / 100 })))
  expect(fleet.count).toBe(1_000)
  expect(fleet.worldX[999]).toBe(worldXOf(69.99))
  expect(fleet.indexOf(droneId(999))).toBe(999)
})

test('headings are steps of a circle, which wrap at north', () => {
  const { fleet } = fleetOf({ headingDeg: 359.9 }, { headingDeg: 90 }, { headingDeg: null })
  expect([...fleet.heading.subarray(0, 3)]).toEqual([0, 8, headingUnknown])
})
