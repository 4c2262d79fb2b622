import { Failure } from '../../../lib/errors.ts'
import type { Ports } from '../../ports/index.ts'

/** Jobs of one name, in all processes together. */
export interface JobCounts {
  name: string
  waiting: number
  running: number
  done: number
  /** Failed as often as they may: they wait for somebody to look. */
  setAside: number
}

export interface SetAsideJob {
  id: string
  name: string
  /** The last error, in words. */
  error: string
  tries: number
  failedAtMs: number
}

/** Jobs as the status page shows them. Each fails with `unavailable` while the queue is away. */
export interface JobWatch {
  counts(): Promise<JobCounts[]>
  /** The newest failures first, at most `limit`. */
  setAside(limit: number): Promise<SetAsideJob[]>
  /** Lets a job that was set aside run again. Fails with `missing` when it is not set aside (any more). */
  retry(jobId: string): Promise<void>
}

/** The jobs of a process, as its status page shows them. */
export const watchJobs = (jobs: Pick<Ports['jobs'], 'figures' | 'setAside' | 'retry'>): JobWatch => ({
  counts: () => jobs.figures(),
  setAside: (limit) => jobs.setAside(limit),
  async retry(jobId) {
    if (!(await jobs.retry(jobId))) throw new Failure('missing', `There is no job ${jobId} that was set aside.`)
  },
})
