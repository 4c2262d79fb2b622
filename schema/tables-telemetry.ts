/** Tables of telemetry. */

import type { DroneId } from './ids.ts'
import type { LeadershipReport } from './leadership.ts'
import { leadershipText } from './leadership-text.ts'
import { type Column, defineTable, double, int, nullable, structure, timestamp, uuid } from './table-types.ts'
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
