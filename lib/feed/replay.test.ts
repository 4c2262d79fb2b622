import { afterEach, expect, test } from 'vitest'
import type { ConvoyId } from '../../schema/ids.ts'
import { encodeFrame } from '../frames/encode.ts'
import { createFramePacker } from '../frames/pack.ts'
import { segmentMs } from '../frames/segments.ts'
import { convoyId, delta, droneId, frame, record } from './frames.fixture.ts'
import { openReplayFeed, type ReplayFeed } from './replay.ts'

const startMs = Date.UTC(2026, 10, 28, 9)
/** The drone in slot 1 flies east by a degree an hour. */
const longitudeAt = (atMs: number) => 69 + (atMs - startMs) / 3_600_000

/** A segment as the recorder stores it, from its first whole second on. */
function segmentOfFrames(segment: number, change: { firstMs?: number; untilMs?: number } = {}): Uint8Array {
  const packer = createFramePacker()
  const parts: Uint8Array[] = []
  let sequence = segment / 1_000
  for (let atMs = change.firstMs ?? segment; atMs < (change.untilMs ?? segment + segmentMs); atMs += 1_000) {
    const moved = record(1, { recordedAtMs: atMs, longitudeDeg: longitudeAt(atMs) })
    const one =
      parts.length === 0
        ? frame({ atMs, sequence, records: [record(0, { role: 'leader' }), moved] })
        : delta(++sequence, { atMs, records: [moved] })
    const packed = packer.pack(encodeFrame(one))
    const head = new DataView(new ArrayBuffer(12))
    head.setFloat64(0, atMs, true)
    head.setUint32(8, packed.length, true)
    parts.push(new Uint8Array(head.buffer), packed)
  }
  return new Uint8Array(Buffer.concat(parts))
}

let feed: ReplayFeed | null = null
afterEach(() => feed?.close())

/** A replay on a clock that stands still until `pass`. Minutes load when `arrive` is called. */
function open(options: {
  atMs: number
  rate?: number
  liveMs?: number
  isRecorded?: (atMs: number) => boolean | null
  /** Null: the load fails. */
  segments?: (segment: number) => Uint8Array | null
}) {
  let monotonicMs = 0
  const timers = new Set<{ dueMs: number; run: () => void }>()
  const asked: number[] = []
  const pending: (() => void)[] = []
  feed = openReplayFeed({
    atMs: options.atMs,
    rate: options.rate ?? 1,
    convoyIds: () => [convoyId],
    load: (_: ConvoyId, segment: number) => {
      asked.push(segment)
      const { promise, resolve, reject } = Promise.withResolvers<Uint8Array>()
      pending.push(() => {
        const body = (options.segments ?? segmentOfFrames)(segment)
        if (body) resolve(body)
        else reject(new Error('no contact'))
      })
      return promise
    },
    isRecorded: options.isRecorded ?? (() => null),
    liveMs: () => (options.liveMs ?? startMs + 3_600_000) + monotonicMs,
    now: () => monotonicMs,
    nextPaint: (run) => run(),
    setTimer(run, delayMs) {
      const timer = { dueMs: monotonicMs + delayMs, run }
      timers.add(timer)
      return () => timers.delete(timer)
    },
  })
  const opened = feed
  return {
    feed: opened,
    asked,
    /** Everything that was asked for arrives. */
    async arrive(): Promise<void> {
      for (const one of pending.splice(0)) one()
      await new Promise((resolve) => setImmediate(resolve))
    },
    async pass(ms: number): Promise<void> {
      const untilMs = monotonicMs + ms
      for (;;) {
        const [next] = [...timers].filter(({ dueMs }) => dueMs <= untilMs).sort((a, b) => a.dueMs - b.dueMs)
        if (!next) break
        timers.delete(next)
        monotonicMs = next.dueMs
        next.run()
        await Promise.resolve()
      }
      monotonicMs = untilMs
    },
    longitude: () => opened.picture.drones.get(droneId(1))?.longitudeDeg ?? null,
  }
}

test('an instant shows what was shown then, whichever way the cursor came there', async () => {
  const { feed, arrive, pass, longitude } = open({ atMs: startMs + 90_500, rate: 0 })
  await arrive()
  expect(longitude()).toBeCloseTo(longitudeAt(startMs + 90_000), 6)
  for (const atMs of [startMs + 30_000, startMs + 31_999, startMs + 119_000, startMs + 2_000, startMs + 119_000]) {
    feed.seek(atMs)
    await arrive()
    await pass(50)
    expect(longitude()).toBeCloseTo(longitudeAt(Math.floor(atMs / 1_000) * 1_000), 6)
    expect(feed.picture.nowMs).toBe(atMs)
  }
})

test('before the first frame of a segment what was shown last in the segment before counts', async () => {
  const segments = (segment: number) => segmentOfFrames(segment, { firstMs: segment + 400 })
  const { arrive, longitude } = open({ atMs: startMs + segmentMs + 100, rate: 0, segments })
  await arrive()
  await arrive()
  expect(longitude()).toBeCloseTo(longitudeAt(startMs + 29_400), 6)
})

