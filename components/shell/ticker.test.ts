import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createTicker, type Ticker } from './ticker.ts'

beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] }))
afterEach(() => void vi.useRealTimers())

const tickTimes = (ticker: Ticker) => {
  const timesMs: number[] = []
  const startMs = performance.now()
  const stop = ticker.subscribe(() => timesMs.push(performance.now() - startMs))
  return { timesMs, stop }
}
const create = () =>
  createTicker(
    1_000,
    () => performance.now(),
    () => performance.now(),
  )

test('an early tick comes only when the last one is not recent, and the next a whole time later', () => {
  const ticker = create()
  const { timesMs } = tickTimes(ticker)
  vi.advanceTimersByTime(1_500)
  ticker.tickEarly()
  vi.advanceTimersByTime(300)
  ticker.tickEarly()
  vi.advanceTimersByTime(1_200)
  expect(timesMs).toEqual([1_000, 1_800, 2_800])
})

test('nothing ticks while nobody is subscribed', () => {
  const ticker = create()
  const { timesMs, stop } = tickTimes(ticker)
  vi.advanceTimersByTime(1_000)
  stop()
  ticker.tickEarly()
  vi.advanceTimersByTime(5_000)
  expect(timesMs).toEqual([1_000])
  expect(vi.getTimerCount()).toBe(0)
})
