import { expect, test } from 'vitest'
import type { Mark } from '../../lib/view/session-log.ts'
import { placeMarks, timeTicks } from './marks.ts'

const minute = 60_000
const mark = (atMs: number, kind: Mark['kind'] = 'handover'): Mark => ({
  sequence: `${atMs}`,
  atMs,
  convoyId: 'c',
  kind,
  tone: 'busy',
  text: '',
})

test('a session of a minute is drawn on fifteen, the cursor at the right', () => {
  const nowMs = 100 * minute
  const { fromMs, placed } = placeMarks([mark(nowMs)], { startedAtMs: nowMs - minute, nowMs, leastGap: 0.03 })
  expect(fromMs).toBe(nowMs - 15 * minute)
  expect(placed[0]?.share).toBe(1)
})

test('marks that would lie on each other become one that counts them and shows the gravest', () => {
  const nowMs = 100 * minute
  const marks = [mark(nowMs - 5 * minute, 'rank'), mark(nowMs - 5 * minute + 900, 'alert'), mark(nowMs - minute)]
  const { placed } = placeMarks(marks, { startedAtMs: nowMs, nowMs, leastGap: 0.03 })
  expect(placed.map((one) => [one.kind, one.marks.length])).toEqual([
    ['alert', 2],
    ['handover', 1],
  ])
})

test('marks after the time cursor are left out', () =>
  expect(placeMarks([mark(20 * minute)], { startedAtMs: 0, nowMs: 15 * minute, leastGap: 0.03 }).placed).toEqual([]))

test('ticks are round, few, and never cut by an end', () => {
  for (const spanMin of [15, 47, 180, 720, 3_000]) {
    const ticks = timeTicks(7 * minute + 3, (7 + spanMin) * minute)
    expect(ticks.length).toBeGreaterThan(0)
    expect(ticks.length).toBeLessThanOrEqual(9)
    expect(ticks.every(({ atMs, share }) => atMs % minute === 0 && share > 0 && share < 1)).toBe(true)
  }
})
