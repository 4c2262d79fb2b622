import { expect, test } from 'vitest'
import { createGroups } from './groups.ts'

/** Groups whose runs each wait for `pass`, and the sizes of the groups run. */
function gatedGroups(maxItems = 100, fail: (item: number) => boolean = () => false) {
  const sizes: number[] = []
  const gates: (() => void)[] = []
  const groups = createGroups<string, number, string>({
    maxItems,
    run: async (key, close) => {
      await new Promise<void>((resolve) => gates.push(resolve))
      const items = close()
      sizes.push(items.length)
      return Promise.allSettled(
        items.map(async (item) => {
          if (fail(item)) throw new Error(`${item} fails`)
          return `${key}${item}`
        }),
      )
    },
  })
  return { groups, sizes, pass: () => gates.splice(0).forEach((open) => void open()) }
}

test('what joins before the turn comes is one group, each item with its own result', async () => {
  const { groups, sizes, pass } = gatedGroups()
  const results = [1, 2, 3].map((item) => groups.join('a', item))
  pass()
  expect(await Promise.all(results)).toEqual(['a1', 'a2', 'a3'])
  expect(sizes).toEqual([3])
})

test('what joins after a group was closed is in the next one', async () => {
  const { groups, sizes, pass } = gatedGroups()
  const first = groups.join('a', 1)
  pass()
  await first
  const second = groups.join('a', 2)
  pass()
  expect(await second).toBe('a2')
  expect(sizes).toEqual([1, 1])
})

test('a full group is followed by another', async () => {
  const { groups, sizes, pass } = gatedGroups(2)
  const results = [1, 2, 3, 4, 5].map((item) => groups.join('a', item))
  pass()
  expect(await Promise.all(results)).toEqual(['a1', 'a2', 'a3', 'a4', 'a5'])
  expect(sizes).toEqual([2, 2, 1])
})

test('an item that fails leaves its neighbours alone', async () => {
  const { groups, pass } = gatedGroups(100, (item) => item === 2)
  const results = Promise.allSettled([1, 2, 3].map((item) => groups.join('a', item)))
  pass()
  expect((await results).map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
})

test('a run that fails fails its whole group and not the next one', async () => {
  let runs = 0
  const groups = createGroups<string, number, number>({
    maxItems: 10,
    run: async (_, close) => {
      if (++runs === 1) throw new Error('down')
      return Promise.allSettled(close().map(async (item) => item))
    },
  })
  const failed = await Promise.allSettled([groups.join('a', 1)])
  expect(failed[0]?.status).toBe('rejected')
  expect(await groups.join('a', 2)).toBe(2)
})
