import type { JobName, JobPayloads } from '../../schema/jobs.ts'

/** The error of a try whose process died. */
export const processEnded = 'The process ended while the job ran.'

/** A job that failed in all its tries. */
export interface SetAsideJob {
  id: string
  name: JobName
  /** As it was given. */
  payload: JobPayloads[JobName]
  /** Of the last try, in words; `processEnded` when that ended with its process. */
  error: string
  /** Begun, those that ended with their process too. */
  tries: number
  failedAtMs: number
}

export interface JobFigures {
  name: JobName
  /** Due or not yet due. */
  waiting: number
  running: number
  /** Ended well, as far as is remembered: at most some thousands. */
  done: number
  setAside: number
}

/**
 * Work that is done later, at least once: what a job does must be such that doing it twice does no more than doing it once.
 *
 * A job added is kept, through restarts, until a run of it ends well. A run that throws is tried again after a pause that
 * doubles each time; after so many tries as the adapter was opened with, the job is set aside with the last error, and is only
 * run again by `retry`. When a process dies midway, another, or the same one started again, runs the job again; that counts
 * too, so that a job that kills its process is not run for ever. A job is never run by two workers at once, unless a
 * worker's process stood still so long that it was taken for dead. Every method but `work` fails with `unavailable`
 * when the jobs can't be reached; then what it asked for may still have happened.
 */
export interface Jobs {
  /**
   * Adds a job, which is due after `delayMs` (0 when absent). With a key: changes nothing while a job of this name and key waits
   * or runs. The payload comes back as JSON keeps it. Resolves when the job is kept, by this call or another of its key. Jobs without delay
   * begin in the order in which they were added; those delayed or tried again, at their time or later, never before.
   */
  add<N extends JobName>(name: N, payload: JobPayloads[N], options?: { key?: string; delayMs?: number }): Promise<void>
  /**
   * Adds a job of this name every `everyMs`, the first within that time, however many processes ask for it. One schedule a
   * name: asked again with another period or payload it is replaced. Periods in which no worker was there, or in which the job of
   * the one before still ran, need not be made up for.
   */
  schedule<N extends JobName>(name: N, payload: JobPayloads[N], everyMs: number): Promise<void>
  /**
   * Runs jobs of this name one after the other. Resolves when `signal` has aborted and what runs has ended. Never rejects:
   * while the jobs can't be reached it waits and goes on.
   */
  work<N extends JobName>(name: N, run: (payload: JobPayloads[N]) => Promise<void>, signal: AbortSignal): Promise<void>
  /** Failed jobs, newest first, at most `limit`. */
  setAside(limit: number): Promise<SetAsideJob[]>
  /** Retries a failed job with a full number of attempts. False when there is no failed job with this id. */
  retry(id: string): Promise<boolean>
  /** One for each name. */
  figures(): Promise<JobFigures[]>
}

/** To be closed when all work has ended. */
export interface OpenJobs extends Jobs {
  close(): Promise<void>
}
