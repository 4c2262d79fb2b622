import { expect, test } from 'vitest'
import { applyFrame, createPicture } from './apply-frame.ts'
import { convoyId, deliverAt, delta, droneId, frame, otherConvoyId, record } from './frames.fixture.ts'
import { unknownAfterMs } from './freshness.ts'
import { judgePicture, statesKey } from './judge-picture.ts'

const heardAtMs = 100_000

function judged(nowMs: number, otherHeardAtMs = heardAtMs) {
  const picture = createPicture()
  applyFrame(picture, frame({ records: [record(0, { recordedAtMs: 99_000 }), record(1, { recordedAtMs: 80_000 })] }))
  applyFrame(
    picture,
    frame({ convoyId: otherConvoyId, records: [record(0, { droneId: droneId(9), recordedAtMs: 95_000 })], links: [] }),
  )
  for (const convoy of picture.convoys.values())
    convoy.heardAtMs = convoy.convoyId === convoyId ? heardAtMs : otherHeardAtMs
  judgePicture(picture, nowMs, picture.link)
  return picture
}

test('drones are judged at the time of the last message, however late it is painted', () => {
  for (const nowMs of [heardAtMs, heardAtMs + unknownAfterMs]) {
    const { counts, drones } = judged(nowMs)
    expect(counts).toEqual({ live: 1, late: 1, lost: 1, silent: 0, unknown: 0, total: 3 })
    expect(drones.get(droneId(0))?.freshness).toBe('live')
  }
})

test('while disconnected every drone is unknown and none is lost', () => {
  const { counts, convoys } = judged(heardAtMs + 25_000)
  expect(counts).toEqual({ live: 0, late: 0, lost: 0, silent: 0, unknown: 3, total: 3 })
  expect([...convoys.values()].map(({ isKnown }) => isKnown)).toEqual([false, false])
})

test('after a disconnect each convoy is known again once its frame arrives, the others stay unknown', () => {
  const picture = judged(heardAtMs + 200, heardAtMs - 25_000)
  expect(picture.convoys.get(convoyId)?.counts).toMatchObject({ live: 1, lost: 1, unknown: 0 })
  expect(picture.convoys.get(otherConvoyId)?.counts).toMatchObject({ late: 0, unknown: 1 })
})

test('the counts of the fleet are the sum of its convoys, and each delivery has a version of its own', () => {
  const picture = judged(heardAtMs)
  const sum = [...picture.convoys.values()].reduce((total, { counts }) => total + counts.lost + counts.live, 0)
  expect(sum).toBe(picture.counts.lost + picture.counts.live)
  const { version } = picture
  judgePicture(picture, heardAtMs + 1, picture.link)
  expect(picture.version).toBe(version + 1)
})

test('the key of the states changes with any state, also when two drones swap theirs, and not with numbers', () => {
  const picture = createPicture()
  let sequence = 10
  const keyAfter = (change: Parameters<typeof delta>[1]) => {
    applyFrame(picture, delta(++sequence, change))
    deliverAt(picture, 100_000)
    return statesKey(picture)
  }
  applyFrame(picture, frame({ records: [record(0, { recordedAtMs: 99_000 }), record(1, { recordedAtMs: 95_000 })] }))
  const first = keyAfter({})
  expect(keyAfter({ records: [record(0, { recordedAtMs: 99_500, fuelPct: 12 })] })).toBe(first)
  const swapped = keyAfter({
    records: [record(0, { recordedAtMs: 95_000 }), record(1, { recordedAtMs: 99_000 })],
  })
  expect(swapped).not.toBe(first)
  expect(keyAfter({})).toBe(swapped)
  const { leadership } = frame()
  const elected = keyAfter({ leadership: { ...leadership, leaderSlot: 1, term: 8 } })
  expect(elected).not.toBe(swapped)
  picture.link = { ...picture.link, state: 'behind' }
  expect(statesKey(picture)).not.toBe(elected)
})
