/** What is done behind callers' backs: the names of the jobs and what each is given. */
import type { ConvoyId } from './ids.ts'
import { defineTable, int, nullable, structure, text, timestamp } from './table-types.ts'

export interface JobPayloads {
  /** Makes boards agree with the engagement rows; null: of every convoy on the roster. */
  'repair-leaderboards': { convoyIds: ConvoyId[] | null }
  /** Finishes engagements claimed without an answer, in one part of the claims: from where the part before ended, null: the first. */
  'finish-claims': { after: string | null }
}

export type JobName = keyof JobPayloads
export const jobNames: readonly JobName[] = ['repair-leaderboards', 'finish-claims']

export const jobs = defineTable('jobs', {
  description: 'Jobs that have not ended well, and schedules, of a process that has no queue beside its store.',
  columns: {
    jobId: text(),
    name: text<JobName>(),
    key: nullable(text({ description: 'No second job of this name waits with it.' })),
    payload: structure<JobPayloads[JobName]>({ cql: 'text' }),
    tries: int({ description: 'Tries begun.' }),
    dueAtMs: timestamp(),
    everyMs: nullable(int({ description: 'Of a schedule, whose row stays: adds a job each time it is due.' })),
    failedAtMs: nullable(timestamp({ description: 'When it was set aside; null: it waits or runs.' })),
    error: nullable(text()),
  },
  partitionKey: ['jobId'],
})
