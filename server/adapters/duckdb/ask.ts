import { DuckDBInstance, StatementType } from '@duckdb/node-api'
import { invalid } from '../../../lib/errors.ts'
import type { LakeView } from '../../ports/lake.ts'
import { identifier } from './views.ts'

/**
 * The answer of one SELECT over the views of a snapshot, all values as text or null. Fails with `invalid` for anything else. For the
 * operator of this machine: no limits, and no protection beyond that nothing is written.
 */
export async function askOnce(
  views: readonly LakeView[],
  sql: string,
): Promise<{ columns: string[]; rows: (string | null)[][] }> {
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  try {
    for (const view of views) await connection.run(`CREATE VIEW ${identifier(view.name)} AS ${view.sql}`)
    const statements = await connection.extractStatements(sql)
    if (statements.count !== 1) throw invalid('sql', 'one statement', `${statements.count}`)
    const prepared = await statements.prepare(0)
    if (prepared.statementType !== StatementType.SELECT)
      throw invalid('sql', 'a SELECT', StatementType[prepared.statementType] ?? 'another statement')
    const reader = await prepared.runAndReadAll()
    const rows = reader.getRows().map((row) => row.map((value) => (value === null ? null : String(value))))
    return { columns: reader.columnNames(), rows }
  } finally {
    connection.closeSync()
    instance.closeSync()
  }
}
