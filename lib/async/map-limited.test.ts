import { expect, test } from 'vitest'
import { mapLimited } from './map-limited.ts'

test('never runs more than the limit at a time, and keeps the order of the items', async () => {
  let running = 0
  let most = 0
  const results = await mapLimited(
    Array.from({ length: 100 }, (_, n) => n),
    7,
    async (n) => {
      most = Math.max(most, ++running)
      for (let turns = n % 5; turns >= 0; turns--) await Promise.resolve()
      running--
      return n * 2
    },
  )
  expect(most).toBe(7)
  expect(results).toEqual(Array.from({ length: 100 }, (_, n) => n * 2))
})

test('starts no further item after a failure, and rejects when those in progress have finished', async () => {
  const begun: number[] = []
  const gate = Promise.withResolvers<void>()
  let hasRejected = false
  const all = mapLimited([0, 1, 2, 3, 4], 2, async (n) => {
    begun.push(n)
    if (n === 0) throw new Error('no')
    await gate.promise
  })
  all.catch(() => (hasRejected = true))
  await new Promise((resolve) => setImmediate(resolve))
  expect([begun, hasRejected]).toEqual([[0, 1], false])
  gate.resolve()
  await expect(all).rejects.toThrow('no')
  expect(begun).toEqual([0, 1])
})

test('of nothing makes nothing', async () => {
  expect(await mapLimited([], 3, async () => 1)).toEqual([])
})
