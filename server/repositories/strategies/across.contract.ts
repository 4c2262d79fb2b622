import { expect, test } from 'vitest'
import { Failure } from '../../../lib/errors.ts'
import { readStrategyNames, writeStrategyNames } from '../../../schema/strategies.ts'
import type { TestClock } from '../../adapters/memory/test-clock.ts'
import type { Cache } from '../../ports/index.ts'
import type { Entity } from './entity.ts'
import { createRepository, type WholeStrategies } from './repository.ts'

const ttlMs = 60_000

/** Processes that share one store; the loads and saves of each can be held. */
function openProcesses(cache: Cache, clock: TestClock, name: string) {
  const values = new Map<string, number>()
  return (strategies: WholeStrategies) => {
    const gates: (() => void)[] = []
    const state = { isHeld: false, isCacheUnavailable: false, loads: 0 }
    const waitWhileHeld = async () => {
      if (state.isHeld) await new Promise<void>((resolve) => gates.push(resolve))
    }
    const entity: Entity<string, number> = {
      name,
      keyTextOf: (key) => key,
      async load(key) {
        state.loads += 1
        const value = values.get(key) ?? null
        await waitWhileHeld()
        return value
      },
      async save(key, value) {
        await waitWhileHeld()
        values.set(key, value)
      },
      ttlMs,
    }
    const unlessUnavailable =
      <A extends unknown[], R>(ask: (...args: A) => Promise<R>) =>
      async (...args: A): Promise<R> => {
        if (state.isCacheUnavailable)
          throw new Failure('unavailable', 'The cache is unavailable from this process, as planned.')
        return ask(...args)
      }
    const reached = {
      get: unlessUnavailable(cache.get),
      set: unlessUnavailable(cache.set),
      delete: unlessUnavailable(cache.delete),
      replace: unlessUnavailable(cache.replace),
    } as Cache
    const repository = createRepository({ cache: reached, clock }, entity, strategies)
    return {
      ...repository,
      state,
      values,
      /** A snapshot of the counters. */
      counted: () => repository.counters,
      release() {
        state.isHeld = false
        for (const open of gates.splice(0)) open()
      },
      /** Resolves when this many loads or saves are held. */
      held: (count: number) => expect.poll(() => gates.length, { interval: 1 }).toBe(count),
    }
  }
}

type Open = () => Promise<{ cache: Cache; clock: TestClock; passTime: (ms: number) => Promise<void> }>

