import { beforeEach, expect, test } from 'vitest'
import { decodeFrame } from '../../../lib/frames/decode.ts'
import type { Frame } from '../../../lib/frames/frame.ts'
import type { Drone } from '../../../schema/convoys.ts'
import type { ConvoyId, DroneId } from '../../../schema/ids.ts'
import type { Leadership } from '../../../schema/leadership.ts'
import { createTestClock, type TestClock } from '../../adapters/memory/test-clock.ts'
import { type Channel, createChannel } from './channel.ts'
import { createConvoyPicture } from './convoy-picture.ts'
import { createFixedPace, createPacer } from './pacer.ts'
import type { Subscriber } from './subscriber.ts'

const convoyId = '550e8400-e29b-41d4-a716-446655440000' as ConvoyId
const droneCount = 60

let testClock: TestClock
/** Time that sending has taken. */
let workedMs: number
let heartbeatAtMs: number

beforeEach(() => {
  testClock = createTestClock()
  workedMs = 0
  heartbeatAtMs = 1
})

function openChannel(rateHz: 4 | 2 | 1 = 4): Channel {
  const clock = { ...testClock, monotonicMs: () => testClock.monotonicMs() + workedMs }
  const picture = createConvoyPicture(convoyId)
  picture.enlist(
    Array.from({ length: droneCount }, (_, i) => {
      const droneId = `660e8400-e29b-41d4-a716-4466554400${String(i).padStart(2, '0')}` as DroneId
      return { convoyId, droneId, reportIntervalMs: 1_000 } as Drone
    }),
  )
  const none = { leaderId: null, rivalId: null, candidates: [], doubt: null }
  const leadershipOf = () =>
    ({
      state: 'healthy',
      term: 1,
      heartbeatAtMs,
      heartbeatIntervalMs: 2_000,
      sinceMs: 1,
      ...none,
    }) as unknown as Leadership
  const pace = rateHz === 4 ? createPacer(clock).createPace() : createFixedPace(clock, rateHz)
  return createChannel({ clock, epoch: 1, leadershipOf }, picture, pace)
}

interface Received {
  frame: Frame
  atMs: number
}

/** Joins subscribers, each of whom costs `costMs` a frame. Returns the deltas that the first one gets. */
function join(channel: Channel, subscribers = 1, costMs = 0): Received[] {
  const received: Received[] = []
  for (let i = 0; i < subscribers; i++)
    channel.join({
      sendDelta(_source, bytes) {
        workedMs += costMs
        if (i === 0) received.push({ frame: decodeFrame(bytes), atMs: testClock.monotonicMs() })
      },
      sendFull() {},
    } as Partial<Subscriber> as Subscriber)
  return received
}

/** Sixty drones report in turn, spread over each second. */
async function report(channel: Channel, seconds: number): Promise<void> {
  for (let n = 0; n < seconds * droneCount; n++) {
    channel.touch(n % droneCount)
    await testClock.advance(1000 / droneCount)
  }
}

test('a change on an idle channel leaves at once, with what else comes in the same turn of the event loop', async () => {
  const channel = openChannel()
  const received = join(channel)
  channel.touch(3)
  channel.touch(5)
  heartbeatAtMs = 2
  await testClock.advance(0)
  expect(received.map(({ frame }) => frame.records.map(({ slot }) => slot))).toEqual([[3, 5]])
  expect(received[0]?.frame.leadership.heartbeatAtMs).toBe(2)
})

test('changes during the pause share the frame that follows it', async () => {
  const channel = openChannel()
  const received = join(channel, 40, 0.015)
  channel.touch(0)
  await testClock.advance(10)
  for (const slot of [1, 2, 1]) channel.touch(slot)
  await testClock.advance(20)
  expect(received).toHaveLength(1)
  await testClock.advance(15)
  expect(received.map(({ frame }) => frame.records.map(({ slot }) => slot))).toEqual([[0], [1, 2]])
  expect(received.map(({ frame }) => frame.sequence)).toEqual([1, 2])
})

test('a few subscribers get every change within tens of milliseconds, hundreds at most four frames a second', async () => {
  const rateOf = async (subscribers: number) => {
    const channel = openChannel()
    const received = join(channel, subscribers, 0.015)
    await report(channel, 3)
    return received.length / 3
  }
  expect(await rateOf(1)).toBeGreaterThan(50)
  expect(await rateOf(20)).toBeGreaterThan(50)
  expect(await rateOf(60)).toBeGreaterThan(10)
  const rateOf200 = await rateOf(200)
  expect(rateOf200).toBeGreaterThan(3)
  expect(rateOf200).toBeLessThanOrEqual(4.5)
})

test('whatever sending costs, a change waits no longer than 250 ms', async () => {
  const channel = openChannel()
  const received = join(channel, 1, 40)
  await report(channel, 3)
  const pausesMs = received.slice(1).map(({ atMs }, i) => atMs - (received[i] as Received).atMs)
  expect(pausesMs.length).toBeGreaterThanOrEqual(11)
  expect(Math.max(...pausesMs)).toBeLessThanOrEqual(250)
})

test.each([2, 1] as const)('subscribers who asked for %i Hz get so many frames a second', async (rateHz) => {
  const channel = openChannel(rateHz)
  const received = join(channel)
  await report(channel, 3)
  expect(received.length).toBe(3 * rateHz)
})
