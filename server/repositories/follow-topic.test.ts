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
  const state = { isAway: false, log }
  const away = new Failure('unavailable', 'away, as planned')
  const bus: Bus = {
    publish: (topic, message) => state.log.publish(topic, message),
    subscribe: (topic, options) => (state.isAway ? Promise.reject(away) : state.log.subscribe(topic, options)),
    head: (topic) => (state.isAway ? Promise.reject(away) : state.log.head(topic)),
    skipped: log.skipped,
  }
  const heard: (number | 'missed')[] = []
  /** What hearing an event, or loading, throws. */
  const faults = { hear: new Map<number, Error>(), missed: null as Error | null }
  const control = new AbortController()
  const follow = () =>
    followTopic(
      { bus, clock, log: { warn: () => undefined } },
      'events',
      {
        name: 'a test',
        missed() {
          heard.push('missed')
          if (faults.missed) throw faults.missed
        },
        hear(message) {
          const fault = faults.hear.get(message.atMs)
          if (fault) throw fault
          heard.push(message.atMs)
        },
      },
      control.signal,
    )
  return { clock, state, bus, heard, faults, follow, control }
}

test('loads first, then hears every message', async () => {
  const { bus, heard, follow } = open()
  await bus.publish('events', event(1))
  await follow()
  await bus.publish('events', event(2))
  await bus.publish('events', event(3))
  await turn()
  expect(heard).toEqual(['missed', 2, 3])
})

test('one that falls behind what the bus holds loads again and goes on', async () => {
  const { bus, heard, follow } = open()
  await follow()
  for (let n = 1; n <= 40; n++) void bus.publish('events', event(n))
  await turn()
  await turn()
  await bus.publish('events', event(41))
  await turn()
  expect(heard.filter((one) => one === 'missed')).toHaveLength(2)
  expect(heard.at(-1)).toBe(41)
})

test('with the bus away at start it loads without it, again and again, and hears once it is back', async () => {
  const { clock, state, bus, heard, follow } = open()
  state.isAway = true
  await follow()
  expect(heard).toEqual(['missed'])
  await clock.advance(loadEveryMs * 2 + 1_500)
  expect(heard).toEqual(['missed', 'missed', 'missed', 'missed'])
  state.isAway = false
  await clock.advance(500)
  await bus.publish('events', event(9))
  await turn()
  expect(heard.at(-1)).toBe(9)
})

test('with the bus gone silent under an open subscription it loads without it, and hears on once it is back', async () => {
  const { clock, state, bus, heard, follow } = open()
  await follow()
  await clock.advance(10_000)
  expect(heard).toEqual(['missed'])
  state.isAway = true
  await clock.advance(loadEveryMs + 1_500)
  expect(heard).toEqual(['missed', 'missed', 'missed'])
  state.isAway = false
  await clock.advance(10_000)
  await bus.publish('events', event(3))
  await turn()
  expect(heard).toEqual(['missed', 'missed', 'missed', 3])
})

test('ends with its signal, also while the bus is away', async () => {
  const { clock, state, heard, follow, control } = open()
  state.isAway = true
  await follow()
  control.abort()
  await clock.advance(60_000)
  expect(heard).toEqual(['missed'])
})

test('a message that cannot be applied is skipped and counted, the next one is heard, and what it said is loaded', async () => {
  const { clock, bus, heard, faults, follow } = open()
  faults.hear.set(2, new TypeError('readings is not iterable'))
  await follow()
  for (const n of [1, 2, 3]) await bus.publish('events', event(n))
  await turn()
  expect(heard).toEqual(['missed', 1, 3])
  expect(bus.skipped.list()).toMatchObject([
    { topic: 'events', follower: 'a test', count: 1, reason: 'readings is not iterable', atMs: clock.nowMs() },
  ])
  await clock.advance(1_000)
  expect(heard).toEqual(['missed', 1, 3, 'missed'])
  await clock.advance(60_000)
  expect(heard).toEqual(['missed', 1, 3, 'missed'])
})

test('a thousand messages that cannot be applied cost a load every few seconds', async () => {
  const { clock, bus, heard, faults, follow } = open()
  await follow()
  for (let n = 0; n < 100; n++) {
    faults.hear.set(n, new RangeError('no'))
    await bus.publish('events', event(n))
    await clock.advance(90)
  }
  expect(bus.skipped.list()[0]?.count).toBe(100)
  expect(heard.length).toBeLessThanOrEqual(1 + 9_000 / loadEveryMs + 1)
})

test('a message that fails while the store is away is tried again, and applied once it is back', async () => {
  const { clock, bus, heard, faults, follow } = open()
  faults.hear.set(1, new Failure('unavailable', 'away, as planned'))
  await follow()
  await bus.publish('events', event(1))
  await bus.publish('events', event(2))
  await clock.advance(1_000)
  expect(heard).toEqual(['missed'])
  faults.hear.clear()
  await clock.advance(250)
  expect(heard).toEqual(['missed', 1, 2])
  expect(bus.skipped.list()).toEqual([])
})

test('a store that stays away holds nothing back for long, and is asked until it brings what was skipped', async () => {
  const { clock, bus, heard, faults, follow } = open()
  await follow()
  faults.hear.set(1, new Failure('unavailable', 'away, as planned'))
  faults.missed = new Failure('unavailable', 'away, as planned')
  await bus.publish('events', event(1))
  await bus.publish('events', event(2))
  await clock.advance(6_000)
  expect(heard).toContain(2)
  await clock.advance(20_000)
  faults.missed = null
  const loads = heard.length
  await clock.advance(loadEveryMs + 1_000)
  expect(heard.length).toBe(loads + 1)
  await clock.advance(20_000)
  expect(heard.length).toBe(loads + 1)
})

test('a load that fails after a gap, whatever it throws, is tried again', async () => {
  const { clock, bus, heard, faults, follow } = open()
  await follow()
  faults.missed = new TypeError('a fault of the loader')
  for (let n = 1; n <= 40; n++) void bus.publish('events', event(n))
  await turn()
  await clock.advance(2_000)
  faults.missed = null
  const loads = heard.filter((one) => one === 'missed').length
  await clock.advance(loadEveryMs * 2)
  await bus.publish('events', event(41))
  await turn()
  expect(heard.filter((one) => one === 'missed').length).toBe(loads + 1)
  expect(heard.at(-1)).toBe(41)
})
