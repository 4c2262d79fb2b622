import { expect, test, vi } from 'vitest'
import { startPoll } from './poll.ts'

test('asks nothing while the page is hidden, and at once when it is seen again', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
  const page = Object.assign(new EventTarget(), { hidden: false })
  let loads = 0
  const loop = startPoll(
    async () => {
      loads++
      return 10_000
    },
    () => {},
    page,
  )
  await vi.advanceTimersByTimeAsync(60_000)
  expect(loads).toBe(7)
  page.hidden = true
  await vi.advanceTimersByTimeAsync(600_000)
  expect(loads).toBe(7)
  page.hidden = false
  page.dispatchEvent(new Event('visibilitychange'))
  await vi.advanceTimersByTimeAsync(0)
  expect(loads).toBe(8)
  loop.close()
  vi.useRealTimers()
})
