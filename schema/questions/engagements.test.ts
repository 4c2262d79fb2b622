import { afterEach, beforeEach, expect, test } from 'vitest'
import { wilsonInterval } from '../../lib/stats/wilson.ts'
import {
  alpha,
  at,
  bravo,
  drone,
  openQuestionRig,
  type QuestionRig,
  type Row,
} from '../../tests/support/question-rig.ts'
import { questionNames, questions } from '../questions.ts'

let rig: QuestionRig
let engagements = 0
beforeEach(async () => {
  rig = await openQuestionRig()
  await rig.insertRoster()
  engagements = 0
})
afterEach(() => rig.close())

const engagement = (time: string, hit: boolean, changes: Row = {}): Row => ({
  ...{
    convoyId: alpha,
    droneId: drone(1),
    engagedAt: at(time),
    hit,
    weaponType: 'GBU38_JDAM',
    commandingUnit: 'North',
  },
  ...{ engagementId: drone(++engagements), altitudeM: 2_000, speedMps: 60, ...changes },
})
const of = (hits: number, total: number) => {
  const { low, high } = wilsonInterval(hits, total)
  return {
    ...{ engagements: total, hits, accuracyPct: expect.closeTo((100 * hits) / total, 9) },
    ...{ wilsonLowPct: expect.closeTo(100 * low, 11), wilsonHighPct: expect.closeTo(100 * high, 11) },
  }
}

test('accuracy by weapon type counts hits of all, with the interval of the leaderboard', async () => {
  const hellfire = { weaponType: 'AGM114_HELLFIRE' }
  await rig.insert('engagements', [
    ...[engagement('10:00', true), engagement('10:01', true), engagement('10:02', false), engagement('10:03', true)],
    ...[engagement('10:00', false, hellfire), engagement('12:00', true, hellfire)],
  ])
  const span = { fromAt: at('10:00'), toAt: at('12:00') }
  expect(await rig.ask('accuracy-by-weapon-type', span)).toEqual([
    { weaponType: 'GBU38_JDAM', ...of(3, 4) },
    { weaponType: 'AGM114_HELLFIRE', ...of(0, 1) },
  ])
  const only = await rig.ask('accuracy-by-weapon-type', { weaponTypes: ['AGM114_HELLFIRE'] })
  expect(only).toEqual([{ weaponType: 'AGM114_HELLFIRE', ...of(1, 2) }])
})

test('accuracy by hour of day is by the hour of the place that is asked for', async () => {
  await rig.insert('engagements', [
    ...[engagement('19:29', true), engagement('19:30', false), engagement('20:00', true)],
  ])
  expect(await rig.ask('accuracy-by-hour-of-day')).toEqual([
    { hourOfDay: 19, ...of(1, 2) },
    { hourOfDay: 20, ...of(1, 1) },
  ])
  // Kabul is 4 h 30 min ahead of UTC: 23:59, then 0:00 and 0:30.
  expect(await rig.ask('accuracy-by-hour-of-day', { utcOffsetMin: 270 })).toEqual([
    { hourOfDay: 0, ...of(1, 2) },
    { hourOfDay: 23, ...of(1, 1) },
  ])
})

test('accuracy by height and speed has bands, below sea level too, and one for what is unknown', async () => {
  await rig.insert('engagements', [
    ...[engagement('10:00', true, { altitudeM: -1 }), engagement('10:01', true, { altitudeM: 999.9, speedMps: 79 })],
    ...[engagement('10:02', false, { altitudeM: 500 }), engagement('10:03', true, { altitudeM: 1_000 })],
    engagement('10:04', true, { altitudeM: null, speedMps: null }),
  ])
  const bands = { heightBandM: 500, speedBandMps: 20 }
  expect(await rig.ask('accuracy-by-height-and-speed', bands)).toEqual([
    { heightFromM: -500, speedFromMps: 60, ...of(1, 1) },
    { heightFromM: 500, speedFromMps: 60, ...of(1, 2) },
    { heightFromM: 1_000, speedFromMps: 60, ...of(1, 1) },
    { heightFromM: null, speedFromMps: null, ...of(1, 1) },
  ])
})

test('accuracy by commanding unit counts its convoys and drones', async () => {
  await rig.insert('engagements', [
    ...[engagement('10:00', true), engagement('10:01', false, { droneId: drone(2) })],
    engagement('10:02', true, { convoyId: bravo, droneId: drone(3), commandingUnit: 'South' }),
  ])
  expect(await rig.ask('accuracy-by-commanding-unit')).toEqual([
    { commandingUnit: 'North', convoys: 1, drones: 2, ...of(1, 2) },
    { commandingUnit: 'South', convoys: 1, drones: 1, ...of(1, 1) },
  ])
})

