import { afterEach, beforeEach, expect, test } from 'vitest'
import {
  alpha,
  at,
  bravo,
  drone,
  openQuestionRig,
  type QuestionRig,
  type Row,
} from '../../tests/support/question-rig.ts'

let rig: QuestionRig
beforeEach(async () => {
  rig = await openQuestionRig()
  await rig.insertRoster()
})
afterEach(() => rig.close())

/** A minute of drone 1 in ALPHA, from :01 to :59. */
const minute = (time: string, changes: Row = {}): Row => ({
  ...{ convoyId: alpha, droneId: drone(1), minute: at(time), readings: 59, distanceM: 1_000, movingMs: 58_000 },
  ...{ altitudeMinM: 1_000, altitudeMaxM: 1_100, fuelFirstPct: null, fuelLastPct: null, linkMeanPct: 80 },
  ...{ doubtfulReadings: 0, firstAt: at(`${time}:01`), lastAt: at(`${time}:59`), latitudeDeg: 34, longitudeDeg: 69 },
  ...changes,
})

test('distance adds up the minutes of each drone that begin in the range, the end not included', async () => {
  await rig.insert('minute_by_drone', [
    minute('09:59', { distanceM: 7_000 }),
    minute('10:00', { altitudeMinM: 900 }),
    minute('10:01', { distanceM: 500, altitudeMaxM: 1_500, doubtfulReadings: 2 }),
    minute('10:02', { distanceM: 9_000 }),
    minute('10:00', { convoyId: bravo, droneId: drone(3), distanceM: 4_000 }),
  ])
  const rows = await rig.ask('distance', { fromAt: at('10:00'), toAt: at('10:02') })
  expect(rows).toEqual([
    expect.objectContaining({ droneCallsign: 'B-1', distanceM: 4_000 }),
    {
      ...{ convoyId: alpha, convoyCallsign: 'ALPHA', droneId: drone(1), droneCallsign: 'A-1' },
      ...{ readings: 118, doubtfulReadings: 2, distanceM: 1_500, movingS: 116, altitudeMinM: 900, altitudeMaxM: 1_500 },
      // From 10:00:01 to 10:01:59.
      ...{ firstAt: '2026-03-01T10:00:01.000Z', lastAt: '2026-03-01T10:01:59.000Z', spanS: 118 },
    },
  ])
  const ofBravo = await rig.ask('distance', { convoyIds: [bravo] })
  expect(ofBravo.map(({ droneId }) => droneId)).toEqual([drone(3)])
  const ofOne = await rig.ask('distance', { droneIds: [drone(1)] })
  expect(ofOne.map(({ distanceM }) => distanceM)).toEqual([17_500])
})

test('a drone that left the roster keeps its row, without a callsign', async () => {
  await rig.insert('minute_by_drone', [minute('10:00', { droneId: drone(9) })])
  expect(await rig.ask('distance')).toMatchObject([{ droneId: drone(9), droneCallsign: null, convoyCallsign: 'ALPHA' }])
})

test('fuel per 100 km counts each tank by itself, and neither refuelling nor noise as use', async () => {
  const fuel = (time: string, first: number | null, last: number | null, distanceM: number) =>
    minute(time, { fuelFirstPct: first, fuelLastPct: last, distanceM })
  await rig.insert('minute_by_drone', [
    // First tank: 90 → 80, 10 + 20 km; a rise of 0.5 is noise. Second: 100 → 95, 15 km after its first minute.
    fuel('10:00', 90, 85, 10_000),
    fuel('10:01', 85.5, 80, 20_000),
    fuel('10:02', null, null, 30_000),
    fuel('11:00', 100, 98, 1_000),
    fuel('11:01', 98, 95, 15_000),
    // It stood still.
    minute('10:00', { droneId: drone(2), fuelFirstPct: 50, fuelLastPct: 49, distanceM: 0 }),
  ])
  const rows = await rig.ask('fuel-per-100-km')
  // 15 % in 45 km are 33.3 % per 100 km.
  expect(rows).toMatchObject([
    { droneCallsign: 'A-1', platformType: 'MQ9', fuelUsedPct: 15, distanceM: 45_000, refuellings: 1 },
    { droneCallsign: 'A-2', fuelUsedPct: 1, distanceM: 0, fuelPctPer100Km: null, refuellings: 0 },
  ])
  expect(rows[0]?.fuelPctPer100Km).toBeCloseTo(100 / 3, 9)
})

