import { expect, test } from 'vitest'
import { Failure } from '../../lib/errors.ts'
import type { RosterEvent } from '../../schema/events.ts'
import type { ConvoyId } from '../../schema/ids.ts'
import { createMemoryBus } from '../adapters/memory/bus.ts'
import { createTestClock } from '../adapters/memory/test-clock.ts'
import type { Bus } from '../ports/bus.ts'
import { followTopic, loadWhileAwayEveryMs } from './follow-topic.ts'

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
  }
  const heard: (number | 'missed')[] = []
  const control = new AbortController()
  const follow = () =>
    followTopic(
      { bus, clock, log: { warn: () => undefined } },
      'events',
      {
        name: 'a test',
        missed: () => void heard.push('missed'),
        hear: (message) => void heard.push(message.atMs),
      },
      control.signal,
    )
  return { clock, state, bus, heard, follow, control }
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

test('one that falls behind what the bus holds loads anew and goes on', async () => {
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
  await clock.advance(loadWhileAwayEveryMs * 2 + 1_500)
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
  await clock.advance(loadWhileAwayEveryMs + 1_500)
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
