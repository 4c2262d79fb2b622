import { expect, test } from 'vitest'
import { createTestClock } from '../../adapters/memory/test-clock.ts'
import { monitorLoopDelay } from './loop-delay.ts'

test('a loop that was blocked is reported as late by about as long as it was blocked', async () => {
  const delay = monitorLoopDelay(createTestClock())
  const block = () => {
    const untilMs = performance.now() + 150
    while (performance.now() < untilMs);
    return delay.longestMs()
  }
  // The histogram counts from its second tick on: the first block may come before.
  await expect.poll(block, { interval: 50 }).toBeGreaterThan(100)
  expect(delay.longestMs()).toBeLessThan(1_000)
  delay.close()
})

test('a delay is reported for ten seconds at least and twenty at most, whenever it was', async () => {
  for (const atMs of [0, 5_000, 9_999, 10_000, 14_000, 19_999]) {
    const clock = createTestClock()
    const open = new Set<{ max: number; disable(): void }>()
    const delay = monitorLoopDelay(clock, () => {
      const monitor = { max: 20e6, disable: () => void open.delete(monitor) }
      open.add(monitor)
      return monitor
    })
    await clock.advance(atMs)
    for (const monitor of open) monitor.max = 320e6
    await clock.advance(9_999)
    expect(delay.longestMs()).toBe(300)
    await clock.advance(10_001)
    expect(delay.longestMs()).toBe(0)
    delay.close()
    expect(open.size).toBe(0)
  }
})
