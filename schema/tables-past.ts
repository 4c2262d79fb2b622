/** The table of the demo's past. */
import { defineTable, int, nullable, text, timestamp } from './table-types.ts'

export const demoPasts = defineTable('demo_pasts', {
  description: 'The past that the simulated fleet starts with, and how much of it is written.',
  columns: {
    name: text(),
    fromMs: timestamp(),
    joinMs: timestamp({ description: 'Readings from here on come from the running fleet.' }),
    joinTerm: int({ description: 'Term of every convoy at that instant: its last in the past.' }),
    engagementsUntilMs: timestamp({ description: 'The running fleet records those from here on.' }),
    recordedFromMs: nullable(
      timestamp({ description: 'The recorder of the live picture began; null: not known yet.' }),
    ),
    writtenUntilMs: timestamp({ description: 'Everything up to here is stored.' }),
    finishedAtMs: nullable(timestamp({ description: 'Null while it is being written.' })),
  },
  partitionKey: ['name'],
})
