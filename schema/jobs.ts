/** Background jobs: their names and payloads. */
import type { ConvoyId } from './ids.ts'
import { defineTable, int, nullable, structure, text, timestamp } from './table-types.ts'

export interface JobPayloads {
  /** Reconciles boards with the engagement records; null for every convoy. */
  'repair-leaderboards': { convoyIds: ConvoyId[] | null }
  /** Completes engagements that were claimed but not finished, in one chunk of the claims, after the previous one; null for the first. */
  'finish-claims': { after: string | null }
}

export type JobName = keyof JobPayloads
export const jobNames: readonly JobName[] = ['repair-leaderboards', 'finish-claims']

export const jobs = defineTable('jobs', {
  description: 'Pending and failed jobs, and schedules, in embedded mode.',
  columns: {
    jobId: text(),
    name: text<JobName>(),
    key: nullable(text({ description: 'Deduplication key: at most one waiting job of this name has it.' })),
    payload: structure<JobPayloads[JobName]>({ cql: 'text' }),
    tries: int({ description: 'Attempts started.' }),
    dueAtMs: timestamp(),
    everyMs: nullable(
      int({ description: 'Interval of a schedule, which adds a job each time it is due; null for a job.' }),
    ),
    failedAtMs: nullable(timestamp({ description: 'When it failed for good; null while it waits or runs.' })),
    error: nullable(text()),
  },
  partitionKey: ['jobId'],
})
