import { availableParallelism } from 'node:os'
import { Failure } from '../../../../lib/errors.ts'
import type { Clock } from '../../../ports/clock.ts'
import type { LakeQuery, QueryResult, QuestionRunner } from '../../../ports/questions.ts'
import { type Child, startChild } from './child.ts'
import { nameFailure } from './failures.ts'
import type { FromProcess } from './messages.ts'
import { pruneViews } from './prune.ts'

interface Options {
  clock: Pick<Clock, 'sleep'>
  /** DuckDB's own, of all queries together; beyond it, it spills to disk. */
  memoryMb?: number
  spillMb?: number
  threads?: number
  /** Of one query. */
  timeLimitMs?: number
  atOnce?: number
  maxWaiting?: number
}

/** A query that is not interrupted by then ends with its process. */
const killAfterMs = 1_000

interface Job {
  id: number
  query: LakeQuery
  onProgress: (percent: number) => void
  resolve(result: QueryResult): void
  reject(error: Error): void
  /** Why it was interrupted. */
  stoppedBy: Failure | null
  starts: number
  /** Aborts when it has ended. */
  ended: AbortController
}

/** Starts its process with the first query, and again with the next one after it died. */
export function openQuestionRunner({
  clock,
  memoryMb = 1_024,
  spillMb = 4_096,
  threads = availableParallelism(),
  timeLimitMs = 30_000,
  atOnce = 2,
  maxWaiting = 64,
}: Options): QuestionRunner {
  const waiting: Job[] = []
  const running = new Map<number, Job>()
  let child: Child | null = null
  let isClosed = false
  let lastId = 0

  function start(job: Job): void {
    job.starts++
    running.set(job.id, job)
    const { views: _, hours: __, ...task } = job.query
    own().send({ type: 'run', id: job.id, task: { ...task, views: pruneViews(job.query) } })
    void clock.sleep(timeLimitMs, job.ended.signal).then(() => {
      if (!job.ended.signal.aborted && running.get(job.id) === job) stop(job, tooLong(timeLimitMs))
    })
  }

  function next(): void {
    while (running.size < atOnce) {
      const job = waiting.shift()
      if (!job) return
      start(job)
    }
  }

  function stop(job: Job, reason: Failure): void {
    job.stoppedBy ??= reason
    const at = waiting.indexOf(job)
    if (at >= 0) {
      waiting.splice(at, 1)
      end(job, () => job.reject(reason))
      return
    }
    child?.send({ type: 'interrupt', id: job.id })
    void clock.sleep(killAfterMs, job.ended.signal).then(() => {
      if (!job.ended.signal.aborted) child?.kill()
    })
  }

  function end(job: Job, settle: () => void): void {
    running.delete(job.id)
    job.ended.abort()
    settle()
    next()
  }

  function receive(message: FromProcess): void {
    const job = running.get(message.id)
    if (!job) return
    const { stoppedBy } = job
    if (message.type === 'progress') {
      job.onProgress(Math.min(100, Math.max(0, message.percent)))
    } else if (stoppedBy) {
      end(job, () => job.reject(stoppedBy))
    } else if (message.type === 'done') {
      end(job, () => job.resolve(message.result))
    } else {
      const { error, isDamaged } = nameFailure(message.message)
      if (isDamaged) child?.kill()
      end(job, () => job.reject(error))
    }
  }

  function own(): Child {
    if (child) return child
    const started = startChild({ memoryMb, spillMb, threads }, receive)
    child = started
    void started.ended.then((how) => {
      if (child === started) child = null
      for (const job of [...running.values()]) recover(job, how)
    })
    return started
  }

  /** Its process died. Queries have no side effects: one that was not the cause may run again, once. */
  function recover(job: Job, how: string): void {
    if (job.starts < 2 && !job.stoppedBy && !isClosed) {
      running.delete(job.id)
      waiting.unshift(job)
      next()
    } else {
      const reason = job.stoppedBy ?? died(how)
      end(job, () => job.reject(reason))
    }
  }

  return {
    run: (query, signal, onProgress = () => {}) =>
      new Promise((resolve, reject) => {
        if (isClosed) return reject(died('closed'))
        if (signal.aborted) return reject(cancelled())
        if (running.size >= atOnce && waiting.length >= maxWaiting) return reject(tooMany(maxWaiting))
        const ended = new AbortController()
        const job: Job = { id: ++lastId, query, onProgress, resolve, reject, stoppedBy: null, starts: 0, ended }
        signal.addEventListener('abort', () => stop(job, cancelled()), { once: true, signal: ended.signal })
        waiting.push(job)
        next()
      }),
    async close() {
      isClosed = true
      for (const job of waiting.splice(0)) end(job, () => job.reject(died('closed')))
      const last = child
      last?.kill()
      await last?.ended
    },
  }
}

const cancelled = () => new Failure('conflict', 'The question was cancelled before it was answered.')
const tooLong = (limitMs: number) =>
  new Failure('limited', `The question took longer than ${limitMs / 1_000} s, expected a shorter range.`)
const tooMany = (most: number) =>
  new Failure('limited', `${most} questions are waiting, expected fewer.`, { retryAfterMs: 2_000 })
const died = (how: string) =>
  new Failure('unavailable', `The process that answers questions ended (${how}).`, { retryAfterMs: 1_000 })
