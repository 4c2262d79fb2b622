import { afterAll, expect, test } from 'vitest'
import type { Row } from '../../../schema/table-types.ts'
import { convoys } from '../../../schema/tables.ts'
import { connectionTo, dropKeyspace, keyspaceOf, makeKeyspace } from '../../../tests/support/scylla-keyspace.ts'
import { describeWithScylla } from '../../../tests/support/servers.ts'
import { tablesContract } from '../../ports/tables.contract.ts'
import { idOf } from '../../ports/tables-samples.contract.ts'
import { systemClock } from '../memory/clock.ts'
import { openScyllaTables } from './tables.ts'

describeWithScylla('a real database', () => {
  const made = new Set<string>()
  afterAll(async () => {
    for (const keyspace of made) await dropKeyspace(keyspace)
  })

  test('points of an area round-trip, even an empty list, and can be expected values of a compare and set', async () => {
    const keyspace = keyspaceOf('points')
    await makeKeyspace(keyspace, [convoys])
    made.add(keyspace)
    const tables = await openScyllaTables({ connection: connectionTo(keyspace), clock: systemClock, tables: [convoys] })
    const around = [
      { latitudeDeg: 34.5, longitudeDeg: 69.1 },
      { latitudeDeg: -0.25, longitudeDeg: 180 },
      { latitudeDeg: 1e-9, longitudeDeg: -180 },
    ]
    const convoyOf = (n: number, aor: typeof around) =>
      ({
        ...{ convoyId: idOf(n), callsign: 'HAWK-1', aor, roe: 'OBSERVE_ONLY', commandingUnit: 'x', status: 'ACTIVE' },
        ...{ heartbeatIntervalMs: 2_000, createdAtMs: 0, archivedAtMs: null, version: 1 },
      }) as Row<typeof convoys>
    const [none, some] = [convoyOf(1, []), convoyOf(2, around)]
    await tables.insert(convoys, [none, some])
    expect(await tables.find(convoys, none)).toEqual(none)
    expect(await tables.find(convoys, some)).toEqual(some)
    expect((await tables.insertIf(convoys, { ...none, aor: around }, { aor: around })).applied).toBe(false)
    expect((await tables.insertIf(convoys, { ...none, aor: around }, { aor: [] })).applied).toBe(true)
    const made3 = await tables.insertIf(convoys, convoyOf(3, []), null)
    expect(made3.current?.aor).toEqual([])
    expect((await tables.find(convoys, convoyOf(3, [])))?.aor).toEqual([])
    await tables.close()
  })

  tablesContract('scylla', async ({ dataDir, clock, tables }) => {
    const keyspace = keyspaceOf(dataDir)
    if (!made.has(keyspace)) await makeKeyspace(keyspace, tables)
    made.add(keyspace)
    return openScyllaTables({ connection: connectionTo(keyspace), clock, tables })
  })
})
