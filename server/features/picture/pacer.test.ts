import { beforeEach, expect, test } from 'vitest'
import { createTestClock, type TestClock } from '../../adapters/memory/test-clock.ts'
import { createFixedPace, createPacer, longestPauseMs, type Pace, shortestPauseMs } from './pacer.ts'

let clock: TestClock
let workedMs: number
const monotonicMs = () => clock.monotonicMs() + workedMs

beforeEach(() => {
  clock = createTestClock()
  workedMs = 0
})

/** Sends frames that each take so long, and returns the time from the start of the last one to when the next may be sent. */
function pauseAfter(pace: Pace, costsMs: readonly number[]): number {
  let startedMs = 0
  for (const costMs of costsMs) {
    startedMs = monotonicMs()
    pace.run(() => {
      workedMs += costMs
    })
  }
  return pace.waitMs() + monotonicMs() - startedMs
}

test('an idle channel sends at once, and after a frame no sooner than a screen shows the next', () => {
  const pace = createPacer({ monotonicMs }).createPace()
  expect(pace.waitMs()).toBe(0)
  expect(pauseAfter(pace, [0])).toBe(shortestPauseMs)
})

test.each([
  [0.1, shortestPauseMs],
  [0.3, shortestPauseMs],
  [0.4, 22.4],
  [1, 88.4],
  [1.5, 162.4],
  [2, longestPauseMs],
  [400, longestPauseMs],
])('a channel whose frames take %f ms pauses for %f ms', (costMs, pauseMs) => {
  const pace = createPacer({ monotonicMs }).createPace()
  expect(pauseAfter(pace, [costMs, costMs, costMs])).toBeCloseTo(Math.max(pauseMs, costMs), 1)
})

test('a channel whose frames cost less than 2 ms uses at most about 2 % of a core', () => {
  for (let costMs = 0.01; costMs < 2; costMs *= 1.1) {
    const pauseMs = pauseAfter(createPacer({ monotonicMs }).createPace(), [costMs])
    expect(costMs / pauseMs).toBeLessThan(0.021)
  }
})

test('frames that were interrupted change nothing; the pace follows when frames go on costing more or less', () => {
  const pace = createPacer({ monotonicMs }).createPace()
  expect(pauseAfter(pace, [0.3, 20, 20, 0.3, 20, 0.3])).toBeCloseTo(shortestPauseMs)
  expect(pauseAfter(pace, [2, 2, 2, 2, 2, 2, 2])).toBeCloseTo(longestPauseMs)
  expect(pauseAfter(pace, [1, 1])).toBeCloseTo(88.4, 1)
})

test('all active channels together use at most 10 % of a core, until each is at 250 ms', () => {
  const pacer = createPacer({ monotonicMs })
  const paces = Array.from({ length: 40 }, () => pacer.createPace())
  const pauses = paces.map((pace) => pauseAfter(pace, [0.4]))
  expect(pauses[4]).toBeCloseTo(22.4, 1)
  expect(pauses[19]).toBeCloseTo(20 * 0.4 * 10)
  expect(pauses[39]).toBeCloseTo(40 * 0.4 * 10)
  const more = Array.from({ length: 200 }, () => pauseAfter(pacer.createPace(), [0.4]))
  expect(more.at(-1)).toBeCloseTo(longestPauseMs)
})

test('channels that have sent nothing for a second slow no other', async () => {
  const pacer = createPacer({ monotonicMs })
  const own = pacer.createPace()
  for (let i = 0; i < 40; i++) pauseAfter(pacer.createPace(), [0.4])
  expect(pauseAfter(own, [0.4])).toBeCloseTo(41 * 0.4 * 10)
  await clock.advance(1_100)
  expect(own.waitMs()).toBe(0)
  expect(pauseAfter(own, [0.4])).toBeCloseTo(22.4, 1)
})

test('a fixed pace gathers for 15 ms, then keeps its interval whatever frames cost', () => {
  const pace = createFixedPace({ monotonicMs }, 2)
  expect(pace.waitMs()).toBe(15)
  expect(pauseAfter(pace, [0])).toBe(500)
  expect(pauseAfter(pace, [300])).toBe(500)
})
