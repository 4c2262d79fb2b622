/** The databases of this process: embedded, or those of a cluster. */
import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import type { Logger } from 'pino'
import { allTables } from '../schema/tables.ts'
import { openLmdbTables } from './adapters/lmdb/tables.ts'
import { createMemoryBus } from './adapters/memory/bus.ts'
import { createMemoryCache } from './adapters/memory/cache.ts'
import { createMemoryRanking } from './adapters/memory/ranking.ts'
import type { Config } from './config.ts'
import type { Clock, Ports } from './ports/index.ts'
import type { StoreState } from './ports/store-state.ts'
import { watchTables } from './repositories/watched-tables.ts'

export interface Stores extends Ports {
  mode: 'embedded' | 'cluster'
  /** Told apart from that of every other process, and new at each start. */
  processId: string
  /** How each database answers now. */
  states(): { name: string; kind: 'store' | 'cache'; state: StoreState }[]
  close(): Promise<void>
}

/** Opens the databases that the configuration names. Rejects with an Error in the operator's words when one can't be opened. */
export async function openStores(config: Config, clock: Clock, log: Logger): Promise<Stores> {
  const processId = `${hostname()}-${process.pid}-${randomUUID().slice(0, 8)}`
  if (config.cluster) {
    // The drivers are a large part of all modules: loaded only where there is something to drive.
    const { openClusterStores } = await import('./cluster-stores.ts')
    return openClusterStores(config.cluster, { clock, log, processId })
  }
  const opened = await openLmdbTables({ dataDir: config.dataDir, clock, tables: allTables, log })
  const watched = watchTables({ tables: opened, clock }, logStore(log, 'LMDB'))
  const memory: StoreState = { isUp: true, sinceMs: clock.nowMs(), detail: null }
  return {
    mode: 'embedded',
    processId,
    tables: watched.tables,
    clock,
    bus: createMemoryBus({ clock }),
    cache: createMemoryCache({ clock }),
    ranking: createMemoryRanking(),
    states: () => [
      { name: 'LMDB', kind: 'store', state: watched.state },
      { name: 'memory', kind: 'cache', state: memory },
    ],
    async close() {
      watched.close()
      await opened.close()
    },
  }
}

export const logStore = (log: Logger, name: string) => (state: StoreState) => {
  if (state.isUp) log.info({ store: name }, `${name} answers again`)
  else log.error({ store: name, detail: state.detail }, `${name} does not answer`)
}
