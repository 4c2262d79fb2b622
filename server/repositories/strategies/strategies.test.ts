import { describe, expect, test } from 'vitest'
import { Failure } from '../../../lib/errors.ts'
import { readStrategyNames, writeStrategyNames } from '../../../schema/strategies.ts'
import { createMemoryCache } from '../../adapters/memory/cache.ts'
import { createTestClock } from '../../adapters/memory/test-clock.ts'
import type { Cache } from '../../ports/index.ts'
import type { Entity } from './entity.ts'
import { createRepository, type WholeStrategies } from './repository.ts'

/** A store of numbers whose loads and saves can be held. */
function openStore() {
  const values = new Map<string, number>()
  const gates: (() => void)[] = []
  const store = { values, loads: 0, saves: 0, isHeld: false, isUnavailable: false, release }
  const waitWhileHeld = async () => {
    if (store.isHeld) await new Promise<void>((resolve) => gates.push(resolve))
    if (store.isUnavailable) throw new Failure('unavailable', 'The store is unavailable, as planned.')
  }
  const entity: Entity<string, number> = {
    name: 'speed',
    keyTextOf: (key) => key,
    async load(key) {
      store.loads += 1
      const value = values.get(key) ?? null
      await waitWhileHeld()
      return value
    },
    async save(key, value) {
      store.saves += 1
      await waitWhileHeld()
      values.set(key, value)
    },
    ttlMs: 60_000,
  }
  return { store, entity }

  function release() {
    store.isHeld = false
    for (const open of gates.splice(0)) open()
  }
}

function openRepository(strategies: Partial<WholeStrategies>, wrap: (cache: Cache) => Cache = (cache) => cache) {
  const clock = createTestClock()
  const cache = wrap(createMemoryCache({ clock }))
  const { store, entity } = openStore()
  const all: WholeStrategies = { read: 'read-through', write: 'write-around', ...strategies }
  return { clock, cache, store, entity, repository: createRepository({ cache, clock }, entity, all) }
}

const brokenCache = (): Cache => {
  const fail = async () => {
    throw new Failure('unavailable', 'The cache is unavailable, as planned.')
  }
  return { get: fail, set: fail, delete: fail, replace: fail }
}

/** Runs pending promise callbacks and one turn of the event loop. */
const turnOfTheLoop = () => new Promise((resolve) => setImmediate(resolve))

const everyPair = readStrategyNames.flatMap((read) => writeStrategyNames.map((write) => ({ read, write })))

describe.each(everyPair)('$read with $write', (strategies) => {
  test('reads the value that was written, or null', async () => {
    const { repository } = openRepository(strategies)
    expect(await repository.read('a')).toBeNull()
    await repository.write('a', 1)
    expect(await repository.read('a')).toBe(1)
    await repository.write('a', 2)
    expect(await repository.read('a')).toBe(2)
  })

  test('an unavailable cache only costs time', async () => {
    const { repository, store } = openRepository(strategies, brokenCache)
    await repository.write('a', 1)
    expect(await repository.read('a')).toBe(1)
    await repository.invalidate(['a'])
    expect(store.values.get('a')).toBe(1)
    expect(repository.counters.cacheFailures).toBeGreaterThan(0)
  })

  test('a load that a write overtakes is never returned to a later read', async () => {
    const { repository, store } = openRepository(strategies)
    store.values.set('a', 1)
    store.isHeld = true
    const early = repository.read('a')
    await turnOfTheLoop()
    store.isHeld = false
    await repository.write('a', 2)
    store.release()
    expect(await early).toBe(1)
    expect(await repository.read('a')).toBe(2)
    expect(await repository.read('a')).toBe(2)
  })
})

