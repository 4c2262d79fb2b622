/** Tables of who leads a convoy, who led it, and what an operator ordered. */
import type { ConvoyId } from './ids.ts'
import type { Leadership, LeadershipChange } from './leadership.ts'
import { defineTable, int, nullable, structure, text, timestamp, uuid } from './table-types.ts'

export const leadership = defineTable('leadership', {
  description: 'Leadership of a convoy as last known.',
  columns: {
    convoyId: uuid<ConvoyId>(),
    term: int(),
    state: structure<Leadership>({ cql: 'text' }),
    change: nullable(
      structure<LeadershipChange>({
        cql: 'text',
        description:
          'What led to the state, until the next write: who takes over makes sure that it is among the events.',
      }),
    ),
    fence: nullable(
      int({ description: 'Of the lease under which it was written: one before it may not write any more.' }),
    ),
  },
  partitionKey: ['convoyId'],
})

export const leadershipEvents = defineTable('leadership_events', {
  description: 'Who led when, and why it changed.',
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
  description: 'Which days of a convoy hold changes of leadership, newest first.',
  columns: { convoyId: uuid<ConvoyId>(), dayMs: timestamp() },
  partitionKey: ['convoyId'],
  clustering: [{ column: 'dayMs', order: 'desc' }],
})

export const leadershipResets = defineTable('leadership_resets', {
  description:
    'The newest order to forget a convoy’s term and leader: applied once by every process, also by one that did not hear of it.',
  columns: {
    convoyId: uuid<ConvoyId>(),
    atMs: timestamp(),
    by: text({ description: 'Who ordered it.' }),
    note: nullable(text({ description: 'Why, in the operator’s words.' })),
  },
  partitionKey: ['convoyId'],
})
