/** What a question costs follows from what is kept and asked for, not from every hour that a drone has ever flown. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { localActor } from '../../../schema/permissions.ts'
import { defineTable, timestamp, uuid } from '../../../schema/table-types.ts'
import { allTables, telemetry, telemetryBuckets } from '../../../schema/tables.ts'
import {
  telemetryBucketMs as hourMs,
  telemetryListingSlackMs,
  telemetryRetentionMs,
} from '../../../schema/telemetry.ts'
import { convoyId, droneIdOf, droneOf, reading } from '../../../tests/support/telemetry-server.ts'
import { openLmdbTables } from '../../adapters/lmdb/tables.ts'
import { createMemoryBus } from '../../adapters/memory/bus.ts'
import { createTestClock } from '../../adapters/memory/test-clock.ts'
import type { Tables } from '../../ports/index.ts'
import { openRoster } from '../../repositories/roster.ts'
import { createIngestCounters } from './counters.ts'
import { bucketOf, historySpan, latestReading, readHistory } from './history.ts'
import { createIngest } from './ingest.ts'
import { toRow } from './ingest-batch.ts'
import { parseReading } from './parse.ts'
import { readSeries } from './read-series.ts'

const droneId = droneIdOf(0)
const startMs = Date.UTC(2026, 0, 1)
const dayMs = 24 * hourMs
const everMs = Number.MAX_SAFE_INTEGER

type Rig = Awaited<ReturnType<typeof startIngest>>
let end: () => Promise<unknown> = async () => {}
afterEach(() => end())

/** The questions that a panel asks, and what each costs in calls of the store. */
function countCalls(tables: Tables) {
  let calls = 0
  const counted: Tables = {
    ...tables,
    scan: async (...question) => {
      calls += 1
      return tables.scan(...question)
    },
  }
  return {
    async of<R>(ask: (deps: { tables: Tables }) => Promise<R>): Promise<{ calls: number; found: R }> {
      calls = 0
      const found = await ask({ tables: counted })
      return { calls, found }
    },
  }
}

async function countReadings(deps: { tables: Tables }, fromMs: number, toMs: number): Promise<number> {
  let count = 0
  for await (const page of readHistory(deps, localActor, droneId, fromMs, toMs)) count += page.length
  return count
}

/** Ingest over a real store, and nothing else that a year of ticks would wake. */
async function startIngest() {
  const clock = createTestClock(startMs)
  const dataDir = mkdtempSync(join(tmpdir(), 'listed-'))
  const { close, ...tables } = await openLmdbTables({ dataDir, clock, tables: allTables })
  end = async () => {
    await close()
    rmSync(dataDir, { recursive: true })
  }
  const bus = createMemoryBus({ clock })
  const roster = await openRoster({ tables, bus, clock })
  await roster.addDrones(convoyId, [droneOf(droneId)])
  const counters = createIngestCounters()
  const singleProcess = { enroll: null, findElsewhere: null, owners: null, kept: null, maySend: () => true }
  return { clock, tables, counters, ingest: createIngest({ tables, bus, clock, roster, counters, ...singleProcess }) }
}

async function flyFor({ clock, ingest }: Rig, days: number): Promise<void> {
  for (let day = 0; day < days; day += 1) {
    // Moves only the wall clock, so that no hourly sweeps of a whole year run.
    clock.setNow(clock.nowMs() + dayMs)
    const readings = Array.from({ length: 24 }, (_, hour) =>
      parseReading(reading({ recordedAt: clock.nowMs() - (24 - hour) * hourMs, sequence: hour }), clock.nowMs()),
    )
    await ingest.ingestReadings(localActor, readings)
  }
}