test('fuel per 100 km is the same whatever the order of the rows', async () => {
  const ascending = [
    // Used 1; refuelled 10 at 10:01, and 20 over the gap before 10:04; used 1, 2 and 3.
    minute('10:00', { fuelFirstPct: 60, fuelLastPct: 59, distanceM: 1_000 }),
    minute('10:01', { fuelFirstPct: 69, fuelLastPct: 68, distanceM: 2_000 }),
    minute('10:04', { fuelFirstPct: 88, fuelLastPct: 86, distanceM: 4_000 }),
    minute('10:05', { fuelFirstPct: 86, fuelLastPct: 83, distanceM: 8_000 }),
  ]
  const others = ascending.map((row) => ({ ...row, droneId: drone(2) }))
  await rig.insert('minute_by_drone', [...ascending].reverse())
  await rig.insert(
    'minute_by_drone',
    [others[0], others[2], others[1], others[3]].filter((row) => row !== undefined),
  )
  const same = { fuelUsedPct: 7, distanceM: 9_000, refuellings: 2 }
  expect(await rig.ask('fuel-per-100-km')).toMatchObject([
    { droneCallsign: 'A-1', ...same },
    { droneCallsign: 'A-2', ...same },
  ])
})

test('the speed profile adds up the bins of the hours and shares them within each convoy', async () => {
  const histogram = (counts: Record<number, number>) => Array.from({ length: 100 }, (_, bin) => counts[bin] ?? 0)
  const hour = (time: string, convoyId: string, index: number, counts: Record<number, number>) => ({
    ...{ convoyId, droneId: drone(index), hour: at(time), readings: 0, speedHistogram: histogram(counts) },
  })
  await rig.insert('hour_by_drone', [
    hour('10:00', alpha, 1, { 0: 3, 30: 1 }),
    hour('11:00', alpha, 2, { 30: 4 }),
    hour('11:00', bravo, 3, { 99: 5 }),
    hour('12:00', alpha, 1, { 50: 100 }),
  ])
  const rows = await rig.ask('speed-profile', { fromAt: at('10:00'), toAt: at('12:00') })
  // Bins of 2 m/s: bin 30 is 60 to 62; the last, from 198, is open.
  expect(rows).toMatchObject([
    { convoyCallsign: 'ALPHA', speedFromMps: 0, speedToMps: 2, readings: 3, sharePct: 37.5 },
    { convoyCallsign: 'ALPHA', speedFromMps: 60, speedToMps: 62, readings: 5, sharePct: 62.5 },
    { convoyCallsign: 'BRAVO', speedFromMps: 198, speedToMps: null, readings: 5, sharePct: 100 },
  ])
})

test('a coverage gap ends in the range, is at least as long as asked, and has the last known place', async () => {
  await rig.insert('minute_by_drone', [
    minute('10:00', { lastAt: at('10:00:30'), latitudeDeg: 34.5, linkMeanPct: 12, maxGapMs: 59_999 }),
    // 90 s after the last reading.
    minute('10:02', { firstAt: at('10:02:00'), maxGapMs: 90_000 }),
    // 119.999 s, then 120 s.
    minute('10:04', { firstAt: at('10:04:58.999'), maxGapMs: 119_999 }),
    minute('10:06', { firstAt: at('10:06:59'), maxGapMs: 120_000 }),
    minute('10:06', { droneId: drone(2), maxGapMs: 1_000 }),
    // Of the day before, whose minutes are not there.
    minute('00:01', { droneId: drone(2), firstAt: at('00:01:00'), maxGapMs: 3_600_000 }),
  ])
  const within = { fromAt: at('10:00'), toAt: at('10:07') }
  const rows = await rig.ask('coverage-gaps', { ...within, minGapS: 120 })
  expect(rows).toMatchObject([
    { gapFromAt: '2026-03-01T10:04:59.000Z', gapToAt: '2026-03-01T10:06:59.000Z', gapS: 120 },
  ])
  const all = await rig.ask('coverage-gaps', { ...within, minGapS: 60 })
  expect(all.map(({ gapS }) => gapS)).toEqual([120, 119.999, 90])
  expect(all[2]).toMatchObject({ latitudeDeg: 34.5, longitudeDeg: 69, linkBeforePct: 12, droneCallsign: 'A-1' })
  expect(await rig.ask('coverage-gaps', { toAt: at('00:02') })).toMatchObject([
    { gapFromAt: '2026-02-28T23:01:00.000Z', gapS: 3_600, latitudeDeg: null },
  ])
})

test('a stop is a run of still minutes, ended by movement or by a minute without readings', async () => {
  const still = { distanceM: 20 }
  await rig.insert('minute_by_drone', [
    minute('10:00', still),
    minute('10:01', { distanceM: 29.9, latitudeDeg: 35 }),
    // 30 m in a minute are 0.5 m/s: in motion.
    minute('10:02', { distanceM: 30 }),
    minute('10:03', still),
    minute('10:05', still),
    minute('10:06', { ...still, distanceM: null }),
    minute('10:07', still),
  ])
  const rows = await rig.ask('stops', { minStopMinutes: 2, stillMps: 0.5 })
  expect(rows).toMatchObject([
    { stopFromAt: '2026-03-01T10:05:01.000Z', stopToAt: '2026-03-01T10:07:59.000Z', stillMinutes: 3 },
    { stopFromAt: '2026-03-01T10:00:01.000Z', stopToAt: '2026-03-01T10:01:59.000Z', stillMinutes: 2, latitudeDeg: 35 },
  ])
})