describe('reading', () => {
  test.each(['cache-aside', 'read-through'] as const)(
    '%s reads the store once, and counts misses and hits',
    async (read) => {
      const { repository, store, clock } = openRepository({ read })
      store.values.set('a', 7)
      expect(await repository.read('a')).toBe(7)
      await clock.advance(5_000)
      expect(await repository.read('a')).toBe(7)
      expect(await repository.read('none')).toBeNull()
      expect(await repository.read('none')).toBeNull()
      expect(store.loads).toBe(2)
      expect(repository.counters).toMatchObject({ hits: 2, misses: 2, oldestHitMs: 5_000 })
      await clock.advance(60_000)
      expect(await repository.read('a')).toBe(7)
      expect(store.loads).toBe(3)
    },
  )

  test('concurrent misses share one load with read-through; each loads with cache-aside', async () => {
    for (const [read, loads] of [
      ['read-through', 1],
      ['cache-aside', 10],
    ] as const) {
      const { repository, store } = openRepository({ read })
      store.values.set('a', 7)
      store.isHeld = true
      const reads = Array.from({ length: 10 }, () => repository.read('a'))
      await turnOfTheLoop()
      store.release()
      expect(await Promise.all(reads)).toEqual(Array(10).fill(7))
      expect(store.loads).toBe(loads)
      expect(repository.counters.misses).toBe(10)
    }
  })

  test('store-only leaves the cache alone', async () => {
    const { repository, store } = openRepository({ read: 'store-only' })
    store.values.set('a', 7)
    await repository.read('a')
    await repository.read('a')
    expect(store.loads).toBe(2)
    expect(repository.counters).toMatchObject({ hits: 0, misses: 0 })
  })

  test('a failed load fails its callers, and the next read loads again', async () => {
    const { repository, store } = openRepository({})
    store.isUnavailable = true
    await expect(repository.read('a')).rejects.toMatchObject({ code: 'unavailable' })
    store.isUnavailable = false
    expect(await repository.read('a')).toBeNull()
  })

  test('an invalidated value is loaded again, and a load in progress is counted as stale', async () => {
    const { repository, store } = openRepository({})
    store.values.set('a', 1)
    await repository.read('a')
    store.values.set('a', 2)
    expect(await repository.read('a')).toBe(1)
    await repository.invalidate(['a'])
    expect(await repository.read('a')).toBe(2)

    await repository.invalidate(['a'])
    store.isHeld = true
    const early = repository.read('a')
    await turnOfTheLoop()
    store.values.set('a', 3)
    await repository.invalidate(['a'])
    const late = repository.read('a')
    await turnOfTheLoop()
    store.release()
    expect(await Promise.all([early, late])).toEqual([2, 3])
    expect(await repository.read('a')).toBe(3)
    expect(repository.counters.stale).toBe(1)
  })
})

describe('writing', () => {
  test('write-through: durable and cached before it resolves', async () => {
    const { repository, store } = openRepository({ write: 'write-through' })
    await repository.write('a', 1)
    expect(store.values.get('a')).toBe(1)
    expect(await repository.read('a')).toBe(1)
    expect(store.loads).toBe(0)
  })

  test('write-around: durable before it resolves, cached by the next read', async () => {
    const { repository, store } = openRepository({ write: 'write-around' })
    await repository.write('a', 1)
    expect(store.values.get('a')).toBe(1)
    expect(await repository.read('a')).toBe(1)
    expect(store.loads).toBe(1)
  })

  test.each(['write-through', 'write-around'] as const)(
    '%s: a failed write leaves nothing in the cache',
    async (write) => {
      const { repository, store } = openRepository({ write })
      await repository.write('a', 1)
      await repository.read('a')
      store.isUnavailable = true
      await expect(repository.write('a', 2)).rejects.toMatchObject({ code: 'unavailable' })
      store.isUnavailable = false
      store.values.set('a', 2)
      expect(await repository.read('a')).toBe(2)
    },
  )

  test('write-through: after concurrent writes of one key, store and cache agree', async () => {
    const { repository, store } = openRepository({ write: 'write-through' })
    await Promise.all(Array.from({ length: 20 }, (_, n) => repository.write('a', n)))
    expect(store.values.get('a')).toBe(19)
    expect(await repository.read('a')).toBe(19)
  })
})

test('strategies can change at run time: a write in progress ends by the new one', async () => {
  const { repository, store, cache } = openRepository({ write: 'write-around' })
  store.isHeld = true
  const write = repository.write('a', 1)
  await turnOfTheLoop()
  repository.use({ read: 'store-only', write: 'write-through' })
  store.release()
  await write
  expect(repository.strategies).toEqual({ read: 'store-only', write: 'write-through' })
  expect(await cache.get(['speed:a'])).toMatchObject([{ value: 1 }])
  expect(await repository.read('a')).toBe(1)
  expect(store.loads).toBe(1)
})
