/** Tables of what was shown: frames, when they were recorded, and who was in which convoy. */

import type { Convoy, Drone } from './convoys.ts'
import type { ConvoyId, DroneId } from './ids.ts'
import { blob, boolean, defineTable, int, nullable, structure, text, timestamp, uuid } from './table-types.ts'
import { telemetryBucketMs, telemetryClosingMs, telemetryRetentionMs } from './telemetry.ts'

/** Part of the key of what a recorder writes: two of them never write the same row, and readers ignore the former one. */
const fence = () =>
  int({ description: 'Fencing token of the recorder: what it wrote after losing the lease is ignored.' })

export const convoyFrames = defineTable('convoy_frames', {
  description:
    'What the live picture showed: a full frame of a convoy each minute, and each second between what changed, ten seconds in a row.',
  columns: {
    convoyId: uuid<ConvoyId>(),
    timeBucketMs: timestamp({ description: `Server time rounded down to ${telemetryBucketMs} ms.` }),
    atMs: timestamp({ description: 'When the first of these frames was shown.' }),
    fence: fence(),
    frames: blob({ description: 'As in schema/frames.md, compressed with Zstandard.' }),
  },
  partitionKey: ['convoyId', 'timeBucketMs'],
  clustering: [
    { column: 'atMs', order: 'asc' },
    { column: 'fence', order: 'asc' },
  ],
  ttlMs: telemetryRetentionMs,
  windowBy: 'timeBucketMs',
  closesAfterMs: telemetryBucketMs + telemetryClosingMs,
  compaction: 'time-window',
})

export const recordedSpans = defineTable('recorded_spans', {
  description: 'When frames were recorded; between two spans nothing is known of what was shown.',
  columns: {
    dayMs: timestamp(),
    startedAtMs: timestamp(),
    fence: fence(),
    untilMs: timestamp({ description: 'Every frame up to here is stored. Written again each second.' }),
    isReconstructed: nullable(
      boolean({ description: 'Made from readings afterwards, and never shown live; null: recorded live.' }),
    ),
  },
  partitionKey: ['dayMs'],
  clustering: [
    { column: 'startedAtMs', order: 'asc' },
    { column: 'fence', order: 'asc' },
  ],
  ttlMs: telemetryRetentionMs,
})

/** Part of a convoy's roster as it was at an instant. */
export interface RosterRecord {
  convoy: Convoy
  /** The roster as a whole follows from here on; false: only what changed since the record before. */
  isWhole: boolean
  /** Drones in service that are new or changed. */
  drones: Drone[]
  /** Drones that are no longer in service in this convoy. */
  gone: DroneId[]
}

export const rosterChanges = defineTable('roster_changes', {
  description:
    'Who was in a convoy, and under which names, at any instant: the whole roster each day, and what changed since.',
  columns: {
    convoyId: uuid<ConvoyId>(),
    dayMs: timestamp(),
    atMs: timestamp(),
    fence: fence(),
    ordinal: int({ description: 'Orders the parts of one instant.' }),
    record: structure<RosterRecord>({ cql: 'text' }),
  },
  partitionKey: ['convoyId', 'dayMs'],
  clustering: [
    { column: 'atMs', order: 'asc' },
    { column: 'fence', order: 'asc' },
    { column: 'ordinal', order: 'asc' },
  ],
  ttlMs: telemetryRetentionMs,
})

/** Stands for all convoys together in `recorded_activity`. */
export const everyConvoyId = 'ffffffff-ffff-ffff-ffff-ffffffffffff' as ConvoyId

export const recordedActivity = defineTable('recorded_activity', {
  description: 'What happened in each minute and each hour, in a convoy and in all together.',
  columns: {
    stepMs: int({ description: 'Length of the steps: a minute or an hour.' }),
    dayMs: timestamp(),
    convoyId: uuid<ConvoyId>({ description: `${everyConvoyId}: all convoys.` }),
    atMs: timestamp({ description: 'When the step began.' }),
    fence: int({ description: 'Fencing token of the recorder: each counts for itself, and readers add.' }),
    readings: int({ description: 'By event time, those that came late included.' }),
    late: int({
      description: 'Of these, readings that came after their minute was closed: replay shows it without them.',
    }),
    marks: int({ description: 'Rows of recorded_marks.' }),
  },
  partitionKey: ['stepMs', 'dayMs', 'convoyId'],
  clustering: [
    { column: 'atMs', order: 'asc' },
    { column: 'fence', order: 'asc' },
  ],
  ttlMs: telemetryRetentionMs,
})

export const markKinds = ['handover', 'leader_lost', 'split_brain', 'first_place', 'first_place_lost'] as const
export type MarkKind = (typeof markKinds)[number]

export const recordedMarks = defineTable('recorded_marks', {
  description: 'Events to be marked on the timeline.',
  columns: {
    dayMs: timestamp(),
    atMs: timestamp(),
    convoyId: uuid<ConvoyId>(),
    kind: text<MarkKind>(),
    droneId: nullable(
      uuid<DroneId>({ description: 'The new leader, or the drone that took or lost the first place.' }),
    ),
  },
  partitionKey: ['dayMs'],
  clustering: [
    { column: 'atMs', order: 'asc' },
    { column: 'convoyId', order: 'asc' },
    { column: 'kind', order: 'asc' },
  ],
  ttlMs: telemetryRetentionMs,
})
