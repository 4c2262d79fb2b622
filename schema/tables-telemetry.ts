/** Tables of telemetry. */

import type { DroneId } from './ids.ts'
import type { LeadershipReport } from './leadership.ts'
import { leadershipText } from './leadership-text.ts'
import { type Column, defineTable, double, int, nullable, structure, text, timestamp, uuid } from './table-types.ts'
import {
  type TelemetryField,
  telemetryBucketMs,
  telemetryChangeWindowMs,
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

/** `lateness` of a row of telemetry_hours. */
export const lateness = {
  /** Any readings. */
  any: 0,
  /** Readings older than one that was already stored. */
  late: 1,
} as const

export const telemetryHours = defineTable('telemetry_hours', {
  description: 'Drones with readings in an hour of event time, to export it without asking every drone.',
  columns: {
    timeBucketMs: timestamp(),
    droneId: uuid<DroneId>(),
    lateness: int({ description: '0: any readings; 1: readings older than one that was already stored.' }),
    changedAtMs: timestamp({
      description: `Readings came from then on; written again when they still come ${telemetryChangeWindowMs} ms later.`,
    }),
  },
  partitionKey: ['timeBucketMs'],
  clustering: [
    { column: 'droneId', order: 'asc' },
    { column: 'lateness', order: 'asc' },
  ],
  ttlMs: telemetryRetentionMs + telemetryListingSlackMs,
})

export const changedHours = defineTable('changed_hours', {
  description: 'Past hours of event time that readings were received for, by the hour of receipt.',
  columns: {
    receivedBucketMs: timestamp({ description: 'Time of receipt, rounded down to an hour.' }),
    timeBucketMs: timestamp(),
    changedAtMs: timestamp({ description: 'As in telemetry_hours, of the latest of its drones.' }),
  },
  partitionKey: ['receivedBucketMs'],
  clustering: [{ column: 'timeBucketMs', order: 'asc' }],
  ttlMs: telemetryRetentionMs + telemetryListingSlackMs,
})

export const ingestMinutes = defineTable('ingest_minutes', {
  description: 'Readings by their verdict, counted by each process once a minute.',
  columns: {
    timeBucketMs: timestamp({ description: 'Server time rounded down to an hour.' }),
    minuteMs: timestamp(),
    processId: text(),
    accepted: int(),
    duplicates: int(),
    late: int(),
    refused: int(),
  },
  partitionKey: ['timeBucketMs'],
  clustering: [
    { column: 'minuteMs', order: 'asc' },
    { column: 'processId', order: 'asc' },
  ],
  ttlMs: telemetryRetentionMs,
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
