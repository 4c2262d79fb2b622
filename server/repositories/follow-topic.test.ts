import { expect, test } from 'vitest'
import { Failure } from '../../lib/errors.ts'
import type { RosterEvent } from '../../schema/events.ts'
import type { ConvoyId } from '../../schema/ids.ts'
import { createMemoryBus } from '../adapters/memory/bus.ts'
import { createTestClock } from '../adapters/memory/test-clock.ts'
import type { Bus } from '../ports/bus.ts'
import { followTopic, loadEveryMs } from './follow-topic.ts'

const event = (atMs: number): RosterEvent => ({ kind: 'roster', convoyId: 'c' as ConvoyId, droneIds: null, atMs })
const turn = () => new Promise((resolve) => setImmediate(resolve))

function open() {
  const clock = createTestClock()
  const log = createMemoryBus({ clock, capacity: { readings: 10, events: 10 } })
  const state = { isUnavailable: false, log }
  const busUnavailable = new Failure('unavailable', 'unavailable, as planned')
  const bus: Bus = {
    publish: (topic, message) => state.log.publish(topic, message),
    subscribe: (topic, options) =>
      state.isUnavailable ? Promise.reject(busUnavailable) : state.log.subscribe(topic, options),
    head: (topic) => (state.isUnavailable ? Promise.reject(busUnavailable) : state.log.head(topic)),
    skipped: log.skipped,
  }
  const received: (number | 'reload')[] = []
  /** What hearing an event, or loading, throws. */
  const faults = { onMessage: new Map<number, Error>(), reload: null as Error | null }
  const control = new AbortController()
  const follow = () =>
    followTopic(
      { bus, clock, log: { warn: () => undefined } },
      'events',
      {
        name: 'a test',
        reload() {
          received.push('reload')
          if (faults.reload) throw faults.reload
        },
        onMessage(message) {
          const fault = faults.onMessage.get(message.atMs)
          if (fault) throw fault
          received.push(message.atMs)
        },
      },
      control.signal,
    )
  return { clock, state, bus, received, faults, follow, control }
}

test('loads first, then receives every message', async () => {
  const { bus, received, follow } = open()
  await bus.publish('events', event(1))
  await follow()
  await bus.publish('events', event(2))
  await bus.publish('events', event(3))
  await turn()
  expect(received).toEqual(['reload', 2, 3])
})

test('a follower that falls behind the log of the bus reloads and goes on', async () => {
  const { bus, received, follow } = open()
  await follow()
  for (let n = 1; n <= 40; n++) void bus.publish('events', event(n))
  await turn()
  await turn()
  await bus.publish('events', event(41))
  await turn()
  expect(received.filter((one) => one === 'reload')).toHaveLength(2)
  expect(received.at(-1)).toBe(41)
})

test('with the bus unavailable at start it reloads periodically, and receives messages once the bus is back', async () => {
  const { clock, state, bus, received, follow } = open()
  state.isUnavailable = true
  await follow()
  expect(received).toEqual(['reload'])
  await clock.advance(loadEveryMs * 2 + 1_500)
  expect(received).toEqual(['reload', 'reload', 'reload', 'reload'])
  state.isUnavailable = false
  await clock.advance(500)
  await bus.publish('events', event(9))
  await turn()
  expect(received.at(-1)).toBe(9)
})

test('when the bus falls silent under an open subscription it reloads periodically, and receives messages once the bus is back', async () => {
  const { clock, state, bus, received, follow } = open()
  await follow()
  await clock.advance(10_000)
  expect(received).toEqual(['reload'])
  state.isUnavailable = true
  await clock.advance(loadEveryMs + 1_500)
  expect(received).toEqual(['reload', 'reload', 'reload'])
  state.isUnavailable = false
  await clock.advance(10_000)
  await bus.publish('events', event(3))
  await turn()
  expect(received).toEqual(['reload', 'reload', 'reload', 3])
})

test('ends with its signal, even while the bus is unavailable', async () => {
  const { clock, state, received, follow, control } = open()
  state.isUnavailable = true
  await follow()
  control.abort()
  await clock.advance(60_000)
  expect(received).toEqual(['reload'])
})

test('a message that cannot be applied is skipped and counted, the next one is applied, and the state is reloaded', async () => {
  const { clock, bus, received, faults, follow } = open()
  faults.onMessage.set(2, new TypeError('readings is not iterable'))
  await follow()
  for (const n of [1, 2, 3]) await bus.publish('events', event(n))
  await turn()
  expect(received).toEqual(['reload', 1, 3])
  expect(bus.skipped.list()).toMatchObject([
    { topic: 'events', follower: 'a test', count: 1, reason: 'readings is not iterable', atMs: clock.nowMs() },
  ])
  await clock.advance(1_000)
  expect(received).toEqual(['reload', 1, 3, 'reload'])
  await clock.advance(60_000)
  expect(received).toEqual(['reload', 1, 3, 'reload'])
})

test('a thousand messages that cannot be applied cost one reload every few seconds', async () => {
  const { clock, bus, received, faults, follow } = open()
  await follow()
  for (let n = 0; n < 100; n++) {
    faults.onMessage.set(n, new RangeError('no'))
    await bus.publish('events', event(n))
    await clock.advance(90)
  }
  expect(bus.skipped.list()[0]?.count).toBe(100)
  expect(received.length).toBeLessThanOrEqual(1 + 9_000 / loadEveryMs + 1)
})

test('a message that fails while the store is unavailable is retried, and applied once the store is back', async () => {
  const { clock, bus, received, faults, follow } = open()
  faults.onMessage.set(1, new Failure('unavailable', 'unavailable, as planned'))
  await follow()
  await bus.publish('events', event(1))
  await bus.publish('events', event(2))
  await clock.advance(1_000)
  expect(received).toEqual(['reload'])
  faults.onMessage.clear()
  await clock.advance(250)
  expect(received).toEqual(['reload', 1, 2])
  expect(bus.skipped.list()).toEqual([])
})

test('while the store stays unavailable later messages are not held up, and reloads are retried until one succeeds', async () => {
  const { clock, bus, received, faults, follow } = open()
  await follow()
  faults.onMessage.set(1, new Failure('unavailable', 'unavailable, as planned'))
  faults.reload = new Failure('unavailable', 'unavailable, as planned')
  await bus.publish('events', event(1))
  await bus.publish('events', event(2))
  await clock.advance(6_000)
  expect(received).toContain(2)
  await clock.advance(20_000)
  faults.reload = null
  const loads = received.length
  await clock.advance(loadEveryMs + 1_000)
  expect(received.length).toBe(loads + 1)
  await clock.advance(20_000)
  expect(received.length).toBe(loads + 1)
})

test('a reload that fails after a gap, whatever it throws, is retried', async () => {
  const { clock, bus, received, faults, follow } = open()
  await follow()
  faults.reload = new TypeError('a fault of the loader')
  for (let n = 1; n <= 40; n++) void bus.publish('events', event(n))
  await turn()
  await clock.advance(2_000)
  faults.reload = null
  const loads = received.filter((one) => one === 'reload').length
  await clock.advance(loadEveryMs * 2)
  await bus.publish('events', event(41))
  await turn()
  expect(received.filter((one) => one === 'reload').length).toBe(loads + 1)
  expect(received.at(-1)).toBe(41)
})
