/** Tables of telemetry. */

import type { ConvoyId, DroneId } from './ids.ts'
import type { LeadershipReport } from './leadership.ts'
import { leadershipText } from './leadership-text.ts'
import { blob, type Column, defineTable, double, int, nullable, structure, timestamp, uuid } from './table-types.ts'
import {
  type TelemetryField,
  telemetryBucketMs,
  telemetryClosingMs,
  telemetryFieldNames,
  telemetryFields,
  telemetryListingSlackMs,
  telemetryRetentionMs,
} from './telemetry.ts'

type MeasuredColumns = {
  [F in TelemetryField]: Column<number, (typeof telemetryFields)[F] extends { required: true } ? false : true>
}
const measuredColumns = Object.fromEntries(
  telemetryFieldNames.map((name) => {
    const field = telemetryFields[name]
    const own = double({ description: field.description })
    return [name, 'required' in field ? own : nullable(own)]
  }),
) as unknown as MeasuredColumns

export const telemetry = defineTable('telemetry', {
  description: 'Readings, newest first in hourly buckets of event time.',
  columns: {
    droneId: uuid<DroneId>(),
    timeBucketMs: timestamp({ description: `Event time rounded down to ${telemetryBucketMs} ms.` }),
    recordedAtMs: timestamp(),
    sequence: int(),
    ...measuredColumns,
    leadership: nullable(structure<LeadershipReport>({ cql: 'text', form: leadershipText })),
    receivedAtMs: timestamp(),
    flags: int(),
  },
  partitionKey: ['droneId', 'timeBucketMs'],
  clustering: [
    { column: 'recordedAtMs', order: 'desc' },
    { column: 'sequence', order: 'desc' },
  ],
  ttlMs: telemetryRetentionMs,
  windowBy: 'timeBucketMs',
  closesAfterMs: telemetryBucketMs + telemetryClosingMs,
  compaction: 'time-window',
})

export const telemetryBuckets = defineTable('telemetry_buckets', {
  description:
    'Hourly buckets of a drone with readings, newest first, to find the latest reading and skip empty hours.',
  columns: {
    droneId: uuid<DroneId>(),
    timeBucketMs: timestamp(),
    listedAtMs: nullable(
      timestamp({ description: 'Written again while readings come; null in rows from before they expired.' }),
    ),
  },
  partitionKey: ['droneId'],
  clustering: [{ column: 'timeBucketMs', order: 'desc' }],
  ttlMs: telemetryRetentionMs + telemetryListingSlackMs,
})

export const convoyFrames = defineTable('convoy_frames', {
  description:
    'What the live picture showed: a full frame of a convoy each minute, and each second between what changed.',
  columns: {
    convoyId: uuid<ConvoyId>(),
    timeBucketMs: timestamp({ description: `Server time rounded down to ${telemetryBucketMs} ms.` }),
    atMs: timestamp(),
    frame: blob({
      description:
        'Packed as in schema/frames.md, compressed with Zstandard; empty: no frames follow, as the convoy was archived.',
    }),
  },
  partitionKey: ['convoyId', 'timeBucketMs'],
  clustering: [{ column: 'atMs', order: 'asc' }],
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
    untilMs: timestamp({ description: 'Every frame up to here is stored. Written again every few seconds.' }),
  },
  partitionKey: ['dayMs'],
  clustering: [{ column: 'startedAtMs', order: 'asc' }],
  ttlMs: telemetryRetentionMs,
})
