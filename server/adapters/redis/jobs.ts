/** Jobs in Redis, shared by all processes: one BullMQ queue per job name. */
import { type Job, Queue, Worker } from 'bullmq'
import { Failure } from '../../../lib/errors.ts'
import { type JobName, type JobPayloads, jobNames } from '../../../schema/jobs.ts'
import type { Clock } from '../../ports/clock.ts'
import { type OpenJobs, processEnded } from '../../ports/jobs.ts'
import { openPlainClient, type RedisClient, type RedisOptions } from './connection.ts'

export interface RedisJobsOptions extends Omit<RedisOptions, 'prefix' | 'poolSize'> {
  clock: Clock
  /** Prefix of every key, in braces so that all keys hash to one cluster slot. `{jobs}` when absent. */
  prefix?: string
  /** Attempts before a job counts as failed; default 5. */
  tries?: number
  /** Pause before the second try, doubled before each later one: 1,000 ms when absent. */
  backoffMs?: number
  /** A worker that has not renewed its lock for this long is considered dead: 30,000 ms when absent. */
  deadAfterMs?: number
}

const responseTimeoutMs = 1_000
const keptJobs = 1_000

/** Opens the jobs; Redis may be unavailable. */
export async function openRedisJobs(options: RedisJobsOptions): Promise<OpenJobs> {
  const { clock, log, prefix = '{jobs}', tries = 5, backoffMs = 1_000, deadAfterMs = 30_000 } = options
  const client = openPlainClient(options, 'commands')
  const queues = new Map<JobName, Queue>()
  let isClosed = false
  const template = {
    attempts: tries,
    backoff: { type: 'exponential', delay: backoffMs },
    removeOnComplete: { count: keptJobs },
    removeOnFail: false,
  }

  function queueOf(name: JobName): Queue {
    let queue = queues.get(name)
    if (!queue) {
      queue = new Queue(name, { connection: client, prefix })
      queue.on('error', () => undefined)
      queues.set(name, queue)
      // A queue that lost Redis while it was opened never recovers.
      queue.waitUntilReady().catch(() => queues.delete(name))
    }
    return queue
  }

  /** Runs a command with a timeout of a second; fails immediately while Redis is unavailable. */
  async function request<R>(command: () => Promise<R>): Promise<R> {
    if (isClosed || client.status !== 'ready') throw unavailable(isClosed ? 'they are closed' : client.status)
    const late = new AbortController()
    try {
      return await Promise.race([
        command(),
        clock.sleep(responseTimeoutMs, late.signal).then(() => {
          throw unavailable(`no response within ${responseTimeoutMs} ms`)
        }),
      ])
    } catch (error) {
      throw error instanceof Failure ? error : unavailable((error as Error).message)
    } finally {
      late.abort()
    }
  }

  /** BullMQ's count includes the start at which it gives up a job. */
  const startedTriesOf = (job: Job) => Math.min(job.attemptsStarted, tries)

  await waitUntilReady(client, clock)

  return {
    async add(name, payload, { key, delayMs = 0 } = {}) {
      const once = key === undefined ? {} : { deduplication: { id: key } }
      await request(() => queueOf(name).add(name, payload, { ...template, ...once, delay: delayMs }))
    },
    async schedule(name, payload, everyMs) {
      await request(async () => {
        const queue = queueOf(name)
        const known = await queue.getJobScheduler(name)
        const isSame = JSON.stringify(known?.template?.data) === JSON.stringify(payload)
        if (known?.every === everyMs && isSame) return
        await queue.upsertJobScheduler(name, { every: everyMs }, { name, data: payload, opts: template })
      })
    },
    async work(name, run, signal) {
      if (signal.aborted) return
      const connection = openPlainClient(options, 'worker')
      const worker = new Worker(name, async (job: Job) => run(job.data as JobPayloads[typeof name]), {
        ...{ connection, prefix, concurrency: 1, runRetryDelay: 500 },
        // Limits starts instead of stalls: BullMQ does not count stalls for scheduled jobs, which would be retried for ever.
        ...{ maxStartedAttempts: tries, maxStalledCount: Number.MAX_SAFE_INTEGER },
        ...{ lockDuration: deadAfterMs, stalledInterval: deadAfterMs },
      })
      worker.on('error', () => undefined)
      worker.on('failed', (job, error) =>
        log.warn({ job: name, tries: job && startedTriesOf(job), error: reasonOf(error.message) }, 'a job failed'),
      )
      await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
      // Waits for the running job. With Redis unavailable its end can't be reported, so the wait is bounded.
      if (connection.status === 'ready') await worker.close()
      else await Promise.race([worker.close(), clock.sleep(responseTimeoutMs)])
      connection.disconnect()
    },
    async setAside(limit) {
      const lists = await request(() => Promise.all(jobNames.map((name) => queueOf(name).getFailed(0, limit - 1))))
      return lists
        .flat()
        .map((job) => ({
          id: `${job.name}:${job.id}`,
          name: job.name as JobName,
          payload: job.data as JobPayloads[JobName],
          error: reasonOf(job.failedReason),
          tries: startedTriesOf(job),
          failedAtMs: job.finishedOn ?? 0,
        }))
        .sort((a, b) => b.failedAtMs - a.failedAtMs)
        .slice(0, limit)
    },
    async retry(id) {
      const name = jobNames.find((it) => id.startsWith(`${it}:`))
      if (!name) return false
      return request(async () => {
        const job = await queueOf(name).getJob(id.slice(name.length + 1))
        if (!job || !(await job.isFailed())) return false
        await job.retry('failed', { resetAttemptsMade: true, resetAttemptsStarted: true })
        return true
      })
    },
    async figures() {
      return request(() =>
        Promise.all(
          jobNames.map(async (name) => {
            const counts = await queueOf(name).getJobCounts('wait', 'delayed', 'active', 'completed', 'failed')
            const of = (state: string) => counts[state] ?? 0
            const waiting = of('wait') + of('delayed')
            return { name, waiting, running: of('active'), done: of('completed'), setAside: of('failed') }
          }),
        ),
      )
    },
    async close() {
      isClosed = true
      client.disconnect()
      await Promise.all([...queues.values()].map((queue) => queue.close().catch(() => undefined)))
    },
  }
}

/** Resolves once connected, or after a second without a connection. */
async function waitUntilReady(client: RedisClient, clock: Clock): Promise<void> {
  if (client.status === 'ready') return
  const ready = new AbortController()
  client.once('ready', () => ready.abort())
  await clock.sleep(responseTimeoutMs, ready.signal)
}

/** Translates BullMQ's message for a last try that began and never ended. */
const reasonOf = (reason: string) => (reason === 'job started more than allowable limit' ? processEnded : reason)

const unavailable = (message: string) =>
  new Failure('unavailable', `The jobs in Redis can't be reached: ${message}.`, { retryAfterMs: 1_000 })
