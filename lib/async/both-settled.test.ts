import { expect, test } from 'vitest'
import { countLeftBehind } from '../../tests/support/left-behind.ts'
import { bothSettled } from './both-settled.ts'

test('resolves when both have settled, whether they succeed or fail', async () => {
  const earlier = Promise.withResolvers<string>()
  const own = Promise.withResolvers<string>()
  let isResolved = false
  const both = bothSettled(earlier.promise, own.promise).then((result) => {
    isResolved = true
    return result
  })
  own.reject(new Error('own failed'))
  await new Promise(setImmediate)
  expect(isResolved).toBe(false)
  earlier.resolve('earlier')
  expect(await both).toBeUndefined()
})

test('a queue of ten thousand settled promises leaves no memory behind', async () => {
  let last: Promise<unknown> = Promise.resolve()
  const run = async () => {
    last = bothSettled(last, Promise.resolve(['a result']))
    await last
  }
  expect(await countLeftBehind(10_000, run)).toBeLessThan(1_000)
})
