/** Writers that come at the same time share one commit, and with it one flush to disk. */
import type { RootDatabase } from 'lmdb'
import { Failure } from '../../../lib/errors.ts'
import type { Clock } from '../../ports/clock.ts'
import { toFailure } from './failures.ts'

export interface Write {
  /** Runs before the commit begins, while no other is under way. */
  prepare(): void
  /** Puts and removes. */
  apply(): void
  /** True when `apply` reads what it changes: it then runs inside of the transaction. */
  readsFirst: boolean
}

interface Waiting {
  write: Write
  resolve(): void
  reject(error: unknown): void
  failed: boolean
}

export interface GroupCommit {
  /** Resolves once what the write did is on disk; rejects with a Failure `unavailable`, or with what `apply` threw. */
  add(write: Write): Promise<void>
  /** Resolves when nothing is under way. */
  idle(): Promise<void>
}

/** A commit that takes longer is given up on: its writers are told, the disk may still finish it. */
const commitTimeoutMs = 30_000
const maxWritesPerCommit = 256

/** Groups commit one after the other: the next takes all that came during the last. */
export function createGroupCommit(root: RootDatabase, clock: Clock): GroupCommit {
  let waiting: Waiting[] = []
  let running: Promise<void> | null = null

  async function run(): Promise<void> {
    while (waiting.length > 0) {
      const group = waiting.slice(0, maxWritesPerCommit)
      waiting = waiting.slice(maxWritesPerCommit)
      await commitGroup(root, clock, group)
    }
    running = null
  }

  return {
    add: (write) =>
      new Promise((resolve, reject) => {
        waiting.push({ write, resolve, reject, failed: false })
        running ??= Promise.resolve().then(run)
      }),
    async idle() {
      while (running) await running
    },
  }
}

async function commitGroup(root: RootDatabase, clock: Clock, group: Waiting[]): Promise<void> {
  try {
    for (const { write } of group) write.prepare()
    await withTimeout(clock, commit(root, group))
    for (const { resolve, failed } of group) if (!failed) resolve()
  } catch (error) {
    const failure = toFailure(await causeOf(error), 'write')
    for (const { reject } of group) reject(failure)
  }
}

function commit(root: RootDatabase, group: Waiting[]): Promise<unknown> {
  const applyAll = () => {
    for (const one of group) applyOne(one)
  }
  return group.some(({ write }) => write.readsFirst) ? root.transaction(applyAll) : root.batch(applyAll)
}

function applyOne(one: Waiting): void {
  try {
    one.write.apply()
  } catch (error) {
    one.failed = true
    one.reject(error)
  }
}

async function withTimeout(clock: Clock, committed: Promise<unknown>): Promise<void> {
  const done = new AbortController()
  const timeout = clock.sleep(commitTimeoutMs, done.signal).then(() => {
    if (!done.signal.aborted)
      throw new Failure('unavailable', `The disk took longer than ${commitTimeoutMs} ms to keep rows.`, {
        retryAfterMs: commitTimeoutMs,
      })
  })
  try {
    await Promise.race([committed, timeout])
  } finally {
    done.abort()
  }
}

/** lmdb rejects with an error whose `commitError` is a promise that rejects with the cause. */
async function causeOf(error: unknown): Promise<unknown> {
  const { commitError } = error as { commitError?: Promise<never> }
  return commitError ? commitError.catch((cause: unknown) => cause) : error
}
