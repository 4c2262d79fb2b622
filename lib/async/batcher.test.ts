import { expect, test } from 'vitest'
import { createBatcher } from './batcher.ts'

/** A batcher whose runs each wait for `pass`, and the sizes of the batches run. */
function gatedBatcher(maxItems = 100, fail: (item: number) => boolean = () => false) {
  const sizes: number[] = []
  const gates: (() => void)[] = []
  const batcher = createBatcher<string, number, string>({
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
  return { batcher, sizes, pass: () => gates.splice(0).forEach((open) => void open()) }
}

test('items added before a batch is closed share it, and each gets its own result', async () => {
  const { batcher, sizes, pass } = gatedBatcher()
  const results = [1, 2, 3].map((item) => batcher.add('a', item))
  pass()
  expect(await Promise.all(results)).toEqual(['a1', 'a2', 'a3'])
  expect(sizes).toEqual([3])
})

test('items added after a batch was closed go into the next one', async () => {
  const { batcher, sizes, pass } = gatedBatcher()
  const first = batcher.add('a', 1)
  pass()
  await first
  const second = batcher.add('a', 2)
  pass()
  expect(await second).toBe('a2')
  expect(sizes).toEqual([1, 1])
})

test('items beyond maxItems go into another batch', async () => {
  const { batcher, sizes, pass } = gatedBatcher(2)
  const results = [1, 2, 3, 4, 5].map((item) => batcher.add('a', item))
  pass()
  expect(await Promise.all(results)).toEqual(['a1', 'a2', 'a3', 'a4', 'a5'])
  expect(sizes).toEqual([2, 2, 1])
})

test('an item that fails does not affect the others of its batch', async () => {
  const { batcher, pass } = gatedBatcher(100, (item) => item === 2)
  const results = Promise.allSettled([1, 2, 3].map((item) => batcher.add('a', item)))
  pass()
  expect((await results).map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
})

test('a run that fails fails its whole batch and not the next one', async () => {
  let runs = 0
  const batcher = createBatcher<string, number, number>({
    maxItems: 10,
    run: async (_, close) => {
      if (++runs === 1) throw new Error('down')
      return Promise.allSettled(close().map(async (item) => item))
    },
  })
  const failed = await Promise.allSettled([batcher.add('a', 1)])
  expect(failed[0]?.status).toBe('rejected')
  expect(await batcher.add('a', 2)).toBe(2)
})
