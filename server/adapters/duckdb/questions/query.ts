import type { DuckDBConnection } from '@duckdb/node-api'
import type { QueryResult, ResultValue } from '../../../ports/questions.ts'
import type { QueryTask } from './messages.ts'
import { createRowReader, toBound } from './values.ts'

/** A connection, and the views that it has: each connection has its own. */
export interface QueryConnection {
  connection: DuckDBConnection
  /** SQL of each view, by name. */
  views: Map<string, string>
}

/** Runs one query. Values are bound, never spliced into the SQL. Rejects as DuckDB does. */
export async function runQuery(
  to: QueryConnection,
  { views, sql, values, maxRows }: Omit<QueryTask, 'hasTerrain'>,
): Promise<QueryResult> {
  await showViews(to, views)
  const statement = await to.connection.prepare(sql)
  try {
    const bound = Object.entries(values).map(([name, value]) => [name, toBound(value)] as const)
    statement.bind(
      Object.fromEntries(bound.map(([name, { value }]) => [name, value])),
      Object.fromEntries(bound.map(([name, { type }]) => [name, type])),
    )
    const result = await statement.stream()
    const types = result.columnTypes()
    const columns = result.columnNames().map((name, index) => ({ name, type: String(types[index]) }))
    const rows: ResultValue[][] = []
    const toRows = createRowReader()
    while (rows.length <= maxRows) {
      const chunk = await result.fetchChunk()
      if (!chunk || chunk.rowCount === 0) break
      rows.push(...toRows(chunk))
    }
    const isTruncated = rows.length > maxRows
    return { columns, rows: isTruncated ? rows.slice(0, maxRows) : rows, isTruncated }
  } finally {
    statement.destroySync()
  }
}

async function showViews({ connection, views: shown }: QueryConnection, views: QueryTask['views']): Promise<void> {
  for (const { name, sql } of views) {
    if (shown.get(name) === sql) continue
    await connection.run(`CREATE OR REPLACE TEMP VIEW "${name.replaceAll('"', '""')}" AS ${sql}`)
    shown.set(name, sql)
  }
}
