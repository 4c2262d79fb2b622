/** The store of a cluster: wide rows in ScyllaDB or Apache Cassandra. */

import { createKeyedMutex } from '../../../lib/async/keyed-mutex.ts'
import { requireColumns, toColumns, withStructuresAsText } from '../../../lib/rows/columns.ts'
import { requireAmounts, requireNoCounters } from '../../../lib/rows/counters.ts'
import type { Table } from '../../../schema/table-types.ts'
import type { Clock } from '../../ports/clock.ts'
import type { OpenTables } from '../../ports/tables.ts'
import { insertIf, requireExpected } from './compare-and-set.ts'
import { connect, defaultRequestTimeoutMs, type ScyllaConnection, serialConsistencyOf } from './connect.ts'
import { type Scanned, scanTable } from './scan.ts'
import { createSession } from './session.ts'
import { createStatements } from './statements.ts'
import { openStoredTable, type StoredTable, type Values } from './stored-table.ts'
import { createTransactions } from './transactions.ts'
import { addToRow, deleteRows, insertRows } from './writes.ts'

export interface ScyllaOptions {
  connection: ScyllaConnection
  clock: Clock
  /** Must exist already: `migrate` creates them. */
  tables: readonly Table[]
  /** A request that takes longer, or is queued longer, fails. */
  requestTimeoutMs?: number
}

/**
 * Opens the tables of a keyspace. Rejects within seconds with a Failure `unavailable` that states the reason: no host responds,
 * the password is wrong, the keyspace does not exist. A write is acknowledged when the replicas required by the consistency level
 * have it. Rows are in the same order as in other stores, with one exception: the database orders uuids in clustering keys by
 * version first, and those of version 1 by timestamp.
 */
export async function openScyllaTables({
  connection,
  clock,
  tables,
  requestTimeoutMs = defaultRequestTimeoutMs,
}: ScyllaOptions): Promise<OpenTables> {
  const known = new Map(
    tables.map((table) => {
      const stored = openStoredTable(table)
      const storedAsText = openStoredTable(withStructuresAsText(table))
      return [table, { stored, storedAsText, statements: createStatements(stored) }] as const
    }),
  )
  const session = createSession(await connect(connection, connection.keyspace, requestTimeoutMs), requestTimeoutMs)
  const serialConsistency = serialConsistencyOf(connection)
  // Concurrent transactions on one row cost extra Paxos rounds: within a process a mutex serializes them.
  const mutex = createKeyedMutex<string>()

  const storedAs = (table: Table): Scanned & { storedAsText: StoredTable } => {
    const it = known.get(table)
    if (!it) throw new RangeError(`Table ${table.name}: expected one that the store was opened with.`)
    return it
  }
  const inTurn = <R>(
    scanned: Scanned,
    key: Values,
    work: (transactions: ReturnType<typeof createTransactions>) => Promise<R>,
  ) => {
    const { table } = scanned.stored
    const transactions = createTransactions(session, scanned, key, serialConsistency)
    const names = [...table.partitionKey, ...table.clustering.map(({ column }) => column)]
    return mutex.run(JSON.stringify([table.name, ...names.map((name) => key[name])]), () => work(transactions))
  }

  return {
    insert: (table: Table, rows: readonly Values[]) =>
      session.run('write', () => insertRows(session, storedAs(table), clock, rows)),
    insertIf: (table: Table, row: Values, expected: Values | null) =>
      session.run('write', async () => {
        const { stored, statements } = storedAs(table)
        requireNoCounters(table)
        stored.encodeCells(stored.values, row)
        if (expected) requireExpected(stored, expected)
        return inTurn({ stored, statements }, row, (transactions) =>
          insertIf({ stored, transactions, clock }, row, expected),
        )
      }),
    find: (table: Table, key: Values) =>
      session.run('read', async () => {
        const { stored, statements } = storedAs(table)
        const params = stored.encodeKey(key)
        const read = async (cql: string) => {
          const { rows } = await session.execute(cql, params, { isIdempotent: true })
          return rows[0] ? stored.decode(rows[0], key) : null
        }
        let found = await read(statements.find.plain)
        if (found?.exceedsDate) found = await read(statements.find.exact)
        return found && !stored.hasExpired(found, clock.nowMs()) ? found.row : null
      }),
    scan: (table: Table, partition: Values | null, range = {}) =>
      session.run('read', async () => scanTable(session, storedAs(table), partition, range, clock.nowMs())),
    scanColumns: (table: Table, partition: Values, names: readonly string[], range = {}) =>
      session.run('read', async () => {
        requireColumns(table, names)
        const { storedAsText: stored, statements } = storedAs(table)
        const { rows, next } = await scanTable(session, { stored, statements }, partition, range, clock.nowMs())
        return { rowCount: rows.length, columns: toColumns(names, rows), next }
      }),
    add: (table: Table, key: Values, amounts: Values) =>
      session.run('write', async () => {
        requireAmounts(table, amounts)
        await addToRow(session, storedAs(table), key, amounts)
      }),
    delete: (table: Table, keys: readonly Values[]) =>
      session.run('write', () => deleteRows(session, storedAs(table), keys)),
    close: () => session.close(),
  } as OpenTables
}
