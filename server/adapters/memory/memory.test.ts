import { expect, test } from 'vitest'
import { busContract } from '../../ports/bus.contract.ts'
import { cacheContract } from '../../ports/cache.contract.ts'
import { createMemoryBus } from './bus.ts'
import { createMemoryCache } from './cache.ts'
import { createTestClock } from './test-clock.ts'

busContract('memory', async () => ({
  bus: createMemoryBus({ clock: createTestClock(), capacity: { readings: 100, events: 100 } }),
  eventCapacity: 100,
}))

cacheContract('memory', async () => {
  const clock = createTestClock()
  return { cache: createMemoryCache({ clock }), passTime: (ms) => clock.advance(ms) }
})

test('a memory cache over its limit forgets the least recently used', async () => {
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

test('the test clock runs what falls due in order of time', async () => {
  const clock = createTestClock(0)
  const ran: string[] = []
  clock.every(10, () => void ran.push(`every ${clock.nowMs()}`))
  void clock.sleep(15).then(() => ran.push(`sleep ${clock.nowMs()}`))
  await clock.advance(25)
  expect(ran).toEqual(['every 10', 'sleep 15', 'every 20'])
})