test('streaks follow time, then the id of the engagement, and the current one has the sign of its result', async () => {
  const hit = (time: string, changes: Row = {}) => engagement(time, true, changes)
  const miss = (time: string, changes: Row = {}) => engagement(time, false, changes)
  await rig.insert('engagements', [
    // H H M H H M M M: two streaks of two hits, then three misses.
    ...[hit('10:00'), hit('10:01'), miss('10:02'), hit('10:03'), hit('10:04')],
    ...[miss('10:05'), miss('10:06'), miss('10:07')],
    // At the same instant the lower id comes first: M, then H.
    hit('10:00', { droneId: drone(2), engagementId: drone(902) }),
    miss('10:00', { droneId: drone(2), engagementId: drone(901) }),
    // Misses only.
    miss('10:00', { convoyId: bravo, droneId: drone(3) }),
  ])
  expect(await rig.ask('streaks')).toMatchObject([
    {
      ...{ droneCallsign: 'A-1', engagements: 8, longestHitStreak: 2, longestMissStreak: 3, currentStreak: -3 },
      longestHitStreakFromAt: '2026-03-01T10:00:00.000Z',
    },
    { droneCallsign: 'A-2', longestHitStreak: 1, longestMissStreak: 1, currentStreak: 1 },
    { droneCallsign: 'B-1', longestHitStreak: 0, longestHitStreakFromAt: null, currentStreak: -1 },
  ])
})

test('rolling accuracy is over the last engagements of each convoy', async () => {
  await rig.insert('engagements', [
    ...[engagement('10:00', true), engagement('11:00', true), engagement('12:00', false), engagement('13:00', false)],
    engagement('12:30', true, { convoyId: bravo, droneId: drone(3) }),
  ])
  const rows = await rig.ask('rolling-accuracy', { windowEngagements: 3 })
  expect(
    rows.map(({ convoyCallsign, engagedAt, ...rest }) => [convoyCallsign, String(engagedAt).slice(11, 16), rest]),
  ).toEqual([
    ...[1, 2].map((count) => ['ALPHA', `${9 + count}:00`, expect.objectContaining(of(count, count))]),
    ['ALPHA', '12:00', expect.objectContaining(of(2, 3))],
    // 11:00, 12:00 and 13:00.
    ['ALPHA', '13:00', expect.objectContaining(of(1, 3))],
    ['BRAVO', '12:30', expect.objectContaining(of(1, 1))],
  ])
})

test('rolling accuracy shows the last engagement of each slot, and for how many it stands', async () => {
  const times = Array.from({ length: 60 }, (_, minute) => `10:${String(minute).padStart(2, '0')}`)
  await rig.insert(
    'engagements',
    times.map((time, index) => engagement(time, index % 2 === 0)),
  )
  const span = { fromAt: at('10:00'), toAt: at('11:00') }
  const rows = await rig.ask('rolling-accuracy', { ...span, windowEngagements: 10, maxPoints: 10 })
  // Slots of six minutes end at 10:05, 10:11 …; the window is full from 10:09 on.
  expect(rows.map(({ engagedAt }) => String(engagedAt).slice(14, 16)).slice(0, 3)).toEqual(['05', '11', '17'])
  expect(rows).toHaveLength(10)
  expect(rows[0]).toMatchObject({ engagementsInSlot: 6, ...of(3, 6) })
  expect(rows[9]).toMatchObject({ engagementsInSlot: 6, ...of(5, 10) })
})

test("learning counts each drone's first, second, third … engagement over all drones", async () => {
  await rig.insert('engagements', [
    ...[engagement('10:00', false), engagement('10:01', false), engagement('10:02', true), engagement('10:03', true)],
    ...['10:00', '10:01', '10:02'].map((time) => engagement(time, true, { droneId: drone(2) })),
  ])
  expect(await rig.ask('learning-over-time', { bandEngagements: 2 })).toEqual([
    { ordinalFrom: 1, drones: 2, ...of(2, 4) },
    { ordinalFrom: 3, drones: 2, ...of(3, 3) },
  ])
})

test('the widest span that can be asked for overflows nothing', async () => {
  await rig.insert('engagements', [engagement('10:00', true), engagement('10:01', false)])
  const widest = { fromAt: '0001-01-01T00:00:00Z', toAt: '9999-12-31T23:59:59Z' }
  const names = questionNames.filter((name) => questions[name].group === 'engagements')
  expect(names.length).toBeGreaterThan(5)
  for (const name of names) expect([name, (await rig.ask(name, widest)).length > 0]).toEqual([name, true])
})
