/** A keyspace and a Redis database of its own for an app under test, on the servers of this run. */
import { randomUUID } from 'node:crypto'
import { Client } from 'cassandra-driver'
import { Redis } from 'ioredis'
import { requireRedis, requireScylla } from './servers-addresses.ts'

export interface FreshCluster {
  /** What an app process needs in its environment to run on it. */
  environment: Record<string, string>
  /** Makes Redis forget everything of this app. */
  emptyRedis(): Promise<void>
  /** Removes the keyspace and empties the database. */
  drop(): Promise<void>
}

// Processes that run at once begin at different numbers; a database is emptied before it is used.
let next = process.pid % 128

/** Empty at first; any number of app processes may share it. The keyspace is made by the first of them. */
export async function openFreshCluster(): Promise<FreshCluster> {
  const scylla = requireScylla()
  const keyspace = `test_${randomUUID().replaceAll('-', '')}`
  const redis = await openDatabase()
  await redis.client.flushdb()
  return {
    environment: {
      SCYLLA_HOSTS: scylla.hosts,
      SCYLLA_LOCAL_DATACENTER: scylla.localDatacenter,
      SCYLLA_KEYSPACE: keyspace,
      SCYLLA_REPLICATION_FACTOR: '1',
      REDIS_URL: redis.url,
    },
    async emptyRedis() {
      await redis.client.flushdb()
    },
    async drop() {
      await redis.client.flushdb()
      redis.client.disconnect()
      const cassandra = new Client({
        contactPoints: scylla.hosts.split(','),
        localDataCenter: scylla.localDatacenter,
        socketOptions: { readTimeout: 60_000 },
      })
      await cassandra.execute(`DROP KEYSPACE IF EXISTS ${keyspace}`)
      await cassandra.shutdown()
    },
  }
}

/** Servers started for a run have 256 databases, others 16 as a rule. */
async function openDatabase(): Promise<{ url: string; client: Redis }> {
  const base = new URL(requireRedis())
  const asking = new Redis(base.href, { maxRetriesPerRequest: 1 })
  const [, databases] = (await asking.config('GET', 'databases')) as string[]
  asking.disconnect()
  // The first is left alone: tests that take no database of their own use it with prefixes.
  base.pathname = `/${1 + (next++ % (Number(databases) - 1))}`
  return { url: base.href, client: new Redis(base.href, { maxRetriesPerRequest: 1 }) }
}
