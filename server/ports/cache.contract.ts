import { expect, test } from 'vitest'
import type { Cache } from './cache.ts'

/** Contract tests of Cache, run against an adapter; `passTime` makes its clock go on. */
export function cacheContract(
  name: string,
  open: () => Promise<{ cache: Cache; passTime: (ms: number) => Promise<void> }>,
) {
  test(`${name}: gives back what was set, undefined for what was not, in the order asked`, async () => {
    const { cache } = await open()
    await cache.set(
      [
        ['a', { n: 1 }],
        ['b', [2, null, 'x']],
      ],
      null,
    )
    expect(await cache.get(['b', 'missing', 'a'])).toEqual([[2, null, 'x'], undefined, { n: 1 }])
  })

  test(`${name}: forgets a value when its time is over, not before`, async () => {
    const { cache, passTime } = await open()
    await cache.set([['a', 1]], 5_000)
    await passTime(4_000)
    expect(await cache.get(['a'])).toEqual([1])
    await passTime(1_500)
    expect(await cache.get(['a'])).toEqual([undefined])
  })

  test(`${name}: the last value set stands, with its own time`, async () => {
    const { cache, passTime } = await open()
    await cache.set([['a', 1]], 3_000)
    await cache.set([['a', 2]], null)
    await passTime(4_000)
    expect(await cache.get(['a'])).toEqual([2])
  })

  test(`${name}: deletes, and a missing key is no error`, async () => {
    const { cache } = await open()
    await cache.set([['a', 1]], null)
    await cache.delete(['a', 'missing'])
    expect(await cache.get(['a'])).toEqual([undefined])
  })

  test(`${name}: replaces the string that is expected, with a time of its own, and nothing else`, async () => {
    const { cache, passTime } = await open()
    await cache.set([['a', 'mine']], null)
    expect(await cache.replace('a', 'other', { n: 1 }, null)).toBe(false)
    expect(await cache.get(['a'])).toEqual(['mine'])
    expect(await cache.replace('a', 'mine', { n: 1 }, 3_000)).toBe(true)
    expect(await cache.get(['a'])).toEqual([{ n: 1 }])
    expect(await cache.replace('a', 'mine', { n: 2 }, null)).toBe(false)
    await passTime(4_000)
    expect(await cache.get(['a'])).toEqual([undefined])
  })

  test(`${name}: where the expected string was deleted, forgotten or never set, nothing is set`, async () => {
    const { cache, passTime } = await open()
    await cache.set([['deleted', 'mine']], null)
    await cache.set([['forgotten', 'mine']], 3_000)
    await cache.delete(['deleted'])
    await passTime(4_000)
    for (const key of ['deleted', 'forgotten', 'never']) {
      expect(await cache.replace(key, 'mine', 1, null)).toBe(false)
      expect(await cache.get([key])).toEqual([undefined])
    }
  })

  test(`${name}: of many at once that expect the same string one succeeds`, async () => {
    const { cache } = await open()
    await cache.set([['a', 'mine']], null)
    const done = await Promise.all(Array.from({ length: 20 }, (_, n) => cache.replace('a', 'mine', { n }, null)))
    expect(done.filter(Boolean)).toHaveLength(1)
    expect(await cache.get(['a'])).toEqual([{ n: done.indexOf(true) }])
  })

  test(`${name}: a value changed by its taker or giver stays as it was set`, async () => {
    const { cache } = await open()
    const given = { list: [1] }
    await cache.set([['a', given]], null)
    given.list.push(2)
    const [taken] = await cache.get<{ list: number[] }>(['a'])
    taken?.list.push(3)
    expect(await cache.get(['a'])).toEqual([{ list: [1] }])
  })
}
