import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { resolve } from 'node:path'
import type { Logger } from 'pino'
import { createFairQueue } from '../../../../lib/async/fair-queue.ts'
import { Failure } from '../../../../lib/errors.ts'
import type { Clock } from '../../../ports/clock.ts'
import type { LakeSnapshot } from '../../../ports/lake.ts'
import type { SqlProgress, SqlQuery, SqlResult, SqlSandbox } from '../../../ports/sql-sandbox.ts'
import type { DatabaseLimits } from './open-database.ts'
import { type SandboxProcess, startSandboxProcess, whyAborted } from './process.ts'
import { removeLeftFolders } from './spawn.ts'

export interface SandboxOptions {
  clock: Clock
  log: Logger
  /** Called when a query begins; what it returns is released when the query ends. */
  openLake(): Promise<Pick<LakeSnapshot, 'generation' | 'asOfMs' | 'views' | 'release'>>
  lakeFolder: string
  /** The user that runs queries, where this process is root; it needs no right but to read the files of the lake. */
  user: { uid: number; gid: number }
  limits: DatabaseLimits & {
    timeMs: number
    resultBytes: number
    /** Queries that run at once, each in a process of its own. */
    processes: number
    waiting: number
    waitingOfActor: number
  }
  /** Where queries spill; the machine's folder for temporary files when absent. */
  spillBase?: string
}

/** Of a query whose process ends before it has it. */
const mostTries = 3

type OnProgress = (progress: SqlProgress) => void

/** A process is started when a query needs it, and kept for the next one. */
export function openSqlSandbox(options: SandboxOptions): SqlSandbox {
  const { clock, limits, spillBase = tmpdir() } = options
  const { processes: slots, waiting, waitingOfActor: waitingOfKey } = limits
  const queue = createFairQueue({ slots, waiting, waitingOfKey })
  const idle: SandboxProcess[] = []
  const running = new Set<SandboxProcess>()
  const unsettled = new Set<Promise<void>>()
  const closing = new AbortController()
  const user = process.getuid?.() === 0 ? options.user : null
  removeLeftFolders(spillBase)

  async function takeProcess(): Promise<SandboxProcess> {
    for (let kept = idle.pop(); kept; kept = idle.pop()) if (kept.isUsable) return kept
    const lakeFolder = requireFolder(options.lakeFolder)
    return startSandboxProcess({ ...options, lakeFolder, spillBase, user })
  }

  async function keep(used: SandboxProcess): Promise<void> {
    running.delete(used)
    if (closing.signal.aborted) await used.end()
    else if (used.isUsable) idle.push(used)
  }

  /** Null: the process ended before it had the query. */
  async function runIn(used: SandboxProcess, query: SqlQuery, signal: AbortSignal, onProgress: OnProgress) {
    const { sql, maxRows, format } = query
    const startedMs = clock.monotonicMs()
    const lake = await options.openLake()
    try {
      const task = { type: 'run', sql, maxRows, format, maxBytes: limits.resultBytes } as const
      const views = lake.views.map((view) => ({ name: view.name, sql: view.sql }))
      const report = (donePct: number | null) => onProgress({ state: 'running', donePct })
      const result = await used.run(task, { generation: lake.generation, views }, signal, report)
      return result && { ...result, elapsedMs: clock.monotonicMs() - startedMs, lakeAsOfMs: lake.asOfMs }
    } finally {
      lake.release()
    }
  }

  async function runNow(query: SqlQuery, signal: AbortSignal, onProgress: OnProgress): Promise<SqlResult> {
    for (let tries = 0; tries < mostTries; tries += 1) {
      const used = await takeProcess()
      running.add(used)
      try {
        const result = await runIn(used, query, signal, onProgress)
        if (result) return result
      } finally {
        await keep(used)
      }
    }
    throw new Failure('unavailable', 'The SQL process ended at once, expected it to run.', { retryAfterMs: 5_000 })
  }

  async function runInTurn(query: SqlQuery, signal: AbortSignal, onProgress: OnProgress): Promise<SqlResult> {
    if (closing.signal.aborted) throw closed()
    const either = AbortSignal.any([signal, closing.signal])
    onProgress({ state: 'waiting', donePct: null })
    const endTurn = await queue.acquire(query.askedBy, either).catch((reason: unknown) => {
      throw either.aborted ? whyAborted(either) : reason
    })
    try {
      return await runNow(query, either, onProgress)
    } finally {
      endTurn()
    }
  }

  return {
    run(query, signal, onProgress) {
      const run = runInTurn(query, signal, onProgress)
      const settled = run.then(ignore, ignore).then(() => void unsettled.delete(settled))
      unsettled.add(settled)
      return run
    },
    async close() {
      closing.abort(closed())
      await Promise.all([...idle, ...running].map((it) => it.end()))
      await Promise.all(unsettled)
    },
  }
}

const ignore = () => undefined
const closed = () =>
  new Failure('unavailable', 'The server is stopping, expected a running one.', { retryAfterMs: 5_000 })

function requireFolder(folder: string): string {
  const absolute = resolve(folder)
  if (existsSync(absolute)) return absolute
  const message = 'The lake has no folder, expected one: nothing was exported yet, or it is gone.'
  throw new Failure('unavailable', message, { retryAfterMs: 5_000 })
}
