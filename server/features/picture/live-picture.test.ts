import { beforeEach, expect, test } from 'vitest'
import { decodeFrame } from '../../../lib/frames/decode.ts'
import type { Frame } from '../../../lib/frames/frame.ts'
import type { Convoy, Drone } from '../../../schema/convoys.ts'
import type { ConvoyId, DroneId } from '../../../schema/ids.ts'
import { type StoredReading, unmeasured } from '../../../schema/telemetry.ts'
import { createMemoryBus } from '../../adapters/memory/bus.ts'
import { createTestClock, type TestClock } from '../../adapters/memory/test-clock.ts'
import type { Bus } from '../../ports/bus.ts'
import { createNewestReadings } from '../../repositories/newest-readings.ts'
import type { Roster } from '../../repositories/roster.ts'
import { type FrameRequest, startLivePicture } from './live-picture.ts'
import { type FrameSink, highWaterBytes, stalledAfterMs } from './subscriber.ts'

const convoyId = '550e8400-e29b-41d4-a716-446655440000' as ConvoyId
const otherConvoyId = '550e8400-e29b-41d4-a716-446655440001' as ConvoyId
const droneId = (n: number) => `660e8400-e29b-41d4-a716-44665544000${n}` as DroneId
const everything: FrameRequest = { convoyIds: null, rateHz: 4, box: null }

let clock: TestClock
let bus: Bus
let drones: Drone[]
let stored: Map<DroneId, StoredReading>
let archived: Set<ConvoyId>

beforeEach(() => {
  clock = createTestClock()
  bus = createMemoryBus({ clock })
  drones = [1, 2, 3].map((n) => ({
    convoyId,
    droneId: droneId(n),
    callsign: `H-${n}`,
    platformType: 'MQ9_REAPER',
    reportIntervalMs: n === 3 ? null : 1_000,
    createdAtMs: 0,
    assignedAtMs: null,
    retiredAtMs: null,
    leftAtMs: null,
    version: 1,
  }))
  stored = new Map()
  archived = new Set()
})

const reading = (n: number, recordedAtMs: number, more: Partial<StoredReading> = {}): StoredReading => ({
  ...unmeasured,
  droneId: droneId(n),
  recordedAtMs,
  sequence: 1,
  latitudeDeg: 34.5 + n,
  longitudeDeg: 69.2,
  altitudeM: 3_000,
  headingDeg: 90,
  speedMps: 80,
  linkPct: 88,
  leadership: null,
  receivedAtMs: clock.nowMs(),
  flags: 0,
  ...more,
})

function start(own: Partial<Roster> = {}) {
  const convoyOf = (id: ConvoyId) => ({ convoyId: id, archivedAtMs: archived.has(id) ? 1 : null }) as Convoy
  const all = [convoyId, ...(drones.some((drone) => drone.convoyId === otherConvoyId) ? [otherConvoyId] : [])]
  const roster = {
    convoys: () => all.filter((id) => !archived.has(id)).map(convoyOf),
    archivedConvoys: () => all.filter((id) => archived.has(id)).map(convoyOf),
    findConvoy: (id: ConvoyId) => (all.includes(id) ? convoyOf(id) : null),
    findDrone: (id: DroneId) => drones.find((drone) => drone.droneId === id) ?? null,
    dronesOf: (id: ConvoyId) => drones.filter((drone) => drone.convoyId === id && drone.retiredAtMs === null),
    ...own,
  } as unknown as Roster
  const leadershipOf = () => ({
    convoyId,
    state: 'healthy' as const,
    term: 7,
    leaderId: droneId(2),
    rivalId: null,
    heartbeatAtMs: 5,
    heartbeatIntervalMs: 2_000,
    sinceMs: 1,
    candidates: [],
    doubt: null,
    changedAtMs: 0,
    restartedAtMs: null,
  })
  const fromStore = async (id: DroneId) => stored.get(id) ?? null
  const newest = createNewestReadings({ clock, roster, fromStore, fleet: null })
  const log = { warn() {} }
  return startLivePicture({ bus, clock, roster, leadershipOf, newest, log }, new AbortController().signal)
}

