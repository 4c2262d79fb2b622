import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { DroneId } from '../../../schema/ids.ts'
import { localActor } from '../../../schema/permissions.ts'
import { telemetry, telemetryBuckets } from '../../../schema/tables.ts'
import {
  telemetryBucketMs,
  telemetryFieldNames,
  telemetryFields,
  telemetryRetentionMs,
} from '../../../schema/telemetry.ts'
import { openLmdbTables } from '../../adapters/lmdb/tables.ts'
import { createTestClock, type TestClock } from '../../adapters/memory/test-clock.ts'
import type { OpenTables } from '../../ports/tables.ts'
import { bucketOf, historySpan, latestReading, readHistory } from './history.ts'
import { toRow } from './ingest-batch.ts'
import { parseReading } from './parse.ts'
import { readSeries } from './read-series.ts'

const droneId = '550e8400-e29b-41d4-a716-446655440000' as DroneId
const startMs = Date.UTC(2026, 0, 1)
let dataDir: string
let clock: TestClock
let tables: OpenTables

beforeEach(async () => {
  clock = createTestClock(startMs + 86_400_000)
  dataDir = mkdtempSync(join(tmpdir(), 'history-'))
  tables = await openLmdbTables({ dataDir, clock, tables: [telemetry, telemetryBuckets] })
})
afterEach(async () => {
  await tables.close()
  rmSync(dataDir, { recursive: true, force: true })
})

async function store(times: readonly number[]): Promise<void> {
  const rows = times.map((recordedAt, sequence) => {
    const parsed = parseReading({ droneId, recordedAt, sequence, latitudeDeg: 1, longitudeDeg: 1 }, clock.nowMs())
    if ('fault' in parsed) throw new Error(JSON.stringify(parsed.fault))
    return toRow(parsed.reading, clock.nowMs())
  })
  const buckets = [...new Set(times.map(bucketOf))].map((timeBucketMs) => ({
    droneId,
    timeBucketMs,
    listedAtMs: clock.nowMs(),
  }))
  await Promise.all([tables.insert(telemetryBuckets, buckets), tables.insert(telemetry, rows)])
}
async function timesIn(fromMs: number, toMs: number, signal?: AbortSignal): Promise<number[]> {
  const times: number[] = []
  for await (const page of readHistory({ tables }, localActor, droneId, fromMs, toMs, signal))
    times.push(...page.map(({ recordedAtMs }) => recordedAtMs))
  return times
}
const everMs = Number.MAX_SAFE_INTEGER

test('readings of many hours come oldest first, however many pages they take', async () => {
  const times = Array.from({ length: 25_000 }, (_, index) => startMs + index * 997)
  await store(times.toReversed())
  expect(await timesIn(0, everMs)).toEqual(times)
})

test('a range is half-open, to the millisecond, over the edges of hours', async () => {
  const hours = [1, 2, 5].map((hour) => startMs + hour * telemetryBucketMs)
  await store(hours.flatMap((ms) => [ms - 1, ms, ms + 1]))
  const [one = 0, two = 0, five = 0] = hours
  expect(await timesIn(one, two)).toEqual([one, one + 1, two - 1])
  expect(await timesIn(two + 1, five)).toEqual([two + 1, five - 1])
  expect(await timesIn(five + 2, everMs)).toEqual([])
  expect(await timesIn(two, two)).toEqual([])
  expect(await timesIn(two, one)).toEqual([])
})

test('an unknown drone has no history, no latest reading and no span', async () => {
  expect(await timesIn(0, everMs)).toEqual([])
  expect(await latestReading({ tables }, droneId)).toBeNull()
  expect(await historySpan({ tables }, localActor, droneId)).toBeNull()
})

test('the latest reading is the newest in event time, whatever came last', async () => {
  await store([startMs + 5_000, startMs + 7_200_000, startMs + 6_000])
  expect(await latestReading({ tables }, droneId)).toMatchObject({ recordedAtMs: startMs + 7_200_000 })
  expect(await historySpan({ tables }, localActor, droneId)).toEqual({
    firstAtMs: startMs + 5_000,
    lastAtMs: startMs + 7_200_000,
  })
})

test('the latest reading and the span cost a few rows, however long the drone has flown', async () => {
  const hours = 24 * 30
  await store(
    Array.from({ length: hours * 4 }, (_, n) => startMs - hours * telemetryBucketMs + n * (telemetryBucketMs / 4)),
  )
  let rows = 0
  const counted: OpenTables = {
    ...tables,
    scan: async (...args) => {
      const page = await tables.scan(...args)
      rows += page.rows.length
      return page
    },
  }
  expect(await latestReading({ tables: counted }, droneId)).toMatchObject({ sequence: hours * 4 - 1 })
  expect(rows).toBeLessThan(10)
  expect(await historySpan({ tables: counted }, localActor, droneId)).not.toBeNull()
  expect(rows).toBeLessThan(30)
})

test('hours whose readings have passed their lifetime are skipped', async () => {
  const olderMs = startMs + 1_000
  await store([startMs + 50_000_000])
  await clock.advance(telemetryRetentionMs - 1)
  await store([olderMs])
  await clock.advance(1)
  expect(await timesIn(0, everMs)).toEqual([olderMs])
  expect(await latestReading({ tables }, droneId)).toMatchObject({ recordedAtMs: olderMs })
})

test('reading stops with the signal’s reason', async () => {
  await store(Array.from({ length: 5_000 }, (_, index) => startMs + index))
  const stop = new AbortController()
  const reading = async () => {
    for await (const _ of readHistory({ tables }, localActor, droneId, 0, everMs, stop.signal)) stop.abort()
  }
  await expect(reading()).rejects.toMatchObject({ name: 'AbortError' })
})

test('a series for a chart counts what it found and keeps within its points', async () => {
  await store(Array.from({ length: 5_000 }, (_, index) => startMs + index * 1_000))
  const series = await readSeries({ tables }, localActor, { droneId, fromMs: 0, toMs: everMs, maxPoints: 100 })
  // Of each step stay the first and the last, and the least and greatest of each charted field.
  const charted = telemetryFieldNames.filter((name) => 'chart' in telemetryFields[name]).length
  const steps = Math.floor(100 / (2 + 2 * charted))
  expect(series).toMatchObject({ readingsFound: 5_000, stepMs: Math.ceil(4_999_001 / steps) })
  expect(series.readings).toHaveLength(100)
  expect(series.readings[0]?.recordedAtMs).toBe(startMs)
  expect(series.readings.at(-1)?.recordedAtMs).toBe(startMs + 4_999_000)
  const narrow = { droneId, fromMs: startMs + 1_000, toMs: startMs + 3_000, maxPoints: 100 }
  expect(await readSeries({ tables }, localActor, narrow)).toMatchObject({ readingsFound: 2, stepMs: null })
  expect(await readSeries({ tables }, localActor, { ...narrow, toMs: 0 })).toMatchObject({
    readingsFound: 0,
    readings: [],
  })
})

test.each([0, -1, 1.5, 10_001, Number.NaN])('maxPoints of %d is refused with what was expected', async (maxPoints) => {
  await expect(readSeries({ tables }, localActor, { droneId, fromMs: 0, toMs: 1, maxPoints })).rejects.toMatchObject({
    code: 'invalid',
    faults: [{ path: 'maxPoints', expected: '1 to 10000' }],
  })
})