/** Tests what strategies guarantee for two processes that share this cache and one store. */
export function acrossProcessesContract(name: string, open: Open) {
  let opened = 0
  const openTwo = async (strategies: WholeStrategies) => {
    const { cache, clock, passTime } = await open()
    const start = openProcesses(cache, clock, `across-${process.pid}-${Date.now()}-${++opened}`)
    return { a: start(strategies), b: start(strategies), clock, passTime }
  }

  for (const read of readStrategyNames)
    for (const write of writeStrategyNames) {
      const strategies = { read, write }
      const label = `${name}: ${read} with ${write}`

      test(`${label}: once a write has resolved, no reader of either process sees the older value`, async () => {
        const { a, b } = await openTwo(strategies)
        for (let n = 1; n <= 5; n++) {
          const [writer, other] = n % 2 ? [a, b] : [b, a]
          await writer.write('k', n)
          expect(await Promise.all([writer.read('k'), other.read('k'), other.read('k')])).toEqual([n, n, n])
        }
      })

      test(`${label}: a load that began before another process's write never fills the cache afterwards`, async () => {
        const { a, b } = await openTwo(strategies)
        await a.write('k', 1)
        await a.invalidate(['k'])
        b.state.isHeld = true
        const early = b.read('k')
        await b.held(1)
        await a.write('k', 2)
        const late = b.read('k')
        if (write === 'write-around' || read === 'store-only') await b.held(2)
        b.release()
        expect(await Promise.all([early, late])).toEqual([1, 2])
        expect(await Promise.all([a.read('k'), b.read('k')])).toEqual([2, 2])
        if (read !== 'store-only') expect(b.counted().stale).toBe(1)
      })

      test(`${label}: a load that begins during a write never fills the cache with the older value`, async () => {
        const { a, b } = await openTwo(strategies)
        await a.write('k', 1)
        await a.invalidate(['k'])
        a.state.isHeld = true
        const writing = a.write('k', 2)
        await a.held(1)
        b.state.isHeld = true
        const during = b.read('k')
        await b.held(1)
        a.release()
        await writing
        b.release()
        expect(await during).toBe(1)
        expect(await Promise.all([a.read('k'), b.read('k')])).toEqual([2, 2])
      })

      test(`${label}: after two processes write concurrently, the cache agrees with the store`, async () => {
        const { a, b } = await openTwo(strategies)
        for (const order of [
          [a, b],
          [b, a],
        ] as const) {
          a.state.isHeld = true
          b.state.isHeld = true
          const writes = [a.write('k', 1), b.write('k', 2)]
          await Promise.all([a.held(1), b.held(1)])
          order[0].release()
          await writes[order[0] === a ? 0 : 1]
          order[1].release()
          await Promise.all(writes)
          const stored = a.values.get('k')
          expect(stored).toBe(order[1] === a ? 1 : 2)
          expect(await Promise.all([a.read('k'), b.read('k')])).toEqual([stored, stored])
        }
      })

      test(`${label}: after a write without access to the cache, the older value is read for at most the TTL`, async () => {
        const { a, b, passTime } = await openTwo(strategies)
        await a.write('k', 1)
        await b.read('k')
        a.state.isCacheUnavailable = true
        await a.write('k', 2)
        expect(await a.read('k')).toBe(2)
        expect([1, 2]).toContain(await b.read('k'))
        await passTime(ttlMs)
        expect(await b.read('k')).toBe(2)
      })

      test(`${label}: keys written during an outage of the cache are deleted from it afterwards`, async () => {
        const { a, b, clock } = await openTwo(strategies)
        await a.write('k', 1)
        await b.read('k')
        a.state.isCacheUnavailable = true
        await a.write('k', 2)
        a.state.isCacheUnavailable = false
        await clock.advance(500)
        expect(await Promise.all([a.read('k'), b.read('k')])).toEqual([2, 2])
      })
    }

  test(`${name}: an evicted value is loaded once by each process`, async () => {
    const { a, b } = await openTwo({ read: 'read-through', write: 'write-through' })
    await a.write('k', 1)
    await a.invalidate(['k'])
    await a.read('k')
    await b.read('k')
    await b.read('k')
    expect([a.state.loads, b.state.loads]).toEqual([1, 0])
    expect(b.counted()).toMatchObject({ hits: 2, misses: 0, stale: 0 })
  })

  test(`${name}: read-through joins a load in progress, unless another process has written since it began`, async () => {
    const { a, b } = await openTwo({ read: 'read-through', write: 'write-around' })
    await a.write('k', 1)
    b.state.isHeld = true
    const reads = [b.read('k'), b.read('k')]
    await b.held(1)
    reads.push(b.read('k'), b.read('k'))
    await expect.poll(() => b.counted().misses, { interval: 1 }).toBe(4)
    b.release()
    expect(await Promise.all(reads)).toEqual([1, 1, 1, 1])
    expect(b.state.loads).toBe(1)
  })

  test(`${name}: a value that a process was loading or writing when it died is loaded by the others`, async () => {
    const { a, b, passTime } = await openTwo({ read: 'read-through', write: 'write-through' })
    await a.write('k', 1)
    await a.invalidate(['k'])
    a.state.isHeld = true
    void a.read('k')
    await a.held(1)
    expect(await b.read('k')).toBe(1)
    expect(await b.read('k')).toBe(1)
    void a.write('k', 2)
    await a.held(2)
    expect(await b.read('k')).toBe(1)
    await passTime(ttlMs)
    expect(await b.read('k')).toBe(1)
  })
}
