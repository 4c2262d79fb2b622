import { expect, test } from 'vitest'
import { createTestClock } from '../../adapters/memory/test-clock.ts'
import { blockedAfterMs, recoveryMs, watchHealth } from './health.ts'

test('F114 an event loop blocked for 2 s: not ready, then recovers', async () => {
  const clock = createTestClock()
  let blockedMs = 0
  const delay = { longestMs: () => blockedMs, close: () => undefined }
  const health = watchHealth({ ...clock, monotonicMs: () => clock.monotonicMs() + blockedMs }, delay)
  health.started()
  await clock.advance(500)
  expect(health.unready()).toBe(null)
  blockedMs = 2_000
  expect(health.unready()).toBe('event loop blocked')
  await clock.advance(100)
  expect(health.unready()).toBe('event loop blocked')
  expect(health.lagMs()).toBeGreaterThanOrEqual(blockedAfterMs)
  await clock.advance(recoveryMs)
  expect(health.unready()).toBe(null)
})

test('it is not ready before it has started, and while it drains', () => {
  const health = watchHealth(createTestClock())
  expect(health.unready()).toBe('starting')
  health.started()
  expect(health.unready()).toBe(null)
  health.draining()
  expect(health.unready()).toBe('draining')
})
