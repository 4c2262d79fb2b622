/** Compares the columns in the database with those of schema/tables.ts: detects a missing migration. */
import { Failure } from '../../../lib/errors.ts'
import { type CqlColumn, findSchemaFaults } from '../../../schema/cql/columns.ts'
import type { Table } from '../../../schema/table-types.ts'
import type { Client } from './connect.ts'

const mostFaultsNamed = 10

/** Rejects with a Failure `unavailable` that names each table and column that differs. */
export async function requireSchema(client: Client, keyspace: string, tables: readonly Table[]): Promise<void> {
  const faults = findSchemaFaults(tables, await readColumns(client, keyspace))
  if (faults.length === 0) return
  const named = faults.slice(0, mostFaultsNamed).join('; ')
  const more = faults.length > mostFaultsNamed ? `; and ${faults.length - mostFaultsNamed} more` : ''
  throw new Failure(
    'unavailable',
    `The tables of keyspace ${keyspace} are not those of this version of the app: ${named}${more}. A numbered migration in schema/cql is missing, or a table was changed by hand.`,
  )
}

async function readColumns(client: Client, keyspace: string): Promise<CqlColumn[]> {
  const cql =
    'SELECT table_name, column_name, type, kind, position, clustering_order FROM system_schema.columns WHERE keyspace_name = ?'
  const { rows } = await client.execute(cql, [keyspace], { prepare: true, fetchSize: 10_000 })
  return rows.map((row) => ({
    table: row.table_name,
    name: row.column_name,
    type: row.type,
    kind: row.kind,
    position: row.position,
    order: row.clustering_order,
  }))
}
