/** A process that runs SQL of users, one query at a time; server/adapters/duckdb/sandbox/process.ts starts it. */
import { accessSync, constants, mkdirSync } from 'node:fs'
import { setImmediate } from 'node:timers/promises'
import type { SqlColumn } from '../../../ports/sql-sandbox.ts'
import { confine } from './confine.ts'
import { nameFailure } from './duckdb-failures.ts'
import type { FromSandbox, Opening, Task, ToSandbox } from './messages.ts'
import { type LockedDatabase, openLockedDatabase } from './open-database.ts'
import { createStatementParser } from './parse-statement.ts'
import { runTask } from './run-task.ts'
import { createLakeViews } from './views.ts'

/** An interrupt that comes between two steps of a query is forgotten: it is repeated until the query has ended. */
const interruptEveryMs = 20
const progressEveryMs = 250

// Also in the midst of a query, that hears nothing else.
const end = (): void => void process.kill(process.pid, 'SIGKILL')

const send = (message: FromSandbox): Promise<void> =>
  new Promise((resolve) => {
    if (!process.send?.(message, undefined, undefined, (error) => (error ? end() : resolve()))) return
  })

type Outcome = Extract<FromSandbox, { type: 'done' | 'failed' }>

async function open(opening: Opening): Promise<void> {
  const { lakeFolder, spillFolder, limits } = opening
  process.chdir(lakeFolder)
  const database = await openLockedDatabase(lakeFolder, spillFolder, limits)
  const parse = await createStatementParser(database.connection)
  const confinement = confine(opening)
  requireReadable(lakeFolder)
  const resultFolder = `${spillFolder}/results`
  mkdirSync(resultFolder, { recursive: true })
  const views = createLakeViews(lakeFolder)
  let interrupt = (): void => undefined

  async function run(task: Task): Promise<void> {
    let isInterrupted = false
    let repeating: NodeJS.Timeout | undefined
    void send({ type: 'begun' })
    interrupt = () => {
      isInterrupted = true
      database.connection.interrupt()
      repeating ??= setInterval(() => database.connection.interrupt(), interruptEveryMs)
    }
    const progress = setInterval(() => void send({ type: 'progress', donePct: progressOf(database) }), progressEveryMs)
    const checkpoint = () => {
      if (isInterrupted) throw new Error('INTERRUPT Error: Interrupted!')
    }
    const outcome = await attempt(task, checkpoint)
    clearInterval(progress)
    clearInterval(repeating)
    interrupt = () => undefined
    if (outcome.type !== 'done' || outcome.isTruncated) await freeResults()
    // Last: the next task may follow at once.
    await send({ ...outcome, isLast: outcome.isLast || confinement.isWornOut() })
  }

  async function attempt(task: Task, checkpoint: () => void): Promise<Outcome> {
    try {
      const sending = {
        columns: (columns: readonly SqlColumn[]) => send({ type: 'columns', columns }),
        part: (bytes: Uint8Array) => send({ type: 'part', bytes }),
      }
      const result = await runTask({ database, parse, views, resultFolder, checkpoint, send: sending }, task)
      return { type: 'done', isLast: false, ...result }
    } catch (error) {
      return { type: 'failed', ...nameFailure(error, [lakeFolder, spillFolder]) }
    }
  }

  process.on('message', (message: ToSandbox) => {
    if (message.type === 'views') views.replace(message.views)
    else if (message.type === 'run') void run(message)
    else if (message.type === 'interrupt') interrupt()
  })
  const { isOtherUser, isMemoryBounded } = confinement
  await send({ type: 'ready', isOtherUser, isMemoryBounded })
}

/** By the working directory: the folders above it may be closed to the user. */
function requireReadable(lakeFolder: string): void {
  try {
    accessSync('.', constants.R_OK | constants.X_OK)
  } catch (cause) {
    const who = `user ${process.getuid?.()}, which runs SQL`
    throw new Error(`${lakeFolder} is closed to ${who}: expected it to be readable (chmod o+rx).`, { cause })
  }
}

/**
 * A result that was not read to its end keeps its memory, which DuckDB counts, until V8 collects the object that stands for it:
 * the queries after it would be refused for want of memory.
 */
async function freeResults(): Promise<void> {
  globalThis.gc?.()
  // What was collected is freed in the next turn.
  await setImmediate()
}

function progressOf({ connection }: LockedDatabase): number | null {
  const { percentage } = connection.progress
  return percentage < 0 ? null : percentage
}

process.once('disconnect', end)
process.once('message', (message: ToSandbox) => {
  if (message.type === 'open') void open(message).catch(fail)
})

async function fail(error: unknown): Promise<void> {
  await send({ type: 'failed', ...nameFailure(error, []), isLast: true })
  end()
}
