/** The databases of embedded mode: all in this process and its data folder. */
import type { Logger } from 'pino'
import { jobs as jobsTable } from '../schema/jobs.ts'
import { allTables } from '../schema/tables.ts'
import { openTableJobs } from './adapters/lmdb/jobs.ts'
import { openLmdbTables } from './adapters/lmdb/tables.ts'
import { createMemoryBus } from './adapters/memory/bus.ts'
import { createMemoryCache } from './adapters/memory/cache.ts'
import { createMemoryFleet } from './adapters/memory/fleet.ts'
import { createMemoryRanking } from './adapters/memory/ranking.ts'
import type { Clock } from './ports/index.ts'
import { createSkippedMessages } from './ports/skipped-messages.ts'
import type { StoreState } from './ports/store-state.ts'
import { watchTables } from './repositories/watched-tables.ts'
import { logStore, type Stores } from './stores.ts'

/** Rejects with an Error for the operator when the data folder can't be opened. */
export async function openEmbeddedStores(
  dataDir: string,
  { clock, log, processId }: { clock: Clock; log: Logger; processId: string },
): Promise<Stores> {
  const opened = await openLmdbTables({ dataDir, clock, tables: [...allTables, jobsTable], log })
  const watched = watchTables({ tables: opened, clock }, logStore(log, 'LMDB'))
  const jobs = await openTableJobs({ tables: watched.tables, clock, log })
  const memory: StoreState = { isUp: true, sinceMs: clock.nowMs(), detail: null }
  return {
    mode: 'embedded',
    processId,
    tables: watched.tables,
    clock,
    bus: createMemoryBus({ clock, skipped: createSkippedMessages(clock, log) }),
    cache: createMemoryCache({ clock }),
    fleet: createMemoryFleet(),
    ranking: createMemoryRanking(),
    jobs,
    states: () => [
      { name: 'LMDB', kind: 'store', state: watched.state },
      { name: 'memory', kind: 'cache', state: memory },
    ],
    async close() {
      await jobs.close()
      watched.close()
      await opened.close()
    },
  }
}