test('a drone flown for a year costs a panel what it asks for, and all its history what is kept of it', async () => {
  const rig = await startIngest()
  const { clock } = rig
  await flyFor(rig, 365)
  expect(rig.counters).toMatchObject({ accepted: 365 * 24, late: 0 })
  const count = countCalls(rig.tables)
  const nowMs = clock.nowMs()
  const keptHours = telemetryRetentionMs / hourMs
  const listedHours = keptHours + telemetryListingSlackMs / hourMs + 1

  const latest = await count.of((deps) => latestReading(deps, droneId))
  expect(latest.found?.recordedAtMs).toBe(nowMs - hourMs)
  expect(latest.calls).toBe(2)
  const span = await count.of((deps) => historySpan(deps, localActor, droneId))
  expect(span.found?.lastAtMs).toBe(nowMs - hourMs)
  expect(span.calls).toBeLessThan(40)
  const series = await count.of((deps) =>
    readSeries(deps, localActor, { droneId, fromMs: nowMs - 3 * hourMs, toMs: nowMs, maxPoints: 500 }),
  )
  expect(series.found.readings).toHaveLength(3)
  expect(series.calls).toBeLessThan(15)
  const whole = await count.of((deps) => countReadings(deps, 0, everMs))
  expect(whole.found).toBeGreaterThanOrEqual(keptHours - 24)
  expect(whole.calls).toBeLessThan(listedHours + 30)
})

test('a drone that has not flown for a month costs one look', async () => {
  const rig = await startIngest()
  const { clock } = rig
  await flyFor(rig, 40)
  const count = countCalls(rig.tables)
  await clock.advance(telemetryRetentionMs - 2 * hourMs)
  expect((await count.of((deps) => latestReading(deps, droneId))).found).not.toBeNull()
  await clock.advance(telemetryListingSlackMs + 2 * hourMs)
  expect(await count.of((deps) => latestReading(deps, droneId))).toEqual({ calls: 1, found: null })
})

test('an hour stays listed for as long as any of its readings is kept, however late they came', async () => {
  const rig = await startIngest()
  const { clock } = rig
  const hour = bucketOf(startMs)
  // Readings of one hour that come over three days, a few at a time.
  for (let sequence = 0; sequence < 144; sequence += 1) {
    const late = reading({ recordedAt: hour + sequence * 1_000, sequence })
    expect(await rig.ingest.ingestReadings(localActor, [parseReading(late, clock.nowMs())])).toMatchObject({
      refused: [],
    })
    await clock.advance(hourMs / 2)
  }
  await clock.advance(telemetryRetentionMs - 3 * dayMs)
  // Of the first of them thirty days have just passed, of the last there are three days left.
  for (let kept = 143; kept > 0; kept -= 24) {
    expect(await countReadings(rig, 0, everMs)).toBe(kept)
    await clock.advance(12 * hourMs)
  }
})

test('a store in which hours were listed for ever opens, loses nothing, and forgets its empty hours', async () => {
  const clock = createTestClock(startMs)
  const dataDir = mkdtempSync(join(tmpdir(), 'listed-'))
  let { close, ...tables } = await openLmdbTables({ dataDir, clock, tables: [telemetry, before] })
  end = async () => {
    await close()
    rmSync(dataDir, { recursive: true })
  }
  const hours = Array.from({ length: 200 }, (_, hour) => startMs - (hour + 1) * hourMs)
  await tables.insert(
    before,
    hours.map((timeBucketMs) => ({ droneId, timeBucketMs })),
  )
  const parsed = parseReading(reading({ recordedAt: hours[20] as number }), clock.nowMs())
  if ('fault' in parsed) throw new Error(JSON.stringify(parsed.fault))
  await tables.insert(telemetry, [toRow(parsed.reading, clock.nowMs())])
  await close()
  ;({ close, ...tables } = await openLmdbTables({ dataDir, clock, tables: [telemetry, telemetryBuckets] }))

  const count = countCalls(tables)
  expect(await count.of((deps) => countReadings(deps, 0, everMs))).toMatchObject({ calls: 201, found: 1 })
  await clock.advance(telemetryRetentionMs - hourMs)
  expect(await count.of((deps) => countReadings(deps, 0, everMs))).toMatchObject({ calls: 201, found: 1 })
  // The empty ones are gone; the one that held a reading is found empty, and is the next to go.
  await clock.advance(telemetryListingSlackMs + hourMs)
  expect(await count.of((deps) => countReadings(deps, 0, everMs))).toEqual({ calls: 2, found: 0 })
  await clock.advance(telemetryRetentionMs + telemetryListingSlackMs)
  expect(await count.of((deps) => countReadings(deps, 0, everMs))).toEqual({ calls: 1, found: 0 })
})

/** The table as it was. */
const before = defineTable('telemetry_buckets', {
  description: 'Rows never expire.',
  columns: { droneId: uuid<typeof droneId>(), timeBucketMs: timestamp() },
  partitionKey: ['droneId'],
  clustering: [{ column: 'timeBucketMs', order: 'desc' }],
})
