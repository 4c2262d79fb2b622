import { expect, test } from 'vitest'
import { readingFlag } from '../../schema/telemetry.ts'
import { applyFrame, createPicture } from '../feed/apply-frame.ts'
import { deliverAt, delta, droneId, frame, record } from '../feed/frames.fixture.ts'
import type { TrackHistory, TrackPoint } from '../feed/track-history.ts'
import { createTrailRing } from '../ring/trail-ring.ts'
import { trackLines, trailPoints } from './track-lines.ts'
import { createTrailStore } from './trail-store.ts'

const times = (ring: { length: number; atMs(i: number): number }) =>
  Array.from({ length: ring.length }, (_, i) => ring.atMs(i))
const settle = () => new Promise<void>((resolve) => setImmediate(resolve))
const point = (atMs: number): TrackPoint => ({ atMs, latitudeDeg: 34, longitudeDeg: 69, isDoubtful: false })

test('a ring keeps the newest points, oldest first', () => {
  const ring = createTrailRing(3, 0)
  for (const atMs of [10, 20, 30, 40]) ring.push(atMs, atMs, atMs)
  expect(times(ring)).toEqual([20, 30, 40])
})

test('a ring ignores points that are not newer, and thins points that are too close', () => {
  const ring = createTrailRing(10, 100)
  for (const atMs of [100, 150, 120, 180, 260, 300]) ring.push(atMs, atMs, 0)
  expect(times(ring)).toEqual([100, 180, 260, 300])
})

test('stored points precede live ones, whichever arrived first', () => {
  const ring = createTrailRing(10, 0)
  ring.push(50, 0, 0)
  ring.prepend([10, 20, 50, 60].map((atMs) => ({ atMs, x: 0, y: 0, isAfterGap: false })))
  expect(times(ring)).toEqual([10, 20, 50])
})

test('readings of null island and implausible ones leave a gap in the trail, live and stored', async () => {
  const { store } = storeWith({
    between: async () => [point(1_000), { ...point(2_000), isDoubtful: true }, point(3_000)],
  })
  const picture = createPicture()
  const report = (recordedAtMs: number, flags: number) => {
    const records = [record(0, { recordedAtMs, flags })]
    applyFrame(picture, frame({ records, links: [] }))
    store.sync(picture)
  }
  store.setWanted([droneId(0)], 600_000)
  report(100_000, 0)
  await settle()
  report(200_000, readingFlag.nullIsland)
  report(300_000, readingFlag.late)
  report(400_000, readingFlag.implausible)
  report(500_000, 0)
  const [[, ring] = []] = [...store.trails()]
  if (!ring) throw new Error('Expected a trail.')
  expect(times(ring)).toEqual([1_000, 3_000, 100_000, 300_000, 500_000])
  expect(times(ring).map((_, i) => ring.isAfterGap(i))).toEqual([false, true, false, true, true])
})

test('a gap is kept when points are closer than the spacing', () => {
  const ring = createTrailRing(10, 100)
  ring.push(0, 0, 0)
  ring.push(100, 0, 0)
  ring.push(150, 0, 0, true)
  ring.push(160, 0, 0)
  expect(ring.isAfterGap(ring.length - 1)).toBe(true)
})

test('a track across the antimeridian leaves at one edge and enters at the other, never around the world', () => {
  const at = (atMs: number, longitudeDeg: number) => ({ ...point(atMs), longitudeDeg })
  const lines = trackLines(trailPoints([at(1, 179), at(2, 179.5), at(3, -179.5), at(4, -179)]))
  expect(lines).toHaveLength(2)
  for (const line of lines) {
    const xs = [...line].filter((_, i) => i % 2 === 0)
    expect(Math.max(...xs) - Math.min(...xs)).toBeLessThan(2)
  }
})

test('a track is broken where positions are doubtful', () => {
  const doubtful = { ...point(2), latitudeDeg: 0, longitudeDeg: 0, isDoubtful: true }
  const lines = trackLines(trailPoints([point(1), doubtful, point(3), point(4)]))
  expect(lines.map((line) => line.length / 2)).toEqual([1, 2])
})

function storeWith(history: Partial<TrackHistory>) {
  let loaded = 0
  let rested: (() => void) | null = null
  const store = createTrailStore(
    { between: async () => [], whole: async () => [], ...history },
    () => loaded++,
    (run) => {
      rested = run
      return () => {
        rested = null
      }
    },
  )
  return { store, loads: () => loaded, rest: () => rested?.() }
}

test('a trail is the stored points and the live ones since', async () => {
  const { store, loads } = storeWith({ between: async () => [point(500_000), point(550_000)] })
  const picture = createPicture()
  applyFrame(picture, frame({ records: [record(0, { recordedAtMs: 600_000 })], links: [] }))
  store.setWanted([droneId(0)], 600_000)
  store.sync(picture)
  await settle()
  applyFrame(picture, delta(11, { records: [record(0, { recordedAtMs: 700_000 })] }))
  store.sync(picture)
  const [[, ring] = []] = [...store.trails()]
  expect(ring && times(ring)).toEqual([500_000, 550_000, 600_000, 700_000])
  expect(loads()).toBe(1)
})

