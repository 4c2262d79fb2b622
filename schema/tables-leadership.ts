/** Tables of current and past leadership, and of resets ordered by an operator. */
import type { ConvoyId } from './ids.ts'
import type { Leadership, LeadershipChange } from './leadership.ts'
import { defineTable, int, nullable, structure, text, timestamp, uuid } from './table-types.ts'

export const leadership = defineTable('leadership', {
  description: 'Last known leadership of a convoy.',
  columns: {
    convoyId: uuid<ConvoyId>(),
    term: int(),
    state: structure<Leadership>({ cql: 'text' }),
    change: nullable(
      structure<LeadershipChange>({
        cql: 'text',
        description: 'The change that led to the state; a new lease holder makes sure that it is among the events.',
      }),
    ),
    fence: nullable(
      int({
        description:
          'Fencing token of the lease under which it was written: holders of earlier leases may no longer write.',
      }),
    ),
  },
  partitionKey: ['convoyId'],
})

export const leadershipEvents = defineTable('leadership_events', {
  description: 'Leadership changes and their reasons.',
  columns: {
    convoyId: uuid<ConvoyId>(),
    dayMs: timestamp(),
    atMs: timestamp(),
    ordinal: int({ description: 'Orders changes of one instant.' }),
    change: structure<LeadershipChange>({ cql: 'text' }),
  },
  partitionKey: ['convoyId', 'dayMs'],
  clustering: [
    { column: 'atMs', order: 'desc' },
    { column: 'ordinal', order: 'desc' },
  ],
})

export const leadershipDays = defineTable('leadership_days', {
  description: 'Days of a convoy with leadership changes, newest first.',
  columns: { convoyId: uuid<ConvoyId>(), dayMs: timestamp() },
  partitionKey: ['convoyId'],
  clustering: [{ column: 'dayMs', order: 'desc' }],
})

export const leadershipResets = defineTable('leadership_resets', {
  description:
    'The newest order to forget a convoy’s term and leader, applied once by every process, even one that missed its message.',
  columns: {
    convoyId: uuid<ConvoyId>(),
    atMs: timestamp(),
    by: text({ description: 'Who ordered it.' }),
    note: nullable(text({ description: 'Reason given by the operator.' })),
  },
  partitionKey: ['convoyId'],
})
