import { expect, test } from 'vitest'
import type { Cache } from './cache.ts'

/** The law of Cache, run on an adapter; `passTime` makes its clock go on. */
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
