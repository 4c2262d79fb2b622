import { expect, test } from 'vitest'
import { createFairQueue } from './fair-queue.ts'

const never = new AbortController().signal
const limits = { slots: 1, waiting: 10, waitingOfKey: 4 }

test('turns go round the callers, whoever asked most', async () => {
  const queue = createFairQueue(limits)
  const order: string[] = []
  const first = await queue.acquire('a', never)
  const asked = ['a1', 'a2', 'a3', 'b1', 'b2', 'c1'].map(async (name) => {
    const end = await queue.acquire(name.slice(0, 1), never)
    order.push(name)
    end()
  })
  expect(queue.waiting).toBe(6)
  first()
  await Promise.all(asked)
  expect(order).toEqual(['a1', 'b1', 'c1', 'a2', 'b2', 'a3'])
  expect(queue.waiting).toBe(0)
})

test('no more work at once than there are slots, and an end counts once', async () => {
  const queue = createFairQueue({ ...limits, slots: 2 })
  const [one] = await Promise.all([queue.acquire('a', never), queue.acquire('a', never)])
  let begun = 0
  const later = [1, 2].map(async () => {
    await queue.acquire('a', never)
    begun += 1
  })
  one()
  one()
  await later[0]
  expect([begun, queue.waiting]).toEqual([1, 1])
})

test('who waits too much is told to retry, and the others still get in', async () => {
  const queue = createFairQueue({ slots: 1, waiting: 3, waitingOfKey: 2 })
  await queue.acquire('a', never)
  void queue.acquire('a', never)
  void queue.acquire('a', never)
  await expect(queue.acquire('a', never)).rejects.toMatchObject({ code: 'limited', retryAfterMs: 5_000 })
  void queue.acquire('b', never)
  await expect(queue.acquire('c', never)).rejects.toMatchObject({ code: 'limited', retryAfterMs: 5_000 })
})

test('who leaves the queue gives up the turn, and the next one gets it', async () => {
  const queue = createFairQueue(limits)
  const end = await queue.acquire('a', never)
  const gone = new AbortController()
  const left = queue.acquire('b', gone.signal)
  const next = queue.acquire('c', never)
  gone.abort(new Error('cancelled'))
  await expect(left).rejects.toThrow('cancelled')
  end()
  expect(await next).toBeTypeOf('function')
  await expect(queue.acquire('d', gone.signal)).rejects.toThrow('cancelled')
})
