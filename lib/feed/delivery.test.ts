import { expect, test, vi } from 'vitest'
import { applyFrame, createPicture } from './apply-frame.ts'
import { createDelivery } from './delivery.ts'
import { delta, droneId, frame, record } from './frames.fixture.ts'

function setUp(minGapMs = 0) {
  const picture = createPicture()
  const paints: (() => void)[] = []
  const timers: { run: () => void; delayMs: number }[] = []
  let nowMs = 0
  let prepared = 0
  const delivery = createDelivery({
    picture,
    nextPaint: (run) => void paints.push(run),
    prepare: () => prepared++,
    now: () => nowMs,
    setTimer: (run, delayMs) => {
      timers.push({ run, delayMs })
      return () => {}
    },
    minGapMs,
  })
  const at = (ms: number) => {
    nowMs = ms
  }
  return { picture, paints, delivery, timers, at, prepared: () => prepared }
}
const settle = () => new Promise<void>((resolve) => setImmediate(resolve))

test('many frames before a paint are one picture', async () => {
  const { delivery, paints, prepared } = setUp()
  const listener = vi.fn()
  delivery.add(listener)
  delivery.request()
  delivery.request()
  expect(paints).toHaveLength(1)
  paints[0]?.()
  await settle()
  expect(listener).toHaveBeenCalledTimes(1)
  expect(prepared()).toBe(1)
})

test('a slow screen gets fewer, newer pictures, and what changed meanwhile is in the next', async () => {
  const { picture, delivery, paints, prepared } = setUp()
  const painted = Promise.withResolvers<void>()
  const changes: string[][] = []
  delivery.add((now) => {
    changes.push([...now.changed])
    return changes.length === 1 ? painted.promise : undefined
  })
  applyFrame(picture, frame())
  delivery.request()
  paints[0]?.()
  for (const sequence of [11, 12, 13]) {
    applyFrame(picture, delta(sequence, { records: [record(1, { sequence })] }))
    delivery.request()
  }
  await settle()
  expect(paints).toHaveLength(1)
  expect(prepared()).toBe(1)
  painted.resolve()
  await settle()
  expect(paints).toHaveLength(2)
  paints[1]?.()
  await settle()
  expect(changes).toEqual([[droneId(0), droneId(1)], [droneId(1)]])
  expect(prepared()).toBe(2)
})

test('a listener added later receives every drone', async () => {
  const { picture, delivery, paints } = setUp()
  applyFrame(picture, frame())
  picture.changed.clear()
  const seen: number[] = []
  delivery.add((now) => void seen.push(now.changed.size))
  paints[0]?.()
  await settle()
  expect(seen).toEqual([2])
})

test('the first change is delivered at once, later ones are combined', async () => {
  const { delivery, paints, timers, at } = setUp(200)
  at(1_000)
  delivery.request()
  expect(paints).toHaveLength(1)
  paints[0]?.()
  await settle()
  at(1_050)
  delivery.request()
  expect(paints).toHaveLength(1)
  expect(timers.map(({ delayMs }) => delayMs)).toEqual([150])
  timers[0]?.run()
  expect(paints).toHaveLength(2)
})
