import { expect, test } from 'vitest'
import { createServerClock } from './server-clock.ts'

test('the message that travelled least sets the clock', () => {
  let ownMs = 1_000
  const clock = createServerClock(() => ownMs)
  for (const delayMs of [80, 5, 300]) {
    ownMs += 1_000
    clock.see(ownMs + 60_000 - delayMs)
  }
  expect(clock.nowMs()).toBe(ownMs + 60_000 - 5)
})

test('a clock that was set is followed', () => {
  const clock = createServerClock(() => 1_000)
  clock.see(3_600_000)
  for (let i = 0; i < 64; i++) clock.see(1_000)
  expect(clock.nowMs()).toBe(1_000)
})
