import { expect, test, vi } from 'vitest'
import { applyFrame, createPicture } from './apply-frame.ts'
import { createDelivery } from './delivery.ts'
import { delta, droneId, frame, record } from './frames.fixture.ts'

function setUp() {
  const picture = createPicture()
  const paints: (() => void)[] = []
  const shown: number[] = []
  const delivery = createDelivery({
    picture,
    nextPaint: (run) => void paints.push(run),
    nowMs: () => 5_000,
    onShown: (upToMs) => shown.push(upToMs),
  })
  return { picture, paints, shown, delivery }
}
const settle = () => new Promise<void>((resolve) => setImmediate(resolve))

test('many frames before a paint are one picture', async () => {
  const { delivery, paints, shown } = setUp()
  const listener = vi.fn()
  delivery.add(listener)
  delivery.request(1_000)
  delivery.request(1_250)
  expect(paints).toHaveLength(1)
  paints[0]?.()
  await settle()
  expect(listener).toHaveBeenCalledTimes(1)
  expect(shown).toEqual([1_250])
})

test('a slow screen gets fewer, newer pictures, and what changed meanwhile is in the next', async () => {
  const { picture, delivery, paints, shown } = setUp()
  const painted = Promise.withResolvers<void>()
  const changes: string[][] = []
  delivery.add((now) => {
    changes.push([...now.changed])
    return changes.length === 1 ? painted.promise : undefined
  })
  applyFrame(picture, frame())
  delivery.request(1_000)
  paints[0]?.()
  for (const sequence of [11, 12, 13]) {
    applyFrame(picture, delta(sequence, { records: [record(1, { sequence })] }))
    delivery.request(1_000 + sequence)
  }
  await settle()
  expect(paints).toHaveLength(1)
  expect(shown).toEqual([])
  painted.resolve()
  await settle()
  expect(paints).toHaveLength(2)
  paints[1]?.()
  await settle()
  expect(changes).toEqual([[droneId(0), droneId(1)], [droneId(1)]])
  expect(shown).toEqual([1_000, 1_013])
})

test('a listener that comes later is given everything', async () => {
  const { picture, delivery, paints } = setUp()
  applyFrame(picture, frame())
  picture.changed.clear()
  const seen: number[] = []
  delivery.add((now) => void seen.push(now.changed.size))
  paints[0]?.()
  await settle()
  expect(seen).toEqual([2])
})
