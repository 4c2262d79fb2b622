import { setImmediate as nextTurn } from 'node:timers/promises'
import { dayLengthMs, dayMsOf } from '../../../lib/time/day.ts'
import * as tables from '../../../schema/tables.ts'
import { telemetryBucketMs } from '../../../schema/telemetry.ts'
import type { Tables } from '../../ports/tables.ts'
import { storeActivity, storeMarks } from '../../repositories/recorded-activity.ts'
import { storeSpan } from '../../repositories/recorded-frames.ts'
import type { PastChunk } from './chunk.ts'

/** Between two inserts of so many rows the server does its other work. */
const rowsPerInsert = 300

/** Stores a chunk. Resolves when it is durable. Storing it again changes nothing. */
export async function storeChunk(store: Tables, chunk: PastChunk, nowMs: number): Promise<void> {
  const { readings, frames, changes, marks, activity } = chunk
  // As ingest does: readings are listed before they are stored.
  await storeListings(store, readings, nowMs)
  for (const rows of partsOf(readings)) await store.insert(tables.telemetry, rows)
  for (const rows of partsOf(frames)) await store.insert(tables.convoyFrames, rows)
  if (changes.length > 0) {
    const days = new Map(changes.map(({ convoyId, dayMs }) => [`${convoyId} ${dayMs}`, { convoyId, dayMs }]))
    await store.insert(tables.leadershipDays, [...days.values()])
    await store.insert(tables.leadershipEvents, changes)
  }
  if (marks.length > 0) await storeMarks(store, marks)
  if (activity.length > 0) await storeActivity(store, activity)
  await nextTurn()
}

/** For the export to the lake, and to find the hours of a drone. */
async function storeListings(store: Tables, readings: PastChunk['readings'], nowMs: number): Promise<void> {
  const hours = new Map(
    readings.map(({ droneId, timeBucketMs }) => [`${droneId} ${timeBucketMs}`, { droneId, timeBucketMs }]),
  )
  if (hours.size === 0) return
  const receivedBucketMs = Math.floor(nowMs / telemetryBucketMs) * telemetryBucketMs
  const listed = [...hours.values()]
  const changed = new Set(listed.map(({ timeBucketMs }) => timeBucketMs))
  await Promise.all([
    store.insert(
      tables.telemetryBuckets,
      listed.map((hour) => ({ ...hour, listedAtMs: nowMs })),
    ),
    store.insert(
      tables.telemetryHours,
      listed.map((hour) => ({ ...hour, lateness: tables.lateness.any, changedAtMs: nowMs })),
    ),
    store.insert(
      tables.changedHours,
      [...changed].map((timeBucketMs) => ({ receivedBucketMs, timeBucketMs, changedAtMs: nowMs })),
    ),
  ])
}

/** Says of these frames that they are stored, and were never shown live: a span for each day. */
export async function storeReconstructedSpans(store: Tables, fromMs: number, untilMs: number): Promise<void> {
  for (let startedAtMs = fromMs; startedAtMs < untilMs; startedAtMs = dayMsOf(startedAtMs) + dayLengthMs) {
    const endMs = Math.min(untilMs, dayMsOf(startedAtMs) + dayLengthMs)
    await storeSpan(store, { startedAtMs, untilMs: endMs, isReconstructed: true }, 0)
  }
}

function* partsOf<T>(rows: readonly T[]): Generator<T[]> {
  for (let at = 0; at < rows.length; at += rowsPerInsert) yield rows.slice(at, at + rowsPerInsert)
}
