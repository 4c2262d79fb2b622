import { afterEach, beforeEach, expect, test } from 'vitest'
import { alpha, at, bravo, drone, openQuestionRig, type QuestionRig } from '../../tests/support/question-rig.ts'

let rig: QuestionRig
beforeEach(async () => {
  rig = await openQuestionRig()
  await rig.insertRoster()
})
afterEach(() => rig.close())

test('readings a second are by the bucket of their recording', async () => {
  const minute = (time: string, convoyId: string, index: number, readings: number) => ({
    ...{ convoyId, droneId: drone(index), minute: at(time), readings },
  })
  await rig.insert('minute_by_drone', [
    ...[minute('10:00', alpha, 1, 60), minute('10:04', alpha, 1, 30), minute('10:04', alpha, 2, 60)],
    ...[minute('10:05', alpha, 1, 60), minute('10:00', bravo, 3, 600), minute('10:10', alpha, 1, 60)],
  ])
  const rows = await rig.ask('readings-per-second', { toAt: at('10:10'), bucketMin: 5 })
  // 150 in 300 s, 60 in 300 s, 600 in 300 s.
  expect(rows).toMatchObject([
    { convoyCallsign: 'ALPHA', bucketAt: '2026-03-01T10:00:00.000Z', readings: 150, readingsPerS: 0.5, drones: 2 },
    { convoyCallsign: 'ALPHA', bucketAt: '2026-03-01T10:05:00.000Z', readings: 60, readingsPerS: 0.2, drones: 1 },
    { convoyCallsign: 'BRAVO', readings: 600, readingsPerS: 2, drones: 1 },
  ])
})

test('shares of late, duplicate and refused readings are of everything received', async () => {
  const minute = (time: string, accepted: number, late: number, duplicates: number, refused: number) => ({
    ...{ minute: at(time), accepted, late, duplicates, refused },
  })
  await rig.insert('ingest_minutes', [
    ...[minute('10:00', 600, 60, 100, 20), minute('10:01', 280, 40, 0, 0), minute('10:02', 0, 0, 0, 0)],
    minute('10:03', 1, 1, 1, 1),
  ])
  const rows = await rig.ask('ingest-shares', { toAt: at('10:03'), bucketMin: 2 })
  // 1,000 received in two minutes: 100 late, 100 twice, 20 refused; then nothing.
  expect(rows).toEqual([
    {
      ...{
        bucketAt: '2026-03-01T10:00:00.000Z',
        accepted: 880,
        late: 100,
        duplicates: 100,
        refused: 20,
        received: 1_000,
      },
      ...{ receivedPerS: expect.closeTo(1_000 / 120, 9), latePct: 10, duplicatePct: 10, refusedPct: 2 },
    },
    expect.objectContaining({ received: 0, receivedPerS: 0, latePct: null }),
  ])
})

test('late readings of each drone are shared, and unknown duplicates stay unknown', async () => {
  const hour = (time: string, index: number, readings: number, lateReadings: number, duplicates: number | null) => ({
    ...{ convoyId: alpha, droneId: drone(index), hour: at(time), readings, lateReadings, duplicates },
  })
  await rig.insert('hour_by_drone', [
    ...[hour('10:00', 1, 90, 9, 5), hour('11:00', 1, 90, 0, 15), hour('10:00', 2, 100, 20, null)],
  ])
  expect(await rig.ask('late-by-drone')).toMatchObject([
    { droneCallsign: 'A-2', readings: 100, lateReadings: 20, latePct: 20, duplicates: null, duplicatePct: null },
    // 20 duplicates of the 200 that came.
    { droneCallsign: 'A-1', readings: 180, lateReadings: 9, latePct: 5, duplicates: 20, duplicatePct: 10 },
  ])
})

test('latency quantiles are upper edges of bins, mean and maximum exact', async () => {
  const latencyHistogram = (counts: Record<number, number>) => Array.from({ length: 120 }, (_, bin) => counts[bin] ?? 0)
  await rig.insert('hour_by_drone', [
    // Bin 28 is 128 to 152 ms, bin 40 is 1,024 to 1,218 ms: half of 100 are in the first, with one more drone 97 of 100.
    { convoyId: alpha, droneId: drone(1), hour: at('10:00'), latencyHistogram: latencyHistogram({ 28: 50, 40: 3 }) },
    { convoyId: alpha, droneId: drone(2), hour: at('10:00'), latencyHistogram: latencyHistogram({ 28: 45, 119: 2 }) },
  ])
  const minute = (time: string, index: number, readings: number, latencySumMs: number, latencyMaxMs: number) => ({
    ...{ convoyId: alpha, droneId: drone(index), minute: at(time), readings, latencySumMs, latencyMaxMs },
  })
  await rig.insert('minute_by_drone', [
    ...[minute('10:00', 1, 53, 10_000, 1_100), minute('10:59', 2, 47, 20_000, 9_000), minute('11:00', 1, 1, 1, 1)],
  ])
  const [row, ...others] = await rig.ask('receipt-latency')
  expect(others).toEqual([])
  expect(row).toMatchObject({ convoyCallsign: 'ALPHA', readings: 100, meanMs: 300, maxMs: 9_000, p99Ms: null })
  expect(row?.p50Ms).toBeCloseTo(2 ** 7.25, 9)
  // 95 of 100 lie in bin 28 and are exactly 95 %.
  expect(row?.p95Ms).toBeCloseTo(2 ** 7.25, 9)
})
