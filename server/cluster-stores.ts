/** The databases of a cluster: ScyllaDB or Cassandra, and Redis or Valkey. */
import type { Logger } from 'pino'
import { allTables } from '../schema/tables.ts'
import { createRedisBus } from './adapters/redis/bus.ts'
import { createRedisCache } from './adapters/redis/cache.ts'
import { openRedis } from './adapters/redis/connection.ts'
import { createRedisFleet } from './adapters/redis/fleet.ts'
import { openRedisJobs } from './adapters/redis/jobs.ts'
import { createRedisRanking } from './adapters/redis/ranking.ts'
import { migrate } from './adapters/scylla/migrate.ts'
import { openScyllaTables } from './adapters/scylla/tables.ts'
import type { ClusterConfig } from './config-cluster.ts'
import type { Clock } from './ports/index.ts'
import { createSkippedMessages } from './ports/skipped-messages.ts'
import { watchTables } from './repositories/watched-tables.ts'
import { logStore, type Stores } from './stores.ts'

interface Deps {
  clock: Clock
  log: Logger
  processId: string
}

/**
 * Migrates the schema, in whichever process starts first, and connects. Rejects with an Error for the operator when the store
 * can't be reached or has a newer schema. Redis may be unavailable: the process starts without it.
 */
export async function openClusterStores(config: ClusterConfig, { clock, log, processId }: Deps): Promise<Stores> {
  await migrate({ connection: config.scylla, clock, log })
  const opened = await openScyllaTables({ connection: config.scylla, clock, tables: allTables })
  const redis = await openRedis({ ...config.redis, log })
  const jobs = await openRedisJobs({ ...config.redis, clock, log })
  const watched = watchTables({ tables: opened, clock }, logStore(log, 'ScyllaDB'), true)
  const bus = createRedisBus({ redis, clock, skipped: createSkippedMessages(clock, log) })
  return {
    mode: 'cluster',
    processId,
    clock,
    tables: watched.tables,
    bus,
    cache: createRedisCache({ redis, clock }),
    fleet: createRedisFleet({ redis }),
    ranking: createRedisRanking({ redis }),
    jobs,
    states: () => [
      { name: 'ScyllaDB', kind: 'store', state: watched.state },
      { name: 'Redis', kind: 'cache', state: redis.state },
    ],
    async close() {
      watched.close()
      await bus.close()
      await jobs.close()
      await redis.close()
      await opened.close()
    },
  }
}
