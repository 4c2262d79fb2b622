import { afterAll } from 'vitest'
import { connectionTo, dropKeyspace, keyspaceOf, makeKeyspace } from '../../../tests/support/scylla-keyspace.ts'
import { describeWithScylla } from '../../../tests/support/servers.ts'
import { tablesContract } from '../../ports/tables.contract.ts'
import { openScyllaTables } from './tables.ts'

describeWithScylla('a real database', () => {
  const made = new Set<string>()
  afterAll(async () => {
    for (const keyspace of made) await dropKeyspace(keyspace)
  })

  tablesContract('scylla', async ({ dataDir, clock, tables }) => {
    const keyspace = keyspaceOf(dataDir)
    if (!made.has(keyspace)) await makeKeyspace(keyspace, tables)
    made.add(keyspace)
    return openScyllaTables({ connection: connectionTo(keyspace), clock, tables })
  })
})
