import { expect, test } from 'vitest'
import type { Mark } from '../../lib/view/session-log.ts'
import { placeMarks, timeTicks } from './marks.ts'

const minute = 60_000
const span = { fromMs: 0, toMs: 100 * minute }
const mark = (atMs: number, kind: Mark['kind'] = 'handover'): Mark => ({
  sequence: `${atMs}`,
  atMs,
  convoyId: 'c',
  kind,
  tone: 'busy',
  text: '',
})

test('marks that would overlap become one that counts them and shows the gravest', () => {
  const marks = [mark(90 * minute, 'rank'), mark(90 * minute + 900, 'alert'), mark(94 * minute)]
  expect(placeMarks(marks, span, 800).map((one) => [one.kind, one.marks.length])).toEqual([
    ['alert', 2],
    ['handover', 1],
  ])
})

test('marks outside of what is shown are left out', () =>
  expect(placeMarks([mark(-1), mark(101 * minute), mark(50 * minute)], span, 800).map(({ atPx }) => atPx)).toEqual([
    400,
  ]))

test('at any width every mark is whole, 24 px of its own', () => {
  const marks = Array.from({ length: 500 }, (_, i) => mark((i * 7919 * 1_000) % (100 * minute)))
  for (const widthPx of [200, 390, 613, 1_100, 2_400]) {
    const places = placeMarks([...marks, mark(0), mark(100 * minute)], span, widthPx).map(({ atPx }) => atPx)
    expect(places[0]).toBeGreaterThanOrEqual(12)
    expect(places.at(-1)).toBeLessThanOrEqual(widthPx - 12)
    for (const [i, atPx] of places.slice(1).entries()) expect(atPx - (places[i] as number)).toBeGreaterThanOrEqual(24)
  }
})

test('ticks are round, few, and never cut by an end, from minutes to thirty days', () => {
  for (const spanMin of [10, 47, 180, 720, 3_000, 43_200]) {
    const ticks = timeTicks({ fromMs: 7 * minute + 3, toMs: (7 + spanMin) * minute })
    expect(ticks.length).toBeGreaterThan(0)
    expect(ticks.length).toBeLessThanOrEqual(9)
    expect(ticks.every(({ atMs, share }) => atMs % minute === 0 && share > 0 && share < 1)).toBe(true)
  }
})

test('a tick at midnight has the date, any other the time of day', () => {
  const midnight = Date.UTC(2026, 10, 28)
  const texts = timeTicks({ fromMs: midnight - 30 * minute, toMs: midnight + 30 * minute }).map(({ text }) => text)
  expect(texts).toContain('11-28')
  expect(texts).toContain('23:45')
})
