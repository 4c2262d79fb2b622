/** All stored tables: columns, keys, order, time to live. Defines the row types and the layout of each store. */

import type { ConvoyStatus, GeoPoint, PlatformType, RoeLevel } from './convoys.ts'
import type { ConvoyId, DroneId } from './ids.ts'
import { defineTable, double, int, nullable, structure, text, timestamp, uuid } from './table-types.ts'
import {
  accuracyCounters,
  boardChanges,
  boardGenerations,
  boardLog,
  boardTurnEnds,
  boardTurns,
  claimLog,
  engagementClaims,
  engagementDays,
  engagements,
  leaderboard,
  leaderboardSnapshots,
  repairMarks,
} from './tables-engagements.ts'
import { leadership, leadershipDays, leadershipEvents, leadershipResets } from './tables-leadership.ts'
import { demoPasts } from './tables-past.ts'
import { convoyFrames, recordedActivity, recordedMarks, recordedSpans, rosterChanges } from './tables-replay.ts'
import { changedHours, ingestMinutes, telemetry, telemetryBuckets, telemetryHours } from './tables-telemetry.ts'

export * from './tables-engagements.ts'
export * from './tables-leadership.ts'
export * from './tables-past.ts'
export * from './tables-replay.ts'
export * from './tables-telemetry.ts'

export const convoys = defineTable('convoys', {
  description: 'Mission-level groups of drones.',
  columns: {
    convoyId: uuid<ConvoyId>(),
    callsign: text(),
    aor: structure<GeoPoint[]>({ cql: 'frozen<list<frozen<geo_point>>>' }),
    roe: text<RoeLevel>(),
    commandingUnit: text(),
    status: text<ConvoyStatus>(),
    heartbeatIntervalMs: int(),
    createdAtMs: timestamp(),
    archivedAtMs: nullable(timestamp({ description: 'Null when in use.' })),
    version: int(),
  },
  partitionKey: ['convoyId'],
})

export const drones = defineTable('drones', {
  description: 'Platforms, co-located by convoy.',
  columns: {
    convoyId: uuid<ConvoyId>(),
    droneId: uuid<DroneId>(),
    callsign: text(),
    platformType: text<PlatformType>(),
    reportIntervalMs: nullable(int()),
    createdAtMs: timestamp(),
    assignedAtMs: nullable(
      timestamp({ description: 'When it came from another convoy; null: it was added to this one.' }),
    ),
    retiredAtMs: nullable(timestamp({ description: 'Null when in service.' })),
    leftAtMs: nullable(
      timestamp({ description: 'When it was assigned to another convoy; null while it belongs to this one.' }),
    ),
    version: int(),
  },
  partitionKey: ['convoyId'],
  clustering: [{ column: 'droneId', order: 'asc' }],
})

export const waypoints = defineTable('waypoints', {
  description: 'The points of a drone’s mission route.',
  columns: {
    convoyId: uuid<ConvoyId>(),
    droneId: uuid<DroneId>(),
    sequence: int(),
    latitudeDeg: double(),
    longitudeDeg: double(),
    altitudeM: double(),
  },
  partitionKey: ['convoyId', 'droneId'],
  clustering: [{ column: 'sequence', order: 'asc' }],
})

export const droneClaims = defineTable('drone_claims', {
  description:
    'The convoy of a drone, claimed by compare-and-set: concurrent processes cannot add a drone to two convoys.',
  columns: {
    droneId: uuid<DroneId>(),
    convoyId: uuid<ConvoyId>(),
    claimedAtMs: timestamp(),
    pastConvoyIds: nullable(
      structure<ConvoyId[]>({
        cql: 'text',
        description: 'Convoys that it belonged to before, each once; null if none.',
      }),
    ),
  },
  partitionKey: ['droneId'],
})

export const leases = defineTable('leases', {
  description: 'Leases for work that one process at a time does, held by compare-and-set.',
  columns: {
    name: text(),
    holder: nullable(text({ description: 'The process that holds it; null when free.' })),
    fence: int({ description: 'Fencing token: incremented with every new holder.' }),
    renewals: int({
      description:
        'Incremented while the holder is alive: when it does not change for the duration of the lease, the holder is gone.',
    }),
  },
  partitionKey: ['name'],
})

export const allTables = [
  convoys,
  drones,
  waypoints,
  telemetry,
  telemetryBuckets,
  telemetryHours,
  changedHours,
  ingestMinutes,
  convoyFrames,
  recordedSpans,
  rosterChanges,
  recordedActivity,
  recordedMarks,
  demoPasts,
  engagements,
  engagementDays,
  engagementClaims,
  claimLog,
  repairMarks,
  leaderboard,
  leaderboardSnapshots,
  leadership,
  leadershipEvents,
  leadershipDays,
  leadershipResets,
  droneClaims,
  leases,
  boardTurns,
  boardTurnEnds,
  boardLog,
  boardChanges,
  boardGenerations,
  accuracyCounters,
] as const
