import { expect, test } from 'vitest'
import type { ReadingsMessage } from '../../../schema/events.ts'
import { busContract } from '../../ports/bus.contract.ts'
import { cacheContract } from '../../ports/cache.contract.ts'
import { fleetContract } from '../../ports/fleet.contract.ts'
import { createMemoryBus } from './bus.ts'
import { createMemoryCache } from './cache.ts'
import { createMemoryFleet } from './fleet.ts'
import { createTestClock } from './test-clock.ts'

busContract('memory', async () => {
  const bus = createMemoryBus({ clock: createTestClock(), capacity: { readings: 100, events: 100 } })
  return { bus, twin: bus, eventCapacity: 100 }
})

cacheContract('memory', async () => {
  const clock = createTestClock()
  return { cache: createMemoryCache({ clock }), passTime: (ms) => clock.advance(ms) }
})

fleetContract('memory', async () => {
  const fleet = createMemoryFleet()
  return { fleet, twin: fleet }
})

test('a memory cache over its limit evicts the least recently used entry', async () => {
  const cache = createMemoryCache({ clock: createTestClock(), maxEntries: 2 })
  await cache.set(
    [
      ['a', 1],
      ['b', 2],
    ],
    null,
  )
  await cache.get(['a'])
  await cache.set([['c', 3]], null)
  expect(await cache.get(['a', 'b', 'c'])).toEqual([1, undefined, 3])
})

test('the test clock runs due timers in order of time', async () => {
  const clock = createTestClock(0)
  const ran: string[] = []
  clock.every(10, () => void ran.push(`every ${clock.nowMs()}`))
  void clock.sleep(15).then(() => ran.push(`sleep ${clock.nowMs()}`))
  await clock.advance(25)
  expect(ran).toEqual(['every 10', 'sleep 15', 'every 20'])
})

test('the log of readings is bounded by the number of readings, however they are batched', async () => {
  const bus = createMemoryBus({ clock: createTestClock(), capacity: { readings: 100, events: 100 } })
  const message = (count: number) => ({ readings: Array.from({ length: count }) }) as unknown as ReadingsMessage
  const sequences = await Promise.all([40, 40, 40].map((count) => bus.publish('readings', message(count))))
  const signal = new AbortController().signal
  const gaps = await Promise.all(
    sequences.map(async (after) => (await bus.subscribe('readings', { after, signal })).gap),
  )
  expect(gaps).toEqual([false, false, false])
  await bus.publish('readings', message(500))
  expect((await bus.subscribe('readings', { after: sequences[2] as string, signal })).gap).toBe(false)
  expect((await bus.subscribe('readings', { after: sequences[1] as string, signal })).gap).toBe(true)
})
