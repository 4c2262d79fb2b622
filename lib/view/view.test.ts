import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { ConvoyTrack, FeedState, FeedStatus, FleetPicture } from '../feed/feed.ts'
import { alertsOf, calmWords } from './alerts.ts'
import {
  formatAge,
  formatBearing,
  formatCount,
  formatDegrees,
  formatLocal,
  formatLocalDate,
  formatNumber,
  formatRange,
  formatSigned,
  formatUtc,
  formatUtcDate,
  formatZone,
} from './format.ts'
import { heartbeatOf } from './heartbeat.ts'
import { linkBadge } from './link-badge.ts'
import { panelMeasures } from './measures.ts'
import { routeProgress } from './route-progress.ts'
import { type SearchEntry, searchEntries } from './search.ts'
import { addMark, type Mark, maxMarks } from './session-log.ts'
import { convoyWords } from './words.ts'

describe('numbers as text', () => {
  test.each([
    [0, '0.0 s'],
    [300, '0.3 s'],
    [9_949, '9.9 s'],
    [9_960, '10 s'],
    [119_000, '119 s'],
    [120_000, '2 min'],
    [7_200_000, '2 h'],
    [259_200_000, '3 d'],
    [-5, '0.0 s'],
  ])('an age of %d ms is %s', (ageMs, text) => expect(formatAge(ageMs)).toBe(text))
  test('what is not known is an em dash, never a zero', () => {
    expect(formatAge(null)).toBe('—')
    expect(formatNumber(null)).toBe('—')
    expect(formatNumber(Number.NaN, 1)).toBe('—')
    expect(formatNumber(0, 1)).toBe('0.0')
  })
  test('signs, thousands, degrees and zones', () => {
    expect([formatSigned(3), formatSigned(-2), formatSigned(0)]).toEqual(['+3', '−2', '0'])
    expect(formatCount(1_234_567)).toBe('1\u202f234\u202f567')
    expect(formatDegrees(34.5281, -69.1723)).toBe('34.52810° N 069.17230° W')
    expect([formatZone(0, 270), formatZone(0, -300), formatZone(0, 0)]).toEqual(['UTC+4:30', 'UTC−5', 'UTC+0'])
  })
})

test('a date is that of the zone whose time stands beside it', () => {
  const atMs = Date.parse('2026-11-22T23:14:05Z')
  expect([formatUtcDate(atMs), formatUtc(atMs)]).toEqual(['2026-11-22', '23:14:05'])
  expect([formatLocalDate(atMs, 'Asia/Kabul'), formatLocal(atMs, 'Asia/Kabul')]).toEqual(['2026-11-23', '03:44:05'])
})

test('a range is in metres below 10 km, then in kilometres, with nautical miles; a bearing has three digits', () => {
  expect([0, 340.4, 9_999, 10_000, 265_149, 1_852_000].map(formatRange)).toEqual([
    '0 m · 0.0 NM',
    '340 m · 0.2 NM',
    '9\u202f999 m · 5.4 NM',
    '10.0 km · 5.4 NM',
    '265.1 km · 143 NM',
    '1\u202f852 km · 1\u202f000 NM',
  ])
  expect([0, 4.6, 45, 359.4, 359.6].map(formatBearing)).toEqual(['000°', '005°', '045°', '359°', '000°'])
})

describe('the link badge', () => {
  const nowMs = Date.parse('2026-11-22T23:14:09Z')
  const status = (more: Partial<FeedStatus>): FeedStatus => ({
    state: 'live',
    completeUpToMs: nowMs - 300,
    dropped: 0,
    sinceMs: Date.parse('2026-11-22T23:14:05Z'),
    ...more,
  })
  const stream = { state: 'connected', recovered: 118, gap: false } as const
  const facts = { kind: 'live', stream, isMapDrawn: true, nowMs, rate: 0 } as const
  const told = (more: Partial<FeedStatus>) => {
    const { word, detail } = linkBadge(status(more), facts)
    return `${word} ${detail}`
  }
  test('says what is true in the words of the brief', () => {
    expect(told({})).toBe('LIVE 0.3 s')
    expect(told({ state: 'behind', completeUpToMs: nowMs - 4_000 })).toBe('BEHIND 4.0 s')
    expect(told({ state: 'resynced' })).toBe('RESYNCED 23:14:05 · 118 events recovered')
    expect(told({ state: 'dropped', dropped: 12 })).toBe('DROPPED 12')
    expect(told({ state: 'dropped', dropped: Number.POSITIVE_INFINITY })).toBe('DROPPED unknown number')
    expect(told({ state: 'offline', completeUpToMs: nowMs - 12_000 })).toBe('OFFLINE for 12 s')
  })
  test('is never LIVE while events are cut', () => {
    const cut = { state: 'disconnected', retryInMs: 100 } as const
    expect(linkBadge(status({}), { ...facts, stream: cut })).toMatchObject({ word: 'BEHIND', detail: 'events' })
    expect(linkBadge(status({ state: 'offline' }), { ...facts, stream: cut }).word).toBe('OFFLINE')
  })
  test('is never LIVE before there is a whole picture and a map that shows it', () => {
    for (const state of ['connecting', 'loading'] as const)
      expect(linkBadge(status({ state, completeUpToMs: null }), facts).tone).toBe('busy')
    expect(linkBadge(status({}), { ...facts, isMapDrawn: false })).toMatchObject({ word: 'LOADING', detail: 'map' })
  })
  test('never looks live in replay, whatever the state of the feed', () => {
    const states = ['replay', 'seeking', 'unrecorded', 'unavailable'] as const
    const replay = { ...facts, kind: 'replay' } as const
    const badges = states.map((state) => linkBadge(status({ state }), replay))
    expect(badges.map(({ word, detail }) => `${word} ${detail}`)).toEqual([
      'REPLAY paused',
      'REPLAY loading',
      'NOT RECORDED ',
      'OFFLINE replay',
    ])
    expect(linkBadge(status({ state: 'replay' }), { ...replay, rate: 60 }).detail).toBe('60×')
    expect(badges.every(({ tone }) => tone !== 'good')).toBe(true)
  })
  test('red is for the world: a cut link is amber', () => {
    for (const state of ['behind', 'resyncing', 'offline'] as const)
      expect(linkBadge(status({ state, completeUpToMs: nowMs - 25_000 }), facts).tone).toBe('watch')
  })
})

