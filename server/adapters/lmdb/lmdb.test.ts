import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { allTables, drones, leaderboard, telemetry } from '../../../schema/tables.ts'
import { createTestClock } from '../memory/test-clock.ts'
import { openLmdbTables } from './tables.ts'

async function fresh() {
  const dataDir = mkdtempSync(join(tmpdir(), 'store-'))
  const clock = createTestClock()
  const tables = await openLmdbTables({ dataDir, clock, tables: allTables })
  onTestFinished(async () => {
    await tables.close()
    rmSync(dataDir, { recursive: true, force: true })
  })
  return { tables, clock, dataDir }
}
const convoyId = '550e8400-e29b-41d4-a716-446655440000' as never
const droneId = '660e8400-e29b-41d4-a716-446655440001' as never

test('rows come back', async () => {
  const { tables, clock } = await fresh()
  const row = {
    convoyId,
    droneId,
    callsign: 'x',
    platformType: 'UNKNOWN' as const,
    reportIntervalMs: null,
    createdAtMs: 5,
    version: 1,
  }
  await tables.insert(drones, [row])
  expect(await tables.find(drones, { convoyId, droneId })).toEqual(row)
  expect(await tables.scan(drones, { convoyId })).toEqual({ rows: [row], next: null })
  expect(await tables.scan(drones, null)).toEqual({ rows: [row], next: null })
  expect(await tables.insertIf(drones, { ...row, version: 2 }, null)).toEqual({ applied: false, current: row })
  expect(await tables.insertIf(drones, { ...row, version: 2 }, { version: 1 })).toEqual({
    applied: true,
    current: { ...row, version: 2 },
  })
  await tables.delete(drones, [row])
  expect(await tables.find(drones, row)).toBeNull()
  const t = (i: number) => ({
    droneId,
    timeBucketMs: 0,
    recordedAtMs: i,
    sequence: i,
    latitudeDeg: 1.5,
    longitudeDeg: -0,
    altitudeM: null,
    headingDeg: null,
    speedMps: 3,
    fuelPct: null,
    linkPct: null,
    leadership: null,
    receivedAtMs: clock.nowMs(),
    flags: 0,
  })
  await tables.insert(
    telemetry,
    Array.from({ length: 25 }, (_, i) => t(i)),
  )
  const at = async (range: object) =>
    (await tables.scan(telemetry, { droneId, timeBucketMs: 0 }, range)).rows.map((r) => r.recordedAtMs)
  expect(await at({ limit: 3 })).toEqual([24, 23, 22])
  expect(await at({ limit: 3, reverse: true })).toEqual([0, 1, 2])
  expect(await at({ from: { recordedAtMs: 10 }, until: { recordedAtMs: 7 } })).toEqual([10, 9, 8])
  expect(await at({ from: { recordedAtMs: 10 }, until: { recordedAtMs: 7 }, reverse: true })).toEqual([8, 9, 10])
  const [first] = (await tables.scan(telemetry, { droneId, timeBucketMs: 0 })).rows
  expect(first).toEqual(t(24))
  await Promise.all(
    Array.from({ length: 50 }, () =>
      tables.add(leaderboard, { convoyId, accuracyBp: 1, droneId }, { totalEngagements: 1 }),
    ),
  )
  expect((await tables.find(leaderboard, { convoyId, accuracyBp: 1, droneId }))?.totalEngagements).toBe(50)
})
