/** Concurrent writers share one commit, and with it one flush to disk. */
import type { RootDatabase } from 'lmdb'
import { Failure } from '../../../lib/errors.ts'
import type { Clock } from '../../ports/clock.ts'
import type { ToFailure } from './failures.ts'

export interface Write {
  /** Runs before the commit begins, while no other commit is in progress. */
  prepare(): void
  /** Performs the puts and removes. */
  apply(): void
  /** True when `apply` reads what it changes, and so must run inside the transaction. */
  readsFirst: boolean
  /** Approximate number of rows that it changes. */
  rows: number
}

interface Waiting {
  write: Write
  resolve(): void
  reject(error: unknown): void
}

export interface GroupCommit {
  /** Resolves once the write is on disk; rejects with a Failure `unavailable`, or with the error that `apply` threw. */
  add(write: Write): Promise<void>
  isBusy(): boolean
  /** Resolves when no write is pending. */
  idle(): Promise<void>
}

/** Writes fail as `unavailable` after this long; the disk may still complete them. */
const commitTimeoutMs = 30_000
/** Rows of a commit are handed to LMDB synchronously: this many take about 10 ms. */
const maxRowsPerCommit = 10_000

interface Deps {
  root: RootDatabase
  clock: Clock
  toFailure: ToFailure
  /** Throws when the disk has no room for a commit. */
  requireRoom(): void
}

/** Groups commit one after the other; the next group takes the writes that arrived during the last commit. */
export function createGroupCommit({ root, clock, toFailure, requireRoom }: Deps): GroupCommit {
  let waiting: Waiting[] = []
  let running: Promise<void> | null = null
  let inFlight: Promise<unknown> = Promise.resolve()

  async function run(): Promise<void> {
    while (waiting.length > 0) {
      const size = groupSize(waiting)
      const group = waiting.slice(0, size)
      waiting = waiting.slice(size)
      await commitGroup(group)
    }
    running = null
  }

  async function commitGroup(group: Waiting[]): Promise<void> {
    try {
      await withTimeout(clock, inFlight)
      requireRoom()
      for (const { write } of group) write.prepare()
      const committed = commit(root, group)
      inFlight = committed.catch(() => {})
      await withTimeout(clock, committed)
      for (const { resolve } of group) resolve()
    } catch (error) {
      const failure = toFailure(await causeOf(error), 'write')
      for (const { reject } of group) reject(failure)
    }
  }

  return {
    add: (write) =>
      new Promise((resolve, reject) => {
        waiting.push({ write, resolve, reject })
        running ??= Promise.resolve().then(run)
      }),
    isBusy: () => running !== null,
    async idle() {
      while (running) await running
    },
  }
}

/**
 * How many of the first waiting writes share a commit. Those that read first get commits of their own: they run on the main
 * thread, which many rows of other writes would block.
 */
function groupSize(waiting: readonly Waiting[]): number {
  const readsFirst = waiting[0]?.write.readsFirst
  let rows = 0
  const end = waiting.findIndex(({ write }) => {
    rows += write.rows
    return write.readsFirst !== readsFirst || rows > maxRowsPerCommit
  })
  return end < 0 ? waiting.length : Math.max(1, end)
}

function commit(root: RootDatabase, group: Waiting[]): Promise<unknown> {
  const applyAll = () => group.forEach(applyOne)
  return group[0]?.write.readsFirst ? root.transaction(applyAll) : root.batch(applyAll)
}

/** A write that throws is rejected on its own; resolving it later with its group has no effect. */
function applyOne({ write, reject }: Waiting): void {
  try {
    write.apply()
  } catch (error) {
    reject(error)
  }
}

async function withTimeout(clock: Clock, work: Promise<unknown>): Promise<void> {
  const done = new AbortController()
  const timeout = clock.sleep(commitTimeoutMs, done.signal).then(() => {
    if (done.signal.aborted) return
    throw new Failure('unavailable', `The disk did not complete a write within ${commitTimeoutMs} ms.`, {
      retryAfterMs: commitTimeoutMs,
    })
  })
  try {
    await Promise.race([work, timeout])
  } finally {
    done.abort()
  }
}

/** lmdb rejects with an error whose `commitError` is a promise that rejects with the cause. */
async function causeOf(error: unknown): Promise<unknown> {
  const { commitError } = error as { commitError?: Promise<never> }
  return commitError ? commitError.catch((cause: unknown) => cause) : error
}
