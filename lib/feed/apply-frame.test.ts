import { expect, test } from 'vitest'
import { applyFrame, createPicture, dropConvoy } from './apply-frame.ts'
import { convoyId, delta, droneId, frame, record } from './frames.fixture.ts'

const started = () => {
  const picture = createPicture()
  applyFrame(picture, frame())
  picture.changed.clear()
  return picture
}

test('a full frame fills the picture: drones by slot, the leader by id, links', () => {
  const picture = createPicture()
  expect(applyFrame(picture, frame())).toBe(true)
  const convoy = picture.convoys.get(convoyId)
  expect(convoy?.drones.map((drone) => drone.droneId)).toEqual([droneId(0), droneId(1)])
  expect(convoy?.leadership).toMatchObject({ state: 'healthy', term: 7, leaderId: droneId(0), rivalId: null })
  expect([...(convoy?.links ?? [])]).toEqual([['0-1', { fromId: droneId(0), toId: droneId(1), linkPct: 80 }]])
  expect(picture.changed.size).toBe(2)
})

test('a delta changes only the drones it contains, in place', () => {
  const picture = started()
  const [first, second] = picture.convoys.get(convoyId)?.drones ?? []
  const before = { ...first }
  expect(applyFrame(picture, delta(11, { records: [record(1, { altitudeM: 4_000 })] }))).toBe(true)
  expect(picture.drones.get(droneId(1))).toBe(second)
  expect(second?.altitudeM).toBe(4_000)
  expect(first).toEqual(before)
  expect([...picture.changed]).toEqual([droneId(1)])
})

test('a delta after a gap, of another epoch or of an unknown convoy changes nothing and returns false', () => {
  const moved = { records: [record(0, { latitudeDeg: 1 })] }
  for (const wrong of [delta(12, moved), delta(10, moved), delta(11, { ...moved, epoch: 2 })]) {
    const picture = started()
    expect(applyFrame(picture, wrong)).toBe(false)
    expect(picture.drones.get(droneId(0))?.latitudeDeg).toBe(34.5)
  }
  expect(applyFrame(createPicture(), delta(11))).toBe(false)
})

test('a delta may add a new drone in the next slot, never beyond it', () => {
  const picture = started()
  expect(applyFrame(picture, delta(11, { records: [record(3)] }))).toBe(false)
  expect(applyFrame(picture, delta(11, { records: [record(2)] }))).toBe(true)
  expect(picture.drones.get(droneId(2))?.slot).toBe(2)
})

test('a full frame of an epoch with other slots replaces the drones', () => {
  const picture = started()
  applyFrame(picture, frame({ epoch: 2, sequence: 1, records: [record(0, { droneId: droneId(9) })] }))
  expect([...picture.drones.keys()]).toEqual([droneId(9)])
  expect(picture.changed.has(droneId(0))).toBe(true)
})

test('a drone without a reading is in the picture and marked', () => {
  const picture = createPicture()
  applyFrame(picture, frame({ records: [record(0, { flags: 128 })] }))
  expect(picture.drones.get(droneId(0))).toMatchObject({ hasReading: false, flags: 0 })
})

test('dropping a convoy removes its drones', () => {
  const picture = started()
  dropConvoy(picture, convoyId)
  expect(picture.convoys.size + picture.drones.size).toBe(0)
})
