import { expect, test, vi } from 'vitest'
import { createReloadLoop } from './reload-loop.ts'

const setting = { toFake: ['setTimeout', 'clearTimeout', 'performance'] } satisfies Parameters<
  typeof vi.useFakeTimers
>[0]

test('loads at once; calls while it runs are answered by one more run', async () => {
  vi.useFakeTimers(setting)
  let runs = 0
  let finish = () => {}
  const loop = createReloadLoop(
    () => {
      runs++
      return new Promise<void>((resolve) => {
        finish = resolve
      })
    },
    () => {},
  )
  await vi.advanceTimersByTimeAsync(0)
  loop.ask()
  loop.ask()
  expect(runs).toBe(1)
  finish()
  await vi.advanceTimersByTimeAsync(0)
  expect(runs).toBe(2)
  finish()
  await vi.advanceTimersByTimeAsync(60_000)
  expect(runs).toBe(2)
  loop.close()
  vi.useRealTimers()
})

test('tries again after a failure, ever more patiently, and forgets it after a success', async () => {
  vi.useFakeTimers(setting)
  const at: number[] = []
  const failures: unknown[] = []
  const loop = createReloadLoop(
    async () => {
      at.push(performance.now())
      if (at.length < 4) throw new Error('no server')
    },
    (cause) => failures.push(cause),
  )
  await vi.advanceTimersByTimeAsync(60_000)
  expect(failures).toHaveLength(3)
  expect(at.map((time) => Math.round(time - (at[0] ?? 0)))).toEqual([0, 1_000, 3_000, 7_000])
  loop.close()
  vi.useRealTimers()
})

test('closed, it never loads again', async () => {
  vi.useFakeTimers(setting)
  let runs = 0
  const loop = createReloadLoop(
    async () => {
      runs++
    },
    () => {},
  )
  loop.close()
  loop.ask()
  await vi.advanceTimersByTimeAsync(60_000)
  expect(runs).toBe(0)
  vi.useRealTimers()
})

test('when the server is back a load that failed runs at once, one that did not fail does not', async () => {
  vi.useFakeTimers(setting)
  let runs = 0
  const loop = createReloadLoop(
    async () => {
      runs++
      if (runs < 6) throw new Error('away')
    },
    () => {},
  )
  await vi.advanceTimersByTimeAsync(15_000)
  expect(runs).toBe(5)
  loop.retry()
  await vi.advanceTimersByTimeAsync(0)
  expect(runs).toBe(6)
  loop.retry()
  await vi.advanceTimersByTimeAsync(60_000)
  expect(runs).toBe(6)
  loop.close()
  vi.useRealTimers()
})
