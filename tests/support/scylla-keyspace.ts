/** Keyspaces of their own on the real database of the tests. */
import cassandra from 'cassandra-driver'
import { printTable, printUserTypes } from '../../schema/cql/print.ts'
import type { Table } from '../../schema/table-types.ts'
import type { ScyllaConnection } from '../../server/adapters/scylla/connect.ts'
import { requireScylla } from './servers-addresses.ts'

/** How the tests reach the database: no password, one replica. */
export function connectionTo(keyspace: string): ScyllaConnection {
  const { hosts, localDatacenter } = requireScylla()
  return {
    hosts: hosts.split(','),
    localDatacenter,
    keyspace,
    username: null,
    password: null,
    tlsCaFile: null,
    isTls: false,
    consistency: 'LOCAL_QUORUM',
    replicationFactor: 1,
  }
}

/** Makes a keyspace with these tables, or leaves it as it is. Drop it afterwards. */
export async function makeKeyspace(keyspace: string, tables: readonly Table[]): Promise<void> {
  const { localDatacenter } = requireScylla()
  await asOperator(async (run) => {
    await run(
      `CREATE KEYSPACE IF NOT EXISTS ${keyspace} WITH replication = {'class': 'NetworkTopologyStrategy', '${localDatacenter}': 1}`,
    )
    await run(`USE ${keyspace}`)
    for (const statement of [...printUserTypes(), ...tables.map(printTable)]) await run(statement)
  })
}

export const dropKeyspace = (keyspace: string): Promise<void> =>
  asOperator(async (run) => {
    await run(`DROP KEYSPACE IF EXISTS ${keyspace}`)
  })

/** Runs statements beside the adapter under test. */
export async function asOperator<R>(work: (run: (cql: string) => Promise<unknown>) => Promise<R>): Promise<R> {
  const { hosts, localDatacenter } = requireScylla()
  const client = new cassandra.Client({
    contactPoints: hosts.split(','),
    localDataCenter: localDatacenter,
    socketOptions: { readTimeout: 60_000 },
  })
  try {
    return await work(async (cql) => (await client.execute(cql)).rows)
  } finally {
    await client.shutdown()
  }
}

/** The keyspace that a folder of a test stands for. */
export const keyspaceOf = (folder: string): string =>
  `test_${(folder.split('/').pop() ?? folder).toLowerCase().replace(/[^a-z0-9]/g, '_')}`.slice(0, 48)
