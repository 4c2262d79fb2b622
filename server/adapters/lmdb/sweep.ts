/** Gives back the space of rows that have expired. */
import type { Clock } from '../../ports/clock.ts'
import type { GroupCommit } from './group-commit.ts'
import type { StoredTable } from './stored-table.ts'

/** Where the store tells what it did on its own account. */
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

/** Drops windows of which every row has expired, now and every hour. The answer ends it, and resolves when none is under way. */
export function startSweep(deps: Deps): () => Promise<void> {
  let sweeping = sweep(deps)
  const stop = deps.clock.every(sweepEveryMs, async () => {
    sweeping = sweep(deps)
    await sweeping
  })
  return async () => {
    stop()
    await sweeping
  }
}

async function sweep({ clock, commits, tables, log }: Deps): Promise<void> {
  for (const { table, windows } of tables)
    for (const window of windows.expired(clock.nowMs()))
      try {
        await commits.add({
          readsFirst: false,
          prepare() {},
          apply: () => windows.clearIfExpired(window, clock.nowMs()),
        })
        log?.info({ table: table.name, window }, 'dropped a window of expired rows')
      } catch (error) {
        log?.error({ table: table.name, window, error }, 'could not drop expired rows')
      }
}
