/** Jobs of a single process, stored as rows of its own tables. */
import { randomUUID } from 'node:crypto'
import { createKeyedMutex } from '../../../lib/async/keyed-mutex.ts'
import { Failure } from '../../../lib/errors.ts'
import { type JobName, type JobPayloads, jobNames, jobs as jobsTable } from '../../../schema/jobs.ts'
import type { Row } from '../../../schema/table-types.ts'
import type { Clock } from '../../ports/clock.ts'
import { type OpenJobs, processEnded } from '../../ports/jobs.ts'
import type { Tables } from '../../ports/tables.ts'

type JobRow = Row<typeof jobsTable>

export interface TableJobsOptions {
  /** Opened with the table `jobs`. Not closed by this adapter. */
  tables: Tables
  clock: Clock
  log: { warn(details: object, message: string): void }
  /** Attempts before a job counts as failed; default 5. */
  tries?: number
  /** Pause before the second try, doubled before each later one: 1,000 ms when absent. */
  backoffMs?: number
}

/** A worker looks for due jobs at least this often, in case the machine's clock was set. */
const longestSleepMs = 60_000
const storeRetryMs = 1_000
const scheduleIdOf = (name: JobName) => `schedule ${name}`
const padded = (n: number, digits: number) => String(n).padStart(digits, '0')

