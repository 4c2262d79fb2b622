import type { DuckDBConnection } from '@duckdb/node-api'
import { describe, Failure, invalid } from '../../../../lib/errors.ts'

/** Of a statement, in UTF-16 code units. */
export const maxSqlChars = 64 << 10

interface Serialized {
  error: boolean
  error_type?: string
  error_message?: string
  position?: string
}

/** Parses without running anything; DuckDB's own parser, so that what is judged is what runs. */
export async function createStatementParser(connection: DuckDBConnection): Promise<(sql: string) => Promise<unknown>> {
  const serialize = await connection.prepare(
    'SELECT json_serialize_sql($1::VARCHAR, skip_null := true, skip_empty := true)',
  )
  return async (sql) => {
    requireText(sql)
    serialize.bindVarchar(1, sql)
    const [row] = (await serialize.runAndReadAll()).getRows()
    const tree = JSON.parse(String(row?.[0])) as Serialized
    if (!tree.error) return tree
    if (tree.error_type === 'not implemented') throw invalid('sql', 'SELECT', firstWordsOf(sql))
    throw notParsed(tree, sql)
  }
}

function requireText(sql: string): void {
  if (sql.length > maxSqlChars) throw invalid('sql', `at most ${maxSqlChars} characters`, `${sql.length}`)
  // Text is passed to DuckDB as C strings of UTF-8: what follows a NUL would be judged and not run.
  if (!sql.isWellFormed() || /[^\P{Cc}\t\n\r]/u.test(sql))
    throw invalid('sql', 'text without control characters', describe(sql))
}

function notParsed({ error_message = 'it cannot be parsed', position }: Serialized, sql: string): Failure {
  const { line, column } = placeOf(sql, Number(position ?? 0))
  const got = `${describe(error_message).slice(1, -1)} at line ${line}, column ${column}`
  return new Failure('invalid', `sql: ${got}.`, {
    faults: [{ code: 'invalid', path: 'sql', expected: 'a statement that DuckDB can parse', got }],
  })
}

function placeOf(sql: string, offset: number): { line: number; column: number } {
  const before = sql.slice(0, offset).split('\n')
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 }
}

const firstWordsOf = (sql: string): string => describe(sql.trimStart().split(/\s+/).slice(0, 3).join(' '))
