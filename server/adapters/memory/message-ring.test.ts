import { expect, test } from 'vitest'
import { MessageRing } from './message-ring.ts'

/** A ring of 1,000 that counts accesses to its slots. */
function countedRing() {
  const uses = { count: 0 }
  const counted = <M>(slots: M[]): M[] =>
    new Proxy(slots, {
      get: (target, key) => {
        uses.count++
        return Reflect.get(target, key)
      },
      set: (target, key, value) => {
        uses.count++
        return Reflect.set(target, key, value)
      },
    })
  const ring = new MessageRing<number>({
    capacity: 1_000,
    weigh: () => 1,
    allocate: (size) => counted(new Array<number | undefined>(size)),
  })
  return { ring, uses }
}

test('an append after a million messages costs as many slot accesses as one after two thousand', () => {
  const { ring, uses } = countedRing()
  for (let n = 1; n <= 2_000; n++) ring.append(n)
  const costOf = (appends: number) => {
    uses.count = 0
    for (let n = 0; n < appends; n++) ring.append(n)
    return uses.count / appends
  }
  const early = costOf(1_000)
  for (let n = 0; n < 1_000_000; n++) ring.append(n)
  expect(costOf(1_000)).toBe(early)
  expect(early).toBeLessThanOrEqual(3)
})

test('holds the newest messages up to its capacity, in order, and always the last one', () => {
  const ring = new MessageRing<number>({ capacity: 100, weigh: (message) => message })
  const held = () => Array.from({ length: ring.newest - ring.oldest + 1 }, (_, at) => ring.at(ring.oldest + at))
  for (const message of [40, 30, 20, 10]) ring.append(message)
  expect(held()).toEqual([40, 30, 20, 10])
  ring.append(25)
  expect(held()).toEqual([30, 20, 10, 25])
  ring.append(500)
  expect(held()).toEqual([500])
  for (let n = 0; n < 1_000; n++) ring.append(0)
  expect(held()).toEqual(new Array(100).fill(0))
})