describe('alerts', () => {
  const convoy = (convoyId: string, state: string, sinceMs: number, { lost = 0, isKnown = true } = {}) =>
    ({ convoyId, leadership: { state, sinceMs }, counts: { lost }, isKnown }) as unknown as ConvoyTrack
  const told = (...convoys: ConvoyTrack[]) => alertsOf(convoys).map(({ convoyId, word }) => `${convoyId} ${word}`)
  test('the gravest first, then the longest', () =>
    expect(
      told(
        convoy('a', 'healthy', 1),
        convoy('b', 'electing', 1),
        convoy('c', 'lost', 9),
        convoy('d', 'split_brain', 9),
        convoy('e', 'lost', 3),
      ),
    ).toEqual(['d Split brain', 'e Leader lost', 'c Leader lost', 'b Electing']))
  test('a healthy convoy with lost drones is an alert', () =>
    expect(told(convoy('a', 'healthy', 1, { lost: 2 }), convoy('b', 'suspect', 1, { lost: 1 }))).toEqual([
      'a 2 drones lost',
      'b 1 drone lost',
      'b Suspect',
    ]))
  test('of a convoy out of contact nothing is said', () =>
    expect(told(convoy('a', 'lost', 1, { lost: 5, isKnown: false }))).toEqual([]))
  test('no alerts is said only while all drones are in contact', () => {
    const calm = (state: FeedState, unknown: number, completeUpToMs: number | null = 1) =>
      calmWords({ link: { state, completeUpToMs }, counts: { unknown } } as FleetPicture).word
    expect(calm('live', 0)).toBe('No alerts')
    expect(calm('offline', 60)).toBe('No contact: alerts unknown')
    expect(calm('resyncing', 8)).toBe('No contact: alerts unknown')
    expect(calm('loading', 0, null)).toBe('Loading…')
  })
})

test('the words of a convoy: unknown without contact, loading before its first frame, and lost drones beside its leader', () => {
  const convoy = (isKnown: boolean, lost: number) =>
    ({ isKnown, counts: { lost }, leadership: { state: 'healthy' } }) as ConvoyTrack
  expect(convoyWords(convoy(true, 0))).toMatchObject({ word: 'Healthy', tone: 'good' })
  expect(convoyWords(convoy(true, 2))).toEqual({ word: 'Healthy, 2 drones lost', tone: 'bad' })
  expect(convoyWords(convoy(false, 2))).toMatchObject({ word: 'Unknown', tone: 'unknown' })
  expect(convoyWords(undefined)).toMatchObject({ word: 'Loading…' })
})

describe('a heartbeat bar', () => {
  const leadership = { heartbeatAtMs: 1_000, heartbeatIntervalMs: 2_000 }
  const at = (ageMs: number) => heartbeatOf({ leadership, heardAtMs: 1_000 + ageMs, isKnown: true }, 1_000 + ageMs)
  test('fills until the leader counts as lost, and turns where suspicion begins', () => {
    expect(at(0)).toMatchObject({ share: 0, tone: 'good' })
    expect(at(6_000)).toMatchObject({ share: 0.6, tone: 'watch' })
    expect(at(60_000)).toMatchObject({ share: 1, tone: 'bad' })
    const none = { heartbeatAtMs: null, heartbeatIntervalMs: 2_000 }
    expect(heartbeatOf({ leadership: none, heardAtMs: 5, isKnown: true }, 5)).toMatchObject({
      ageMs: null,
      tone: 'quiet',
    })
  })
  test('stands still without contact, only the age counts', () =>
    expect(heartbeatOf({ leadership, heardAtMs: 2_000, isKnown: false }, 31_000)).toEqual({
      ageMs: 30_000,
      share: 0.1,
      suspectShare: 0.6,
      tone: 'unknown',
    }))
})