interface TestSink extends FrameSink {
  frames: Frame[]
  conflated: number[]
  gone: ConvoyId[]
  buffered: number
  isClosed: boolean
}
function createSink(): TestSink {
  const sink: TestSink = {
    frames: [],
    conflated: [],
    gone: [],
    buffered: 0,
    isClosed: false,
    bufferedBytes: () => sink.buffered,
    sendFrame: (bytes) => void sink.frames.push(decodeFrame(bytes)),
    sendGone: (convoyIds) => void sink.gone.push(...convoyIds),
    sendConflated: (frames) => void sink.conflated.push(frames),
    closeLaggard() {
      sink.isClosed = true
    },
  }
  return sink
}

const publish = (...readings: StoredReading[]) => bus.publish('readings', { convoyId, readings })

test('a subscriber gets the whole convoy first, drones that never reported included', async () => {
  stored.set(droneId(1), reading(1, 1_000))
  const picture = await start()
  const sink = createSink()
  picture.subscribe(sink, everything)
  expect(sink.frames).toHaveLength(1)
  expect(sink.frames[0]).toMatchObject({
    kind: 'full',
    droneCount: 3,
    leadership: { term: 7, leaderSlot: 1, state: 'healthy' },
  })
  expect(sink.frames[0]?.records.map((one) => [one.droneId, one.flags])).toEqual([
    [droneId(1), 0],
    [droneId(2), 128],
    [droneId(3), 128],
  ])
})

test('a delta has only what changed, and follows the previous frame', async () => {
  const picture = await start()
  const sink = createSink()
  picture.subscribe(sink, everything)
  await publish(reading(2, 1_000, { speedMps: 81.5 }))
  await clock.advance(20)
  await publish(reading(1, 1_000), reading(2, 2_000))
  await clock.advance(250)
  const [full, first, second] = sink.frames as [Frame, Frame, Frame]
  expect(first.records.map((one) => [one.slot, one.speedMps])).toEqual([[1, 81.5]])
  expect(second.records.map((one) => one.slot).toSorted()).toEqual([0, 1])
  expect([first.sequence, second.sequence]).toEqual([full.sequence + 1, full.sequence + 2])
})

test('a convoy whose frames cost much makes at most four a second however many readings come', async () => {
  const sink = createSink()
  const { monotonicMs } = clock
  clock.monotonicMs = () => monotonicMs() + 3 * sink.frames.length // sending a frame takes 3 ms
  const picture = await start()
  picture.subscribe(sink, everything)
  for (let i = 0; i < 100; i++) {
    await publish(reading(1, 1_000 + i))
    await clock.advance(10)
  }
  expect(sink.frames.length).toBeLessThanOrEqual(6)
  expect(sink.frames.at(-1)?.records[0]?.recordedAtMs).toBeGreaterThan(1_070)
})

test('a late reading never moves a drone backwards', async () => {
  const picture = await start()
  const sink = createSink()
  picture.subscribe(sink, everything)
  await publish(
    reading(1, 2_000),
    reading(1, 1_000, { latitudeDeg: 1 }),
    reading(1, 2_000, { sequence: 0, latitudeDeg: 2 }),
  )
  await clock.advance(20)
  expect(sink.frames.at(-1)?.records).toMatchObject([{ recordedAtMs: 2_000, latitudeDeg: 35.5 }])
})

test('the interval of a drone that has none is learned from what it sends', async () => {
  const picture = await start()
  for (let i = 0; i < 10; i++) await publish(reading(3, 5_000 * (i + 1)))
  await clock.advance(20)
  const sink = createSink()
  picture.subscribe(sink, everything)
  expect(sink.frames[0]?.records[2]?.expectedIntervalMs).toBe(5_000)
})

test('subscribers at one rate share the very bytes of a frame', async () => {
  const picture = await start()
  const taken: Uint8Array[] = []
  for (let i = 0; i < 2; i++)
    picture.subscribe(
      { ...createSink(), bufferedBytes: () => 0, sendFrame: (bytes) => void taken.push(bytes) },
      everything,
    )
  taken.length = 0
  await publish(reading(1, 1_000))
  await clock.advance(20)
  expect(taken).toHaveLength(2)
  expect(taken[0]).toBe(taken[1])
})

