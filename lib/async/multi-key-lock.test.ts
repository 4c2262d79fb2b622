import fc from 'fast-check'
import { expect, test } from 'vitest'
import { countLeftBehind } from '../../tests/support/left-behind.ts'
import { createMultiKeyLock } from './multi-key-lock.ts'

test('requests that share a key are granted in order, however long each caller prepares', () =>
  fc.assert(
    fc.asyncProperty(
      fc.array(fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd'), { minLength: 1 }), { minLength: 1, maxLength: 20 }),
      fc.scheduler(),
      async (tasks, scheduler) => {
        const lock = createMultiKeyLock<string>()
        const passed: number[] = []
        const running = tasks.map(async (keys, number) => {
          const request = lock.request(keys)
          await scheduler.schedule(Promise.resolve())
          await request.granted
          passed.push(number)
          request.release()
        })
        await scheduler.waitFor(Promise.all(running))
        for (const key of 'abcd') {
          const own = passed.filter((number) => tasks[number]?.some((own) => own === key))
          expect(own).toEqual(own.toSorted((a, b) => a - b))
        }
      },
    ),
  ))

test('requests without a common key never wait for each other', () => {
  const lock = createMultiKeyLock<string>()
  const first = lock.request(['a', 'b'])
  expect(lock.request(['c']).granted).toBeNull()
  expect(lock.request(['b']).granted).not.toBeNull()
  first.release()
  expect(lock.request(['a']).granted).toBeNull()
})

test('a request that names a key twice does not wait for itself', () => {
  expect(createMultiKeyLock<string>().request(['a', 'a']).granted).toBeNull()
})

test('ten thousand released requests leave no memory behind while another one is always waiting', async () => {
  const lock = createMultiKeyLock<number>()
  let current = lock.request([0])
  const left = await countLeftBehind(10_000, async (number) => {
    const next = lock.request([0, number + 1])
    current.release()
    await next.granted
    current = next
  })
  expect(left).toBeLessThan(1_000)
})

test('a key is held until its last request is released', () => {
  const lock = createMultiKeyLock<string>()
  const first = lock.request(['a', 'b'])
  const second = lock.request(['a'])
  expect(['a', 'b', 'c'].map(lock.isHeld)).toEqual([true, true, false])
  first.release()
  expect(['a', 'b'].map(lock.isHeld)).toEqual([true, false])
  second.release()
  expect(lock.isHeld('a')).toBe(false)
})