test('time runs at its rate, over the end of a segment, and stands while frames are loading', async () => {
  const { feed, arrive, pass, longitude, asked } = open({ atMs: startMs + 50_000, rate: 10 })
  await pass(3_000)
  expect(feed.nowMs()).toBe(startMs + 50_000)
  expect(longitude()).toBeNull()
  await arrive()
  expect(asked).toContain(startMs + 2 * segmentMs) // ahead
  await arrive()
  await pass(2_000)
  expect(feed.picture.nowMs).toBeCloseTo(startMs + 70_000, -3)
  expect(longitude()).toBeCloseTo(longitudeAt(startMs + 69_000), 3)
})

test('where nothing was recorded no convoy is shown, and the feed says so', async () => {
  const { feed, arrive } = open({ atMs: startMs, rate: 0, segments: () => new Uint8Array(0) })
  await arrive()
  await arrive()
  expect([feed.picture.convoys.size, feed.picture.link.state]).toEqual([0, 'unrecorded'])
})

test('in a gap between two recorded spans nothing is shown, although frames lie before it', async () => {
  const gap = { fromMs: startMs + 20_000, toMs: startMs + 40_000 }
  const isRecorded = (atMs: number) => atMs < gap.fromMs || atMs >= gap.toMs
  const { feed, arrive, pass } = open({ atMs: startMs + 10_000, rate: 0, isRecorded })
  await arrive()
  for (const [offsetMs, state, convoys] of [
    [10_000, 'replay', 1],
    [30_000, 'unrecorded', 0],
    [50_000, 'replay', 1],
  ] as const) {
    feed.seek(startMs + offsetMs)
    await arrive()
    await pass(100)
    expect([feed.picture.link.state, feed.picture.convoys.size]).toEqual([state, convoys])
  }
})

test('while an instant is loading, and when it can’t be loaded, the feed says so and shows nothing as if it were that instant', async () => {
  let isAway = true
  const { feed, arrive, pass } = open({
    atMs: startMs + 10_000,
    rate: 0,
    segments: (segment) => (isAway ? null : segmentOfFrames(segment)),
  })
  expect(feed.picture.link.state).toBe('seeking')
  await arrive()
  await pass(100)
  expect(feed.picture.link.state).toBe('unavailable')
  isAway = false
  await pass(3_000)
  await arrive()
  expect([feed.picture.link.state, feed.picture.nowMs]).toEqual(['replay', startMs + 10_000])
})

test('a jump of the cursor is counted, so that nothing is drawn from one instant to the other', async () => {
  const { feed, arrive } = open({ atMs: startMs, rate: 0 })
  await arrive()
  const { jumps } = feed.picture
  feed.seek(startMs + 30_000)
  expect(feed.picture.jumps).toBe(jumps + 1)
})

test('the cursor goes no further than what is recorded, and the segment that is being recorded grows', async () => {
  let liveMs = startMs + 30_000
  const segments = (segment: number) => segmentOfFrames(segment, { untilMs: Math.min(liveMs, segment + segmentMs) })
  const { feed, arrive, pass, longitude } = open({ atMs: startMs + 10_000, rate: 60, liveMs, segments })
  await arrive()
  for (let second = 0; second < 10; second++) {
    liveMs += 1_000
    await pass(1_000)
    await arrive()
  }
  expect(feed.picture.nowMs).toBeGreaterThan(startMs + 34_000)
  expect(feed.picture.nowMs).toBeLessThanOrEqual(liveMs)
  expect(longitude()).toBeGreaterThan(longitudeAt(startMs + 33_000))
})

test('a segment that was loaded while it was recorded is played to its end later', async () => {
  let storedUntilMs = startMs + 20_000
  const segments = (segment: number) =>
    segmentOfFrames(segment, { untilMs: Math.min(storedUntilMs, segment + segmentMs) })
  const { feed, arrive, pass, longitude } = open({
    ...{ atMs: startMs + 10_000, rate: 0, segments },
    liveMs: startMs + 21_000,
  })
  await arrive()
  storedUntilMs = startMs + 10 * segmentMs
  await pass(10 * segmentMs)
  feed.seek(startMs + 45_000)
  await pass(100)
  await arrive()
  await pass(100)
  expect(longitude()).toBeCloseTo(longitudeAt(startMs + 45_000), 6)
})

test('a paused instant whose last frames are stored after it was loaded shows them', async () => {
  let storedUntilMs = startMs + 20_000
  const segments = (segment: number) => segmentOfFrames(segment, { untilMs: storedUntilMs })
  const { arrive, pass, longitude } = open({
    ...{ atMs: startMs + 22_000, rate: 0, segments },
    liveMs: startMs + 25_500,
  })
  await arrive()
  expect(longitude()).toBeCloseTo(longitudeAt(startMs + 19_000), 6)
  storedUntilMs = startMs + 25_000
  await pass(2_500)
  await arrive()
  await pass(100)
  expect(longitude()).toBeCloseTo(longitudeAt(startMs + 22_000), 6)
})

test('in a gap nothing is delivered again and again', async () => {
  const { feed, arrive, pass } = open({ atMs: startMs + 10_000, rate: 0, isRecorded: () => false })
  await arrive()
  await pass(1_000)
  const { version } = feed.picture
  await pass(10_000)
  expect(feed.picture.version).toBe(version)
})