test('a reader that lags gets a full frame instead of the deltas it missed, and their number', async () => {
  const picture = await start()
  const sink = createSink()
  const subscription = picture.subscribe(sink, everything)
  sink.buffered = highWaterBytes + 1
  for (let i = 1; i <= 3; i++) {
    await publish(reading(1, 1_000 * i))
    await clock.advance(250)
  }
  expect(sink.frames).toHaveLength(1)
  sink.buffered = 0
  subscription.tend()
  expect(sink.conflated).toEqual([3])
  expect(sink.frames.at(-1)).toMatchObject({ kind: 'full' })
  expect(sink.frames.at(-1)?.records[0]?.recordedAtMs).toBe(3_000)
})

test('a reader that has stopped is closed and slows no other', async () => {
  const picture = await start()
  const stalled = createSink()
  const quick = createSink()
  const subscription = picture.subscribe(stalled, everything)
  picture.subscribe(quick, everything)
  stalled.buffered = highWaterBytes + 1
  await publish(reading(1, 1_000))
  await clock.advance(20)
  await clock.advance(stalledAfterMs)
  subscription.tend()
  expect(stalled.isClosed).toBe(true)
  expect(quick.frames.map((frame) => frame.kind)).toEqual(['full', 'delta'])
})

test('a drone enlisted later appears', async () => {
  const picture = await start()
  const sink = createSink()
  picture.subscribe(sink, everything)
  drones = [...drones, { ...(drones[0] as Drone), droneId: droneId(4), callsign: 'H-4' }]
  await bus.publish('events', { kind: 'roster', convoyId, droneIds: null, atMs: clock.nowMs() })
  await clock.advance(20)
  expect(sink.frames.at(-1)?.records.map((one) => [one.droneId, one.flags])).toEqual([[droneId(4), 128]])
})

test('an event about one drone of a convoy reads only that drone from the roster', async () => {
  const asked: string[] = []
  const added = { ...(drones[0] as Drone), droneId: droneId(4), callsign: 'H-4' }
  const picture = await start({
    findDrone: (id) => {
      asked.push(id)
      return id === added.droneId ? added : null
    },
  })
  const sink = createSink()
  picture.subscribe(sink, everything)
  asked.length = 0
  drones = []
  await bus.publish('events', { kind: 'roster', convoyId, droneIds: [added.droneId], atMs: clock.nowMs() })
  await clock.advance(20)
  expect(sink.frames.at(-1)?.records.map((one) => one.droneId)).toEqual([added.droneId])
  expect(new Set(asked)).toEqual(new Set([added.droneId]))
})

test('a link that is no longer reported is sent once with quality 0', async () => {
  const picture = await start()
  const sink = createSink()
  picture.subscribe(sink, everything)
  const report = (peers: { droneId: DroneId; linkPct: number }[]) =>
    ({ term: 1, role: 'follower', leaderId: null, votedFor: null, peers }) as const
  await publish(reading(1, 1_000, { leadership: report([{ droneId: droneId(2), linkPct: 75 }]) }))
  await clock.advance(20)
  await publish(reading(1, 2_000, { leadership: report([]) }))
  await clock.advance(250)
  expect(sink.frames.map((frame) => frame.links)).toEqual([
    [],
    [{ fromSlot: 0, toSlot: 1, linkPct: 75 }],
    [{ fromSlot: 0, toSlot: 1, linkPct: 0 }],
  ])
})

test('a box leaves out convoys with no drone in it, even around 0, 0, until one flies in', async () => {
  stored.set(droneId(1), reading(1, 1_000, { latitudeDeg: -60 }))
  const picture = await start()
  const sink = createSink()
  const subscription = picture.subscribe(sink, { ...everything, box: [-10, -10, 75, 38] })
  expect(sink.frames).toHaveLength(0)
  await publish(reading(3, 1_000))
  await clock.advance(20)
  subscription.tend()
  expect(sink.frames.map((frame) => frame.kind)).toEqual(['full'])
})

test('100,000 subscriptions and departures leave no one behind', async () => {
  const picture = await start()
  const sink = { ...createSink(), sendFrame() {} }
  for (let i = 0; i < 100_000; i++) picture.subscribe(sink, everything).close()
  expect(picture.subscriberCount).toBe(0)
  await publish(reading(1, 1_000))
  await clock.advance(20)
})
