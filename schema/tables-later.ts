/** Tables that the schema makes from the start and that features to come will read: their rows change with those. */
import type { ConvoyId, DroneId } from './ids.ts'
import {
  blob,
  boolean,
  defineTable,
  int,
  nullable,
  structure,
  type Table,
  text,
  timestamp,
  uuid,
} from './table-types.ts'
import { allTables } from './tables.ts'
import { telemetryRetentionMs } from './telemetry.ts'

const commands = defineTable('commands', {
  description: 'Navigation orders to a convoy or one of its drones with their current state, newest first.',
  columns: {
    convoyId: uuid<ConvoyId>(),
    dayMs: timestamp(),
    issuedAtMs: timestamp(),
    commandId: uuid(),
    droneId: nullable(uuid<DroneId>({ description: 'Null for the whole convoy.' })),
    order: structure({ cql: 'text' }),
    issuedBy: uuid(),
    status: text(),
    expiresAtMs: timestamp(),
    version: int(),
  },
  partitionKey: ['convoyId', 'dayMs'],
  clustering: [
    { column: 'issuedAtMs', order: 'desc' },
    { column: 'commandId', order: 'asc' },
  ],
})

const commandEvents = defineTable('command_events', {
  description: 'What became of a command, from issue to effect.',
  columns: {
    commandId: uuid(),
    atMs: timestamp(),
    ordinal: int({ description: 'Orders events of one instant.' }),
    status: text(),
    droneId: nullable(uuid<DroneId>()),
    detail: nullable(structure({ cql: 'text' })),
  },
  partitionKey: ['commandId'],
  clustering: [
    { column: 'atMs', order: 'asc' },
    { column: 'ordinal', order: 'asc' },
  ],
})

const missions = defineTable('missions', {
  description: 'Missions of a convoy.',
  columns: {
    convoyId: uuid<ConvoyId>(),
    missionId: uuid(),
    name: text(),
    objective: nullable(text()),
    status: text(),
    startsAtMs: nullable(timestamp()),
    endsAtMs: nullable(timestamp()),
    createdAtMs: timestamp(),
    version: int(),
  },
  partitionKey: ['convoyId'],
  clustering: [{ column: 'missionId', order: 'asc' }],
})

const alerts = defineTable('alerts', {
  description: 'Alerts, newest first, and who acknowledged them.',
  columns: {
    convoyId: uuid<ConvoyId>(),
    dayMs: timestamp(),
    raisedAtMs: timestamp(),
    alertId: uuid(),
    alertKind: text(),
    severity: text(),
    droneId: nullable(uuid<DroneId>()),
    message: text(),
    acknowledgedBy: nullable(uuid()),
    acknowledgedAtMs: nullable(timestamp()),
    resolvedAtMs: nullable(timestamp()),
  },
  partitionKey: ['convoyId', 'dayMs'],
  clustering: [
    { column: 'raisedAtMs', order: 'desc' },
    { column: 'alertId', order: 'asc' },
  ],
})

const users = defineTable('users', {
  description: 'Users and their roles.',
  columns: {
    userId: uuid(),
    userName: text(),
    passwordHash: text({ description: 'argon2id, with its salt and settings.' }),
    role: text(),
    convoyIds: nullable(
      structure<ConvoyId[]>({ cql: 'text', description: 'The convoys that the user may see; null for all.' }),
    ),
    isDisabled: boolean(),
    createdAtMs: timestamp(),
    version: int(),
  },
  partitionKey: ['userId'],
})

const sessions = defineTable('sessions', {
  description: 'Refresh tokens of a user by family: using one twice ends its family.',
  columns: {
    userId: uuid(),
    familyId: uuid(),
    tokenHash: blob(),
    generation: int(),
    createdAtMs: timestamp(),
    endedAtMs: nullable(timestamp()),
    version: int(),
  },
  partitionKey: ['userId'],
  clustering: [{ column: 'familyId', order: 'asc' }],
  ttlMs: telemetryRetentionMs,
})

const deviceKeys = defineTable('device_keys', {
  description: 'Keys of drones and gateways, each bound to its drones.',
  columns: {
    keyId: uuid(),
    keyHash: blob(),
    label: text(),
    droneIds: structure<DroneId[]>({ cql: 'text' }),
    createdAtMs: timestamp(),
    revokedAtMs: nullable(timestamp()),
  },
  partitionKey: ['keyId'],
})

const audit = defineTable('audit', {
  description: 'Every change: who, what, before, after, from where; newest first.',
  columns: {
    dayMs: timestamp(),
    atMs: timestamp(),
    auditId: uuid(),
    actor: text(),
    action: text(),
    subject: text(),
    before: nullable(structure({ cql: 'text' })),
    after: nullable(structure({ cql: 'text' })),
    address: nullable(text()),
  },
  partitionKey: ['dayMs'],
  clustering: [
    { column: 'atMs', order: 'desc' },
    { column: 'auditId', order: 'asc' },
  ],
})

/** Every table of the database's schema. The embedded store opens only `allTables`. */
export const schemaTables: readonly Table[] = [
  ...allTables,
  commands,
  commandEvents,
  missions,
  alerts,
  users,
  sessions,
  deviceKeys,
  audit,
]
