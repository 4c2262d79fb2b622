import { afterEach, expect, test, vi } from 'vitest'
import { onDemand } from './on-demand.ts'

afterEach(() => void vi.useRealTimers())

test('nothing is loaded before it is wanted, and then once', async () => {
  const load = vi.fn(async () => 'grid')
  const loaded = Promise.withResolvers<void>()
  const value = onDemand(load, loaded.resolve)
  expect(load).not.toHaveBeenCalled()
  expect([value.get(), value.get()]).toEqual([null, null])
  await loaded.promise
  expect(value.get()).toBe('grid')
  expect(load).toHaveBeenCalledTimes(1)
})

test('a load that fails is repeated every two seconds until it succeeds', async () => {
  vi.useFakeTimers()
  const load = vi.fn(async () => 'grid').mockRejectedValueOnce(new Error('offline'))
  const value = onDemand(load)
  value.get()
  await vi.advanceTimersByTimeAsync(1_999)
  expect(value.get()).toBeNull()
  await vi.advanceTimersByTimeAsync(1)
  expect(value.get()).toBe('grid')
})

test('stopped, it neither tries again nor calls back', async () => {
  vi.useFakeTimers()
  const onLoaded = vi.fn()
  const load = vi.fn(async () => Promise.reject(new Error('offline')))
  const failing = onDemand(load, onLoaded)
  failing.get()
  await vi.advanceTimersByTimeAsync(0)
  failing.stop()
  const late = onDemand(async () => 'grid', onLoaded)
  late.get()
  late.stop()
  await vi.advanceTimersByTimeAsync(10_000)
  expect(load).toHaveBeenCalledTimes(1)
  expect(onLoaded).not.toHaveBeenCalled()
})
