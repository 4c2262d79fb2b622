/** The keyspace: created with the configured replication, never altered. */
import { describe } from '../../../lib/errors.ts'
import type { Client, ScyllaConnection } from './connect.ts'

const ddlTimeoutMs = 45_000

/** Creates the keyspace if it does not exist. Throws a RangeError for a name that would need quotes. */
export async function ensureKeyspace(
  client: Client,
  { keyspace, localDatacenter, replicationFactor }: ScyllaConnection,
  log: { info(details: object, message: string): void },
): Promise<void> {
  if (!/^[a-z][a-z0-9_]{0,47}$/.test(keyspace))
    throw new RangeError(`Keyspace: expected 1 to 48 of a-z, 0-9 and _, a letter first, got ${describe(keyspace)}.`)
  if (!/^[\w.-]+$/.test(localDatacenter))
    throw new RangeError(`Datacenter: expected a name of letters, digits, _ . and -, got ${describe(localDatacenter)}.`)
  const find = 'SELECT keyspace_name FROM system_schema.keyspaces WHERE keyspace_name = ?'
  if ((await client.execute(find, [keyspace])).rows.length > 0) return
  const replication = `{'class': 'NetworkTopologyStrategy', '${localDatacenter}': ${replicationFactor}}`
  const make = `CREATE KEYSPACE IF NOT EXISTS ${keyspace} WITH replication = ${replication}`
  const run = (cql: string) => client.execute(cql, [], { prepare: false, readTimeout: ddlTimeoutMs })
  if (await isScylla(client)) {
    // ScyllaDB 6 enables tablets, which support neither counters nor lightweight transactions; version 5 has no such option.
    await run(`${make} AND tablets = {'enabled': false}`).catch(() => run(make))
  } else await run(make)
  log.info({ keyspace, localDatacenter, replicationFactor }, 'keyspace created')
}

async function isScylla(client: Client): Promise<boolean> {
  const find = "SELECT table_name FROM system_schema.tables WHERE keyspace_name = 'system_schema' AND table_name = ?"
  return (await client.execute(find, ['scylla_tables'])).rows.length > 0
}
