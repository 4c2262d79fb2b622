import type { JobName, JobPayloads } from '../../schema/jobs.ts'

/** The error of an attempt whose process died. */
export const processEnded = 'The process ended while the job ran.'

/** A job that failed in all its attempts. */
export interface SetAsideJob {
  id: string
  name: JobName
  /** As passed to `add`. */
  payload: JobPayloads[JobName]
  /** Error of the last attempt; `processEnded` when its process died. */
  error: string
  /** Attempts started, including those whose process died. */
  tries: number
  failedAtMs: number
}

export interface JobFigures {
  name: JobName
  /** Due or not yet due. */
  waiting: number
  running: number
  /** Succeeded, as far as is still recorded: at most some thousands. */
  done: number
  setAside: number
}

/**
 * A durable queue of background jobs with at-least-once execution: jobs must be idempotent.
 *
 * A job survives restarts until it succeeds. A failed attempt is retried with exponential backoff; after the configured number of
 * attempts the job has failed for good, with its last error, and only runs again through `retry`. When a process dies during an
 * attempt, the job runs again in another process or after a restart; this counts as an attempt, so that a job that kills its
 * process does not run for ever. A job never runs in two workers at once, unless a worker stalled for so long that it was
 * considered dead. Every method except `work` fails with `unavailable` when the queue can't be reached; it may then still have
 * taken effect.
 */
export interface Jobs {
  /**
   * Adds a job, due after `delayMs` (default 0). With a key: does nothing while a job of this name and key waits or runs. The
   * payload is serialized as JSON. Resolves when the job is stored, by this call or another with the same key. Jobs without delay
   * start in the order in which they were added; delayed and retried ones never before they are due.
   */
  add<N extends JobName>(name: N, payload: JobPayloads[N], options?: { key?: string; delayMs?: number }): Promise<void>
  /**
   * Adds a job of this name every `everyMs`, the first within that time, however many processes schedule it. There is one schedule
   * per name: another period or payload replaces it. Periods without a worker, or during which the previous job was still running,
   * may be skipped.
   */
  schedule<N extends JobName>(name: N, payload: JobPayloads[N], everyMs: number): Promise<void>
  /**
   * Runs jobs of this name one after the other. Resolves when `signal` has aborted and the running job has ended. Never rejects:
   * while the queue can't be reached it waits.
   */
  work<N extends JobName>(name: N, run: (payload: JobPayloads[N]) => Promise<void>, signal: AbortSignal): Promise<void>
  /** Failed jobs, newest first, at most `limit`. */
  setAside(limit: number): Promise<SetAsideJob[]>
  /** Retries a failed job with a full number of attempts. False when there is no failed job with this id. */
  retry(id: string): Promise<boolean>
  /** Counts for each name. */
  figures(): Promise<JobFigures[]>
}

/** Close it after all work has ended. */
export interface OpenJobs extends Jobs {
  close(): Promise<void>
}
