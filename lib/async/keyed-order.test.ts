import fc from 'fast-check'
import { expect, test } from 'vitest'
import { countLeftBehind } from '../../tests/support/left-behind.ts'
import { createKeyedOrder } from './keyed-order.ts'

test('tasks that share a key pass in the order in which they entered, however long each prepares', () =>
  fc.assert(
    fc.asyncProperty(
      fc.array(fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd'), { minLength: 1 }), { minLength: 1, maxLength: 20 }),
      fc.scheduler(),
      async (tasks, scheduler) => {
        const order = createKeyedOrder<string>()
        const passed: number[] = []
        const running = tasks.map(async (keys, number) => {
          const place = order.enter(keys)
          await scheduler.schedule(Promise.resolve())
          await place.turn
          passed.push(number)
          place.leave()
        })
        await scheduler.waitFor(Promise.all(running))
        for (const key of 'abcd') {
          const own = passed.filter((number) => tasks[number]?.some((own) => own === key))
          expect(own).toEqual(own.toSorted((a, b) => a - b))
        }
      },
    ),
  ))

test('tasks without a key in common never wait for each other', () => {
  const order = createKeyedOrder<string>()
  const first = order.enter(['a', 'b'])
  expect(order.enter(['c']).turn).toBeNull()
  expect(order.enter(['b']).turn).not.toBeNull()
  first.leave()
  expect(order.enter(['a']).turn).toBeNull()
})

test('a key named twice is no reason to wait for oneself', () => {
  expect(createKeyedOrder<string>().enter(['a', 'a']).turn).toBeNull()
})

test('ten thousand that passed leave nothing behind, though there is always another one waiting', async () => {
  const order = createKeyedOrder<number>()
  let current = order.enter([0])
  const left = await countLeftBehind(10_000, async (number) => {
    const next = order.enter([0, number + 1])
    current.leave()
    await next.turn
    current = next
  })
  expect(left).toBeLessThan(1_000)
})