test('a history that failed to load is requested again later, and the live part continues', async () => {
  let asked = 0
  const { store } = storeWith({
    between: async () => {
      asked++
      throw new Error('unavailable')
    },
  })
  store.setWanted([droneId(0)], 0)
  await settle()
  store.setWanted([droneId(0)], 10_000)
  await settle()
  expect(asked).toBe(1)
  store.setWanted([droneId(0)], 20_000)
  await settle()
  expect(asked).toBe(2)
})

test('at most four histories are requested at once, and each once', async () => {
  const asked: string[] = []
  const pending: (() => void)[] = []
  const { store } = storeWith({
    between: (id) => {
      asked.push(id)
      return new Promise((resolve) => pending.push(() => resolve([])))
    },
  })
  const ids = Array.from({ length: 10 }, (_, i) => droneId(i))
  store.setWanted(ids, 0)
  store.setWanted(ids, 1_000)
  expect(asked).toHaveLength(4)
  for (let i = 0; i < 10; i++) {
    pending[i]?.()
    await settle()
  }
  expect(asked).toEqual(ids)
})

test('trails that are no longer wanted are dropped', () => {
  const { store } = storeWith({})
  store.setWanted([droneId(0), droneId(1)], 0)
  store.setWanted([droneId(1)], 0)
  expect([...store.trails()].map(([id]) => id)).toEqual([droneId(1)])
})

test('the full track is loaded for a drone lost for long, but not for a live one', async () => {
  const { store } = storeWith({ whole: async () => [point(1), point(2)] })
  const picture = createPicture()
  applyFrame(
    picture,
    frame({ records: [record(0, { recordedAtMs: 5 }), record(1, { recordedAtMs: 1e12 })], links: [] }),
  )
  deliverAt(picture, 1e12)
  store.setWantedFullTrack(droneId(1), picture)
  await settle()
  expect(store.fullTrack).toBeNull()
  store.setWantedFullTrack(droneId(0), picture)
  await settle()
  expect(store.fullTrack?.lines.map((line) => line.length)).toEqual([4])
  store.setWantedFullTrack(null, picture)
  expect(store.fullTrack).toBeNull()
})

test('a full track that failed to load is requested again later, not with every picture', async () => {
  let asked = 0
  const { store } = storeWith({
    whole: async () => {
      asked++
      if (asked === 1) throw new Error('unavailable')
      return [point(1), point(2)]
    },
  })
  const picture = createPicture()
  applyFrame(picture, frame({ records: [record(0, { recordedAtMs: 5 })], links: [] }))
  const pictureAt = async (nowMs: number) => {
    deliverAt(picture, nowMs)
    store.setWantedFullTrack(droneId(0), picture)
    await settle()
  }
  await pictureAt(1e12)
  await pictureAt(1e12 + 1_000)
  expect(asked).toBe(1)
  await pictureAt(1e12 + 20_000)
  await pictureAt(1e12 + 40_000)
  expect(asked).toBe(2)
  expect(store.fullTrack).not.toBeNull()
})

test('after a jump of the time cursor a trail has only what leads to the new instant', async () => {
  let asked = 0
  const { store, rest } = storeWith({
    between: async (_, fromMs) => {
      asked += 1
      return [point(fromMs + 1_000)]
    },
  })
  const picture = createPicture()
  const show = (recordedAtMs: number) => {
    applyFrame(picture, frame({ records: [record(0, { recordedAtMs })], links: [] }))
    store.sync(picture)
    store.setWanted([droneId(0)], recordedAtMs)
  }
  show(5_000_000)
  await settle()
  picture.jumps += 1
  show(2_000_000)
  rest()
  await settle()
  show(2_001_000)
  const [[, ring] = []] = [...store.trails()]
  expect(ring && times(ring)).toEqual([1_401_000, 2_001_000])
  expect(asked).toBe(2)
})

test('while the time cursor jumps on no history is loaded; once it rests, that of where it is', async () => {
  const asked: number[] = []
  const { store, rest } = storeWith({
    between: async (_, fromMs) => {
      asked.push(fromMs)
      return []
    },
  })
  const picture = createPicture()
  const jumpTo = async (recordedAtMs: number) => {
    picture.jumps += 1
    applyFrame(picture, frame({ records: [record(0, { recordedAtMs })], links: [] }))
    store.sync(picture)
    store.setWanted([droneId(0)], recordedAtMs)
    await settle()
  }
  store.sync(picture)
  for (const atMs of [5_000_000, 2_000_000, 3_000_000]) await jumpTo(atMs)
  expect(asked).toEqual([])
  rest()
  await settle()
  expect(asked).toEqual([2_400_000])
})