describe('search', () => {
  const entry = (kind: SearchEntry['kind'], name: string, detail = ''): SearchEntry => ({
    kind,
    id: name,
    name,
    detail,
  })
  const all = [
    entry('place', 'Hawkabad'),
    entry('drone', 'HAWK-1-10', 'MQ-9 Reaper · HAWK-1'),
    entry('drone', 'HAWK-1-02', 'RQ-7 Shadow · HAWK-1'),
    entry('convoy', 'HAWK-1', 'Task Force Kestrel'),
    entry('place', 'Kābul', 'Kabul'),
  ]
  const names = (query: string) => searchEntries(all, query, 8).map((found) => found.name)
  test('convoys before drones before places, numbers in order', () =>
    expect(names('hawk')).toEqual(['HAWK-1', 'HAWK-1-02', 'HAWK-1-10', 'Hawkabad']))
  test('accents, case and dashes do not matter', () => {
    expect(names('kabul')).toEqual(['Kābul'])
    expect(names('hawk 1 02')).toEqual(['HAWK-1-02'])
  })
  test('joiners and vowel points do not matter, vowel signs do', () => {
    const scripts = [
      entry('drone', 'کوه\u200cبابا'),
      entry('drone', 'صَقْر'),
      entry('drone', 'गरुड़ 1'),
      entry('drone', 'गरड़ 2'),
    ]
    const found = (query: string) => searchEntries(scripts, query, 8).map(({ name }) => name)
    expect(found('کوهبابا')).toEqual(['کوه\u200cبابا'])
    expect(found('صقر')).toEqual(['صَقْر'])
    expect(found('गरुड़')).toEqual(['गरुड़ 1'])
  })
  test('words of the detail find too', () => expect(names('reaper hawk')).toEqual(['HAWK-1-10']))
  test('nothing is found for nothing', () => expect(names('  ')).toEqual([]))
})

describe('route progress', () => {
  const route = Array.from({ length: 25 }, (_, index) => ({
    sequence: index + 1,
    latitudeDeg: 34,
    longitudeDeg: 66 + index * 0.1,
  }))
  test('a drone on its route is off it by nothing', () => {
    const progress = routeProgress(route, { latitudeDeg: 34, longitudeDeg: 67.25 })
    expect(progress).toMatchObject({ passed: 13, total: 25 })
    expect(progress?.deviationM).toBeLessThan(1)
    expect(progress?.share).toBeCloseTo(1.25 / 2.4, 3)
  })
  test('a kilometre beside it is a kilometre', () => {
    const progress = routeProgress(route, { latitudeDeg: 34 + 1_000 / 111_195, longitudeDeg: 66.55 })
    expect(progress?.deviationM).toBeGreaterThan(990)
    expect(progress?.deviationM).toBeLessThan(1_010)
  })
  test('at the end nothing is next', () =>
    expect(routeProgress(route, { latitudeDeg: 34, longitudeDeg: 68.5 })).toMatchObject({
      passed: 25,
      toNextM: null,
      share: 1,
    }))
  test('a route over 180° is as long as it is flown', () => {
    const over = [179.8, 179.9, -180, -179.9].map((longitudeDeg, sequence) => ({
      sequence,
      latitudeDeg: 0,
      longitudeDeg,
    }))
    const progress = routeProgress(over, { latitudeDeg: 0, longitudeDeg: -179.95 })
    expect(progress).toMatchObject({ passed: 3, total: 4 })
    expect(progress?.deviationM).toBeLessThan(1)
    expect(progress?.toNextM).toBeLessThan(6_000)
  })
  test('one point is no route', () =>
    expect(routeProgress(route.slice(0, 1), { latitudeDeg: 34, longitudeDeg: 66 })).toBeNull())
})

describe('marks of the session', () => {
  test('the log is bounded, the oldest give way', () => {
    const mark: Mark = { sequence: '0', atMs: 0, convoyId: 'c', kind: 'rank', tone: 'quiet', text: '' }
    let marks: Mark[] = []
    for (let sequence = 0; sequence < maxMarks + 50; sequence++)
      marks = addMark(marks, { ...mark, sequence: `${sequence}` })
    expect(marks).toHaveLength(maxMarks)
    expect(marks.at(-1)?.sequence).toBe(`${maxMarks + 49}`)
  })
})

test('a measured field shows its unit; the suffix of its name is where it comes from', () => {
  const told = Object.fromEntries(panelMeasures.map(({ label, unit }) => [label, unit]))
  expect(told).toMatchObject({ Height: 'm', Heading: '°', Speed: 'm/s', Fuel: '%', Link: '%' })
})

test('any age prints short and without a break in its number', () => {
  fc.assert(fc.property(fc.nat(), (ageMs) => formatAge(ageMs).length <= 7))
})
