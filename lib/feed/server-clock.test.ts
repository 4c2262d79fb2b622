import { expect, test, vi } from 'vitest'
import { createServerClock, monotonicNow } from './server-clock.ts'

test('the message with the least latency sets the clock', () => {
  let ownMs = 1_000
  const clock = createServerClock(() => ownMs)
  for (const delayMs of [80, 5, 300]) {
    ownMs += 1_000
    clock.addSample(ownMs + 60_000 - delayMs)
  }
  expect(clock.nowMs()).toBe(ownMs + 60_000 - 5)
})

test('a server whose clock is set is followed at once, forward and back', () => {
  const clock = createServerClock(() => 1_000)
  for (const serverMs of [500_000, 3_600_000, 3_600_010, 500_000]) {
    clock.addSample(serverMs)
    expect(clock.nowMs()).toBe(serverMs)
  }
})

test('another connection may be to a server with another clock', () => {
  const clock = createServerClock(() => 1_000)
  clock.addSample(60_000)
  clock.restart()
  expect(clock.nowMs()).toBe(60_000)
  clock.addSample(59_900)
  expect(clock.nowMs()).toBe(59_900)
})

test('setting the local clock does not change the clock of the page', () => {
  vi.useFakeTimers({ toFake: ['Date'] })
  try {
    const before = monotonicNow()
    vi.setSystemTime(Date.now() + 30_000)
    expect(monotonicNow() - before).toBeLessThan(10_000)
  } finally {
    vi.useRealTimers()
  }
})