/** Opens the jobs of a process with exclusive use of its store. Jobs that ran when the process died wait again. */
export async function openTableJobs(options: TableJobsOptions): Promise<OpenJobs> {
  const { tables, clock, log, tries: maxTries = 5, backoffMs = 1_000 } = options
  const held = new Map<string, JobRow>()
  for (let after: string | undefined; ; ) {
    const page = await tables.scan(jobsTable, null, after ? { after } : {})
    for (const row of page.rows) held.set(row.jobId, row)
    if (page.next === null) break
    after = page.next
  }
  const running = new Set<string>()
  /** Serializes check-then-write by name and key, and by schedule. */
  const mutex = createKeyedMutex<string>()
  let added = 0
  const done = new Map<JobName, number>()
  let changed = new AbortController()
  let isClosed = false

  const isWaiting = (row: JobRow) => row.everyMs === null && row.failedAtMs === null && !running.has(row.jobId)
  const ofName = (name: JobName) => [...held.values()].filter((row) => row.name === name)
  async function save(row: JobRow): Promise<void> {
    if (isClosed) throw new Failure('unavailable', 'The jobs are closed.')
    await tables.insert(jobsTable, [row])
    held.set(row.jobId, row)
    wake()
  }
  function wake(): void {
    changed.abort()
    changed = new AbortController()
  }

  function add(name: JobName, payload: JobPayloads[JobName], key: string | null, delayMs: number): Promise<void> {
    const nowMs = clock.nowMs()
    // Ids sort in the order of adding, for jobs that are due at the same instant.
    const jobId = `${padded(nowMs, 15)}-${padded(added++, 9)}-${randomUUID()}`
    const own = { tries: 0, dueAtMs: nowMs + delayMs, everyMs: null, failedAtMs: null, error: null }
    const row = { jobId, name, key, payload: JSON.parse(JSON.stringify(payload)), ...own }
    if (key === null) return save(row)
    const isSame = (it: JobRow) => it.key === key && it.failedAtMs === null && it.everyMs === null
    return mutex.run(`key ${name} ${key}`, async () => {
      if (!ofName(name).some(isSame)) await save(row)
    })
  }

  /** Adds the job of a schedule that is due. */
  function tick(name: JobName): Promise<void> {
    return mutex.run(scheduleIdOf(name), async () => {
      const row = held.get(scheduleIdOf(name))
      if (!row || row.everyMs === null || row.dueAtMs > clock.nowMs()) return
      const missed = Math.floor((clock.nowMs() - row.dueAtMs) / row.everyMs)
      await add(name, row.payload, row.jobId, 0)
      await save({ ...row, dueAtMs: row.dueAtMs + (missed + 1) * row.everyMs })
    })
  }

  async function runOne(row: JobRow, run: (payload: JobPayloads[JobName]) => Promise<void>): Promise<void> {
    running.add(row.jobId)
    try {
      const begun = { ...row, tries: row.tries + 1 }
      if (begun.tries > maxTries) {
        log.warn({ job: row.name, tries: row.tries, error: processEnded }, 'a job failed')
        return await markFailed(row, processEnded)
      }
      await save(begun)
      try {
        await run(begun.payload)
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error)
        log.warn({ job: row.name, tries: begun.tries, error: message }, 'a job failed')
        if (begun.tries >= maxTries) return await markFailed(begun, message)
        return await save({ ...begun, error: message, dueAtMs: clock.nowMs() + backoffMs * 2 ** row.tries })
      }
      await tables.delete(jobsTable, [{ jobId: row.jobId }])
      held.delete(row.jobId)
      done.set(row.name, (done.get(row.name) ?? 0) + 1)
    } finally {
      running.delete(row.jobId)
      wake()
    }
  }
  const markFailed = (row: JobRow, error: string) => save({ ...row, error, failedAtMs: clock.nowMs() })

  return {
    add: (name, payload, { key, delayMs = 0 } = {}) => add(name, payload, key ?? null, delayMs),
    async schedule(name, payload, everyMs) {
      const jobId = scheduleIdOf(name)
      await mutex.run(jobId, async () => {
        const row = held.get(jobId)
        if (row?.everyMs === everyMs && JSON.stringify(row.payload) === JSON.stringify(payload)) return
        const own = { key: null, tries: 0, failedAtMs: null, error: null }
        await save({ jobId, name, payload, everyMs, dueAtMs: clock.nowMs() + everyMs, ...own })
      })
    },
    async work(name, run, signal) {
      while (!signal.aborted) {
        try {
          await tick(name)
          const woken = AbortSignal.any([signal, changed.signal])
          const waiting = ofName(name).filter(isWaiting)
          const next = waiting.sort((a, b) => a.dueAtMs - b.dueAtMs || (a.jobId < b.jobId ? -1 : 1))[0]
          if (next && next.dueAtMs <= clock.nowMs()) {
            if (!signal.aborted) await runOne(next, run as (payload: JobPayloads[JobName]) => Promise<void>)
            continue
          }
          const dues = [next, ...ofName(name).filter(({ everyMs }) => everyMs !== null)].flatMap((row) => row ?? [])
          const untilMs = Math.min(longestSleepMs, ...dues.map(({ dueAtMs }) => dueAtMs - clock.nowMs()))
          await clock.sleep(Math.max(1, untilMs), woken)
        } catch (error) {
          log.warn({ job: name, error }, 'the store is unavailable; jobs wait')
          await clock.sleep(storeRetryMs, signal)
        }
      }
    },
    async setAside(limit) {
      const failed = [...held.values()].filter(({ failedAtMs }) => failedAtMs !== null)
      return failed
        .sort((a, b) => (b.failedAtMs as number) - (a.failedAtMs as number))
        .slice(0, limit)
        .map(({ jobId, name, payload, error, tries, failedAtMs }) => ({
          ...{ id: jobId, name, payload, error: error ?? '', tries, failedAtMs: failedAtMs as number },
        }))
    },
    async retry(id) {
      const row = held.get(id)
      if (!row || row.failedAtMs === null) return false
      await save({ ...row, tries: 0, error: null, failedAtMs: null, dueAtMs: clock.nowMs() })
      return true
    },
    async figures() {
      return jobNames.map((name) => {
        const rows = ofName(name)
        const jobsOf = rows.filter(({ everyMs }) => everyMs === null)
        return {
          name,
          waiting: jobsOf.filter(isWaiting).length,
          running: jobsOf.filter(({ jobId }) => running.has(jobId)).length,
          done: done.get(name) ?? 0,
          setAside: jobsOf.filter(({ failedAtMs }) => failedAtMs !== null).length,
        }
      })
    },
    async close() {
      isClosed = true
      wake()
    },
  }
}
