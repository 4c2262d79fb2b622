/** One process that runs SQL, as seen by the one that started it. */
import type { Logger } from 'pino'
import { Failure, isFailure } from '../../../../lib/errors.ts'
import type { Clock } from '../../../ports/clock.ts'
import type { SqlColumn } from '../../../ports/sql-sandbox.ts'
import type { FromSandbox, Task, ViewsMessage, WireFailure } from './messages.ts'
import type { DatabaseLimits } from './open-database.ts'
import { type Spawned, spawnSandbox } from './spawn.ts'

export interface ProcessOptions {
  clock: Clock
  log: Logger
  lakeFolder: string
  /** Where the folder is made into which it spills. */
  spillBase: string
  /** The user that it becomes; null: that of this process. */
  user: { uid: number; gid: number } | null
  limits: DatabaseLimits & { timeMs: number }
}

export interface TaskResult {
  columns: readonly SqlColumn[]
  rows: number
  isTruncated: boolean
  body: readonly Uint8Array[]
}

export interface SandboxProcess {
  /** False when it has ended or is about to: a new one is needed. */
  readonly isUsable: boolean
  /**
   * Runs one task at a time, on the views of `generation`. Rejects with a Failure; a task that doesn't stop within a second at its
   * time limit or when `signal` aborts is killed. Null: it ended before it had the task, which may be given to another one.
   */
  run(
    task: Task,
    on: OnViews,
    signal: AbortSignal,
    onProgress: (donePct: number | null) => void,
  ): Promise<TaskResult | null>
  /** Resolves once it has ended. */
  end(): Promise<void>
}

export interface OnViews extends Pick<ViewsMessage, 'views'> {
  generation: number
}

/** After an interrupt that it doesn't hear. */
const killAfterMs = 1_000
const startWithinMs = 30_000
const retryAfterMs = 2_000

/** Rejects with `unavailable`. */
export async function startSandboxProcess(options: ProcessOptions): Promise<SandboxProcess> {
  const { clock, limits, user } = options
  const spawned = spawnSandbox(options.spillBase, user)
  await opened(options, spawned)
  let isUsable = true
  let generation: number | null = null
  void spawned.ended.then(() => {
    isUsable = false
  })

  return {
    get isUsable() {
      return isUsable
    },
    async run(task, on, signal, onProgress) {
      const over = new AbortController()
      let stopped: Failure | null = null
      const stop = async (reason: Failure) => {
        stopped ??= reason
        spawned.post({ type: 'interrupt' })
        await clock.sleep(killAfterMs, over.signal)
        if (!over.signal.aborted) spawned.kill()
      }
      const cancel = () => void stop(whyAborted(signal))
      const limitTime = async () => {
        await clock.sleep(limits.timeMs, over.signal)
        if (!over.signal.aborted) await stop(tookTooLong(limits.timeMs))
      }
      if (generation !== on.generation) spawned.post({ type: 'views', views: on.views })
      generation = on.generation
      spawned.post(task)
      void limitTime()
      signal.addEventListener('abort', cancel, { once: true })
      if (signal.aborted) cancel()
      try {
        const { outcome, hasBegun, columns, body } = await collect(spawned, onProgress)
        if (!outcome || outcome.isLast) {
          isUsable = false
          spawned.kill()
        }
        if (outcome?.type === 'done') return { columns, body, rows: outcome.rows, isTruncated: outcome.isTruncated }
        if (stopped) throw stopped
        if (outcome) throw toFailure(outcome.failure)
        if (!hasBegun) return null
        throw endedAlone(await spawned.ended)
      } finally {
        over.abort()
        signal.removeEventListener('abort', cancel)
      }
    },
    async end() {
      isUsable = false
      spawned.kill()
      await spawned.ended
    },
  }
}

interface Collected {
  columns: readonly SqlColumn[]
  body: readonly Uint8Array[]
  /** Null: the process ended. */
  outcome: Extract<FromSandbox, { type: 'done' | 'failed' }> | null
  hasBegun: boolean
}

async function collect(spawned: Spawned, onProgress: (donePct: number | null) => void): Promise<Collected> {
  let columns: readonly SqlColumn[] = []
  const body: Uint8Array[] = []
  for (let hasBegun = false; ; hasBegun = true) {
    const message = await spawned.next()
    if (message === null || message.type === 'done' || message.type === 'failed')
      return { columns, body, outcome: message, hasBegun }
    if (message.type === 'columns') columns = message.columns
    else if (message.type === 'part') body.push(message.bytes)
    else if (message.type === 'begun') onProgress(null)
    else if (message.type === 'progress') onProgress(message.donePct)
  }
}

async function opened({ clock, log, lakeFolder, limits, user }: ProcessOptions, spawned: Spawned): Promise<void> {
  const over = new AbortController()
  spawned.post({ type: 'open', lakeFolder, spillFolder: spawned.spillFolder, limits, user })
  void clock.sleep(startWithinMs, over.signal).then(() => over.signal.aborted || spawned.kill())
  const first = await spawned.next()
  over.abort()
  if (first?.type === 'ready') {
    if (!first.isMemoryBounded) log.warn('memory of the SQL process has no limit: expected Linux with prlimit')
    return
  }
  spawned.kill()
  const reason = first?.type === 'failed' ? first.failure.message : await spawned.ended
  log.error({ reason, lakeFolder }, 'the SQL process did not start')
  throw new Failure('unavailable', 'The SQL process did not start, expected it to: the log says why.', { retryAfterMs })
}

/** A signal that aborts without a Failure is a caller who cancels. */
export const whyAborted = ({ reason }: AbortSignal): Failure =>
  isFailure(reason) ? reason : new Failure('conflict', 'The query was cancelled.')

const tookTooLong = (timeMs: number): Failure =>
  new Failure(
    'limited',
    `The query took more than ${timeMs / 1_000} s, expected less: narrow the time, or ask a rollup.`,
  )

const endedAlone = (how: string): Failure =>
  new Failure(
    'unavailable',
    `The process of the query ended (${how}), which happens when it takes more memory than it may; the next one has a new process.`,
    { retryAfterMs },
  )

const toFailure = ({ code, message, faults }: WireFailure): Failure =>
  new Failure(code, message, { faults, ...(code === 'unavailable' && { retryAfterMs }) })
