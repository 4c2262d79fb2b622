/** The databases of a cluster: ScyllaDB or Cassandra, and Redis or Valkey. */
import type { Logger } from 'pino'
import { isFailure } from '../lib/errors.ts'
import { allTables } from '../schema/tables.ts'
import { createRedisBus } from './adapters/redis/bus.ts'
import { createRedisCache } from './adapters/redis/cache.ts'
import { openRedis } from './adapters/redis/connection.ts'
import { createRedisFleet } from './adapters/redis/fleet.ts'
import { openRedisJobs } from './adapters/redis/jobs.ts'
import { createRedisRanking } from './adapters/redis/ranking.ts'
import { isUnreachable } from './adapters/scylla/failures.ts'
import { migrate } from './adapters/scylla/migrate.ts'
import { openScyllaTables } from './adapters/scylla/tables.ts'
import type { ClusterConfig } from './config-cluster.ts'
import type { Clock, FleetCache } from './ports/index.ts'
import { createSkippedMessages } from './ports/skipped-messages.ts'
import type { OpenTables } from './ports/tables.ts'
import { openLateTables } from './repositories/late-tables.ts'
import { watchTables } from './repositories/watched-tables.ts'
import { logStore, type Stores } from './stores.ts'

interface Deps {
  clock: Clock
  log: Logger
  processId: string
}

/**
 * Migrates the schema, in whichever process starts first, and connects. Rejects with an Error for the operator when the store has
 * a newer schema, or can't be reached and Redis has no roster to start from. Redis may be unavailable: the process starts without
 * it.
 */
export async function openClusterStores(config: ClusterConfig, { clock, log, processId }: Deps): Promise<Stores> {
  const redis = await openRedis({ ...config.redis, log })
  const fleet = createRedisFleet({ redis })
  const opened = await openTables(config, { clock, log, fleet }).catch(async (error: unknown) => {
    await redis.close()
    throw error
  })
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
    fleet,
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

type OpenDeps = Pick<Deps, 'clock' | 'log'> & { fleet: FleetCache }

/** While the database is unreachable, tables that are unavailable until it is, if the cache has a roster: the process can show what is cached. */
async function openTables({ scylla }: ClusterConfig, { clock, log, fleet }: OpenDeps): Promise<OpenTables> {
  const open = async () => {
    await migrate({ connection: scylla, clock, log })
    return openScyllaTables({ connection: scylla, clock, tables: allTables })
  }
  try {
    return await open()
  } catch (error) {
    if (!isUnreachable(error) || !(await hasRoster(fleet))) throw error
    const { message } = error as Error
    log.error({ error: message }, 'the database is unreachable: starting with the fleet as cached in Redis')
    const onFatal = (reason: unknown) =>
      // Not an outage but a fault of the setup, as at a start: it ends the process.
      queueMicrotask(() => {
        throw reason
      })
    return openLateTables({ clock, open, isTemporary: isUnreachable, onFatal }, message)
  }
}

async function hasRoster(fleet: FleetCache): Promise<boolean> {
  try {
    return (await fleet.rosters()).length > 0
  } catch (error) {
    if (!isFailure(error)) throw error
    return false
  }
}
