import { expect, test } from 'vitest'
import { countLeftBehind } from '../../tests/support/left-behind.ts'
import { bothEnded } from './both-ended.ts'

test('ends when the later of the two has ended, whether they succeed or fail', async () => {
  const earlier = Promise.withResolvers<string>()
  const own = Promise.withResolvers<string>()
  let isEnded = false
  const both = bothEnded(earlier.promise, own.promise).then((result) => {
    isEnded = true
    return result
  })
  own.reject(new Error('own failed'))
  await new Promise(setImmediate)
  expect(isEnded).toBe(false)
  earlier.resolve('earlier')
  expect(await both).toBeUndefined()
})

test('a queue of ten thousand that have ended leaves nothing behind', async () => {
  let last: Promise<unknown> = Promise.resolve()
  const run = async () => {
    last = bothEnded(last, Promise.resolve(['a result']))
    await last
  }
  expect(await countLeftBehind(10_000, run)).toBeLessThan(1_000)
})
