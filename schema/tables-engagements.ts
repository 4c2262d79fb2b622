/** Tables of engagements, of the boards that follow from them, and of how processes share the counting. */
import type { BdaGrade, EngagementReceipt, Placement, Tally, WeaponType } from './engagements.ts'
import type { ConvoyId, DroneId, EngagementId } from './ids.ts'
import {
  boolean,
  counter,
  defineTable,
  int,
  nullable,
  type Row,
  structure,
  text,
  timestamp,
  uuid,
} from './table-types.ts'

export const engagements = defineTable('engagements', {
  description: 'Records of engagements: the system of record for accuracy and ranks.',
  columns: {
    convoyId: uuid<ConvoyId>(),
    dayMs: timestamp(),
    engagedAtMs: timestamp(),
    engagementId: uuid<EngagementId>(),
    droneId: uuid<DroneId>(),
    weaponType: text<WeaponType>(),
    target: nullable(text()),
    hit: boolean(),
    bda: text<BdaGrade>(),
    recordedAtMs: timestamp(),
    placement: nullable(
      structure<Placement>({
        cql: 'text',
        description: 'The receipt that every retry returns; null in rows of older versions, whose claim has it.',
      }),
    ),
  },
  partitionKey: ['convoyId', 'dayMs'],
  clustering: [
    { column: 'engagedAtMs', order: 'desc' },
    { column: 'engagementId', order: 'asc' },
  ],
})

export const engagementDays = defineTable('engagement_days', {
  description: 'Days of a convoy with engagements, newest first.',
  columns: { convoyId: uuid<ConvoyId>(), dayMs: timestamp() },
  partitionKey: ['convoyId'],
  clustering: [{ column: 'dayMs', order: 'desc' }],
})

export const engagementClaims = defineTable('engagement_claims', {
  description: 'Claimed once per engagement by compare-and-set; keeps the values under which a retry finds the record.',
  columns: {
    engagementId: uuid<EngagementId>(),
    convoyId: uuid<ConvoyId>(),
    engagement: structure<Row<typeof engagements>>({ cql: 'text' }),
    receipt: nullable(
      structure<EngagementReceipt>({
        cql: 'text',
        description: 'Set for records of versions that did not store it with the record.',
      }),
    ),
  },
  partitionKey: ['engagementId'],
})

export const claimLogBucketMs = 3_600_000

export const claimLog = defineTable('claim_log', {
  description: 'Claims of engagements in order of time, to find the latest ones without a result.',
  columns: {
    timeBucketMs: timestamp({ description: 'Time of the claim, rounded down to an hour.' }),
    claimedAtMs: timestamp(),
    engagementId: uuid<EngagementId>(),
  },
  partitionKey: ['timeBucketMs'],
  clustering: [
    { column: 'claimedAtMs', order: 'asc' },
    { column: 'engagementId', order: 'asc' },
  ],
  ttlMs: 30 * 86_400_000,
  windowBy: 'timeBucketMs',
  compaction: 'time-window',
})

export const repairMarks = defineTable('repair_marks', {
  description: 'Up to which instant a repair has seen everything: the next one goes on from there.',
  columns: { name: text(), atMs: timestamp() },
  partitionKey: ['name'],
})

export const leaderboard = defineTable('leaderboard', {
  description: 'The board of a convoy, best accuracy first: the top N are one slice.',
  columns: {
    convoyId: uuid<ConvoyId>(),
    accuracyBp: int({ description: 'Accuracy in basis points, 0 to 10,000.' }),
    droneId: uuid<DroneId>(),
    totalEngagements: int(),
    successfulHits: int(),
    currentStreak: int(),
  },
  partitionKey: ['convoyId'],
  clustering: [
    { column: 'accuracyBp', order: 'desc' },
    { column: 'droneId', order: 'asc' },
  ],
})

/** A drone on a snapshot of a board. */
export interface SnapshotEntry extends Tally {
  droneId: DroneId
  /** Engagements and hits by weapon type; absent: written by a version before they were counted. */
  weapons?: Partial<Record<WeaponType, [engagements: number, hits: number]>>
}

export const leaderboardSnapshots = defineTable('leaderboard_snapshots', {
  description: 'Snapshots of the board at past instants.',
  columns: {
    convoyId: uuid<ConvoyId>(),
    dayMs: timestamp(),
    atMs: timestamp(),
    entries: structure<SnapshotEntry[]>({ cql: 'text' }),
    generation: nullable(
      int({ description: 'Generation of the board when it was written; null in rows of older versions.' }),
    ),
  },
  partitionKey: ['convoyId', 'dayMs'],
  clustering: [{ column: 'atMs', order: 'desc' }],
})

/** What a turn adds to a board. */
export interface AddedRecords {
  /** The turn that adds them: another one than that of its row when a version without this column took the turn since. */
  generation: number
  turn: number
  records: Row<typeof engagements>[]
}

export const boardTurns = defineTable('board_turns', {
  description: 'The newest turn on a convoy’s board, taken by compare-and-set together with the records that it adds.',
  columns: {
    convoyId: uuid<ConvoyId>(),
    holder: nullable(text({ description: 'The process that took the turn, or why another may take over at once.' })),
    generation: int({ description: 'Incremented when a turn was interrupted: everything before it is counted again.' }),
    turn: int({ description: 'Number of the turn in its generation.' }),
    renewals: int({ description: 'Incremented while the holder works for long.' }),
    added: nullable(
      structure<AddedRecords>({ cql: 'text', description: 'Null in rows of versions that appended to board_changes.' }),
    ),
  },
  partitionKey: ['convoyId'],
})

export const boardTurnEnds = defineTable('board_turn_ends', {
  description: 'The last turn of each generation that has ended, for when board_log has expired.',
  columns: { convoyId: uuid<ConvoyId>(), generation: int(), turn: int() },
  partitionKey: ['convoyId'],
  clustering: [{ column: 'generation', order: 'desc' }],
})

export const boardLog = defineTable('board_log', {
  description: 'The records that each turn has added to a convoy’s board, written when it ends.',
  columns: {
    convoyId: uuid<ConvoyId>(),
    generation: int(),
    turn: int(),
    records: structure<Row<typeof engagements>[]>({ cql: 'text' }),
  },
  partitionKey: ['convoyId', 'generation'],
  clustering: [{ column: 'turn', order: 'asc' }],
  ttlMs: 86_400_000,
})

export const boardChanges = defineTable('board_changes', {
  description:
    'The records that a turn was about to add, of versions without board_log: they also write empty rows here.',
  columns: {
    convoyId: uuid<ConvoyId>(),
    generation: int(),
    turn: int(),
    records: structure<Row<typeof engagements>[]>({ cql: 'text' }),
  },
  partitionKey: ['convoyId', 'generation'],
  clustering: [{ column: 'turn', order: 'asc' }],
  ttlMs: 86_400_000,
})

export const boardGenerations = defineTable('board_generations', {
  description: 'The newest record of a convoy when a generation of its board began: fences snapshots of earlier ones.',
  columns: { convoyId: uuid<ConvoyId>(), generation: int(), newestAtMs: nullable(timestamp()) },
  partitionKey: ['convoyId'],
  clustering: [{ column: 'generation', order: 'asc' }],
})

export const accuracyCounters = defineTable('accuracy_counters', {
  description: 'Engagements and hits of a drone by weapon type; recounted from engagements when in doubt.',
  columns: { droneId: uuid<DroneId>(), weaponType: text<WeaponType>(), engagements: counter(), hits: counter() },
  partitionKey: ['droneId'],
  clustering: [{ column: 'weaponType', order: 'asc' }],
})
