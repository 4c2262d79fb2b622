import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { afterIdleMs } from './idle-timer.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

test('it calls after the time, and never once cancelled', () => {
  const run = vi.fn()
  afterIdleMs(1_000, run)
  const cancel = afterIdleMs(1_000, run)
  vi.advanceTimersByTime(999)
  cancel()
  expect(run).not.toHaveBeenCalled()
  vi.advanceTimersByTime(1)
  expect(run).toHaveBeenCalledTimes(1)
})

test('a main thread that was busy for a minute counts as one step', () => {
  const run = vi.fn()
  afterIdleMs(1_000, run)
  vi.setSystemTime(Date.now() + 60_000)
  vi.advanceTimersByTime(250)
  expect(run).not.toHaveBeenCalled()
})
