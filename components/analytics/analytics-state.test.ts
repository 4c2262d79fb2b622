import { expect, test } from 'vitest'
import { type AnalyticsState, defaultState, parseAnalytics, replaceAnalytics } from './analytics-state.ts'

const convoyId = '550e8400-e29b-41d4-a716-446655440000'
const droneId = '660e8400-e29b-41d4-a716-446655440001'
const parse = (search: string) => parseAnalytics(new URLSearchParams(search))

test('an empty address asks the first group about the last 24 hours of everything', () => {
  expect(parse('')).toEqual(defaultState)
  expect(defaultState.span).toEqual({ kind: 'last', hours: 24 })
  expect(replaceAnalytics('', defaultState)).toBe('')
})

test.each<[string, Partial<AnalyticsState>]>([
  ['group=fleet', { group: 'fleet' }],
  ['last=6', { span: { kind: 'last', hours: 6 } }],
  [
    'fromAt=2026-11-28T10:00:00Z&toAt=2026-11-28T11:00:00Z',
    { span: { kind: 'fixed', fromMs: Date.UTC(2026, 10, 28, 10), toMs: Date.UTC(2026, 10, 28, 11) } },
  ],
  [`convoyIds=${convoyId}&droneIds=${droneId},${droneId}`, { convoyIds: [convoyId], droneIds: [droneId] } as never],
  ['weaponTypes=GBU38_JDAM,AGM176_GRIFFIN', { weaponTypes: ['GBU38_JDAM', 'AGM176_GRIFFIN'] }],
  ['set=stops.stillMps~1.5', { settings: { 'stops.stillMps': 1.5 } }],
  [
    `brush=distance~droneIds~${droneId}`,
    { brush: { of: 'distance', picked: { kind: 'droneIds', values: [droneId] } } },
  ],
])('%s is read, and comes back from what is printed of it', (search, patch) => {
  const state = { ...defaultState, ...patch }
  expect(parse(search)).toEqual(state)
  expect(parse(replaceAnalytics('', state))).toEqual(state)
})

test.each([
  'group=weather',
  'last=0',
  'last=99999',
  'last=six',
  'fromAt=2026-11-28T11:00:00Z&toAt=2026-11-28T10:00:00Z',
  'fromAt=2026-11-28T11:00:00Z',
  'convoyIds=HAWK&droneIds=1&weaponTypes=SLING',
  'brush=weather~a~b',
])('%s, which means nothing here, is ignored', (search) => expect(parse(search)).toEqual(defaultState))

test('what another part of the screen has in the address stays there', () => {
  const search = '?at=2026-11-28T10:00:00Z&follow&group=fleet&last=6&hud=folded'
  expect(replaceAnalytics(search, { ...defaultState, group: 'leadership' })).toBe(
    '?at=2026-11-28T10%3A00%3A00Z&follow&hud=folded&group=leadership',
  )
})

test('the address of as much as can be chosen and brushed at once is one that the server takes', () => {
  const ids = Array.from({ length: 1_000 }, (_, n) => `660e8400-e29b-41d4-a716-${String(n).padStart(12, '0')}`).join(
    ',',
  )
  const search = `convoyIds=${ids}&droneIds=${ids}&brush=distance~droneIds~${ids}`
  const url = replaceAnalytics('', parseAnalytics(new URLSearchParams(search)))
  expect(url.length).toBeGreaterThan(10_000)
  expect(url.length).toBeLessThan(14_000)
})
