/** Reclaims the space of expired rows. */
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Clock } from '../../ports/clock.ts'
import type { GroupCommit, Write } from './group-commit.ts'
import type { StoredTable } from './stored-table.ts'
import type { Rows } from './windows.ts'

/** Log of the store's background work. */
export interface StoreLog {
  info(details: object, message: string): void
  error(details: object, message: string): void
}

interface Deps {
  clock: Clock
  commits: GroupCommit
  tables: readonly StoredTable[]
  log: StoreLog | undefined
}

const sweepEveryMs = 3_600_000
const rowsPerStep = 1_000

/**
 * Drops windows whose rows have all expired, and expired rows of tables without windows, now and every hour. The returned function
 * stops it and resolves when no sweep is running.
 */
export function startSweep(deps: Deps): () => Promise<void> {
  let stopped = false
  const sweep = async () => {
    for (const stored of deps.tables) if (!stopped) await sweepTable(deps, stored, () => stopped)
  }
  let sweeping = sweep()
  const stop = deps.clock.every(sweepEveryMs, () => {
    sweeping = sweep()
    return sweeping
  })
  return async () => {
    stopped = true
    stop()
    await sweeping
  }
}

async function sweepTable({ clock, commits, log }: Deps, stored: StoredTable, isStopped: () => boolean): Promise<void> {
  const { table, windows } = stored
  try {
    for (const window of windows.expired(clock.nowMs())) {
      const clear = () => {
        stored.watch.noteAll()
        windows.clearIfExpired(window, clock.nowMs())
      }
      await commits.add(writeOf(clear))
      log?.info({ table: table.name, window }, 'dropped a window of expired rows')
    }
    if (table.ttlMs !== null && table.windowBy === null) await sweepRows(stored, clock, commits, isStopped)
  } catch (error) {
    log?.error({ table: table.name, error }, 'could not drop expired rows')
  }
}

async function sweepRows(stored: StoredTable, clock: Clock, commits: GroupCommit, isStopped: () => boolean) {
  const rows = stored.windows.open(0)
  let start: Buffer | null = firstKey
  while (start && !isStopped()) {
    const step: { key: Buffer; value: Buffer }[] = [...rows.getRange({ start, limit: rowsPerStep })]
    // Yields to the event loop: a large table is read in many steps, most of which find nothing to remove.
    await nextTurn()
    const expired = step.filter(({ value }) => stored.hasExpired(value, clock.nowMs())).map(({ key }) => key)
    if (expired.length > 0) await commits.add(writeOf(() => removeExpired(stored, rows, expired, clock.nowMs())))
    const last = step.length === rowsPerStep ? step.at(-1) : null
    start = last ? Buffer.concat([last.key, firstKey]) : null
  }
}

/** Checks each row again: it may have been rewritten since it was found expired. */
function removeExpired(stored: StoredTable, rows: Rows, keys: readonly Buffer[], nowMs: number): void {
  for (const key of keys) {
    const value = rows.getBinary(key)
    if (value && stored.hasExpired(value, nowMs)) void rows.remove(key)
  }
}

const firstKey = Buffer.from([0])
const writeOf = (apply: () => void): Write => ({ readsFirst: true, rows: rowsPerStep, prepare() {}, apply })
