import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { localActor } from '../../../schema/permissions.ts'
import { allTables, changedHours, ingestMinutes, telemetryHours } from '../../../schema/tables.ts'
import { telemetryBucketMs as hourMs, telemetryChangeWindowMs } from '../../../schema/telemetry.ts'
import { convoyId, droneIdOf, droneOf, reading } from '../../../tests/support/telemetry-server.ts'
import { openLmdbTables } from '../../adapters/lmdb/tables.ts'
import { createMemoryBus } from '../../adapters/memory/bus.ts'
import { createTestClock } from '../../adapters/memory/test-clock.ts'
import { openRoster } from '../../repositories/roster.ts'
import { countMinutes } from './count-minutes.ts'
import { createIngestCounters } from './counters.ts'
import { createIngest } from './ingest.ts'
import { parseReading } from './parse.ts'

const startMs = Date.UTC(2026, 0, 1, 12)
const droneId = droneIdOf(0)
let end: () => Promise<unknown> = async () => {}
afterEach(() => end())

async function startIngest() {
  const clock = createTestClock(startMs)
  const dataDir = mkdtempSync(join(tmpdir(), 'hours-'))
  const { close, ...tables } = await openLmdbTables({ dataDir, clock, tables: allTables })
  const bus = createMemoryBus({ clock })
  const roster = await openRoster({ tables, bus, clock })
  await roster.addDrones(convoyId, [droneOf(droneId)])
  const counters = createIngestCounters()
  const singleProcess = { enroll: null, findElsewhere: null, owners: null, kept: null, maySend: () => true }
  const ingest = createIngest({ tables, bus, clock, roster, counters, ...singleProcess })
  const stop = countMinutes({ tables, clock, processId: 'p1' }, counters)
  end = async () => {
    stop()
    await close()
    rmSync(dataDir, { recursive: true })
  }
  return {
    clock,
    async send(...sentMs: number[]) {
      const readings = sentMs.map((recordedAt) =>
        reading({ recordedAt, sequence: (recordedAt - startMs) / 1_000 + 9e6 }),
      )
      await ingest.ingestReadings(
        localActor,
        readings.map((one) => parseReading(one, clock.nowMs())),
      )
    },
    hour: async (timeBucketMs: number) => (await tables.scan(telemetryHours, { timeBucketMs })).rows,
    changed: async (receivedBucketMs: number) => (await tables.scan(changedHours, { receivedBucketMs })).rows,
    minutes: async () => (await tables.scan(ingestMinutes, { timeBucketMs: startMs })).rows,
  }
}

const listed = (timeBucketMs: number, lateness: number, changedAtMs: number) => ({
  ...{ timeBucketMs, droneId, lateness, changedAtMs },
})

test('an hour lists its drones once, and again while readings still come after the window', async () => {
  const { clock, send, hour, changed } = await startIngest()
  await send(startMs, startMs + 1_000)
  await clock.advance(telemetryChangeWindowMs - 1)
  await send(startMs + 2_000)
  expect(await hour(startMs)).toEqual([listed(startMs, 0, startMs)])
  await clock.advance(1)
  await send(startMs + 3_000)
  expect(await hour(startMs)).toEqual([listed(startMs, 0, startMs + telemetryChangeWindowMs)])
  expect(await changed(startMs)).toEqual([])
})

test('late readings are listed by themselves, and the past hours that readings came for', async () => {
  const { clock, send, hour, changed } = await startIngest()
  await send(startMs)
  await clock.advance(5_000)
  await send(startMs - hourMs, startMs - hourMs + 1_000)
  expect(await hour(startMs - hourMs)).toEqual([listed(startMs - hourMs, 1, startMs + 5_000)])
  expect(await changed(startMs)).toEqual([
    { receivedBucketMs: startMs, timeBucketMs: startMs - hourMs, changedAtMs: startMs + 5_000 },
  ])
})

test('what a process ingested is stored by the minute, nothing for a minute without readings', async () => {
  const { clock, send, minutes } = await startIngest()
  await send(startMs, startMs + 1_000, startMs)
  await send(startMs - 1_000)
  await clock.advance(180_000)
  expect(await minutes()).toEqual([
    {
      ...{ timeBucketMs: startMs, minuteMs: startMs, processId: 'p1' },
      ...{ accepted: 2, duplicates: 1, late: 1, refused: 0 },
    },
  ])
})
