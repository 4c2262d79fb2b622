import { DuckDBInstance } from '@duckdb/node-api'
import { beforeAll, describe, expect, test } from 'vitest'
import { isFailure } from '../../../../lib/errors.ts'
import { allowedFunctions, allowedTableFunctions } from './allowed-functions.ts'
import { honestStatements } from './honest-statements.fixture.ts'
import { hostileStatements } from './hostile-statements.fixture.ts'
import { judgeStatement } from './judge.ts'
import { createStatementParser } from './parse-statement.ts'

const views = new Set(['telemetry', 'engagements', 'drones'])
let judge: (sql: string) => Promise<ReadonlySet<string>>
let functionsOf: (kinds: string) => Promise<string[]>

beforeAll(async () => {
  const connection = await (await DuckDBInstance.create(':memory:')).connect()
  const parse = await createStatementParser(connection)
  judge = async (sql) => judgeStatement(await parse(sql), views)
  functionsOf = async (kinds) => {
    const sql = `SELECT DISTINCT lower(function_name) FROM duckdb_functions() WHERE function_type IN (${kinds})`
    return (await connection.runAndReadAll(sql)).getRows().map(([name]) => String(name))
  }
})

const refusalOf = async (sql: string): Promise<string> => {
  const error: unknown = await judge(sql).catch((thrown: unknown) => thrown)
  if (!isFailure(error)) throw new Error(`Expected a refusal of ${sql}, got ${String(error)}.`)
  expect(error).toMatchObject({ code: 'invalid', faults: [{ code: 'invalid', path: 'sql' }] })
  return `${error.faults[0]?.expected} | ${error.faults[0]?.got}`
}

describe.each(hostileStatements)('F134 %s is refused:', (_kind, message, statements) => {
  test.each(statements.map((sql) => [JSON.stringify(sql.slice(0, 100)), sql]))('%s', async (_shown, sql) =>
    expect(await refusalOf(sql)).toMatch(message),
  )
})

describe('is let through, with the views it reads:', () => {
  test.each(honestStatements)('%s', async (sql, read) => expect([...(await judge(sql))].toSorted()).toEqual(read))
})

test('the functions let through are those of this version of DuckDB, and tables are none of its scalar functions', async () => {
  const scalars = new Set(await functionsOf("'scalar', 'aggregate', 'macro'"))
  // A function of the parser, and a window function.
  const others = ['unnest']
  expect([...allowedFunctions].filter((name) => !scalars.has(name) && !others.includes(name))).toEqual([])
  const tables = new Set(await functionsOf("'table'"))
  expect([...allowedTableFunctions].filter((name) => !tables.has(name))).toEqual([])
})

test('all functions of values of this version of DuckDB were looked at', async () => {
  const scalars = await functionsOf("'scalar', 'aggregate', 'macro'")
  // Another version has others: look at what is new, list what is harmless, then change the count.
  expect(scalars.filter((name) => !allowedFunctions.has(name))).toHaveLength(268)
})

test('every table function of DuckDB but six is refused, and every pragma', async () => {
  const names = await functionsOf("'table', 'table_macro', 'pragma'")
  const passed: string[] = []
  for (const name of names)
    await judge(`FROM ${name}()`).then(
      () => passed.push(name),
      () => undefined,
    )
  expect(passed.toSorted()).toEqual([...allowedTableFunctions].toSorted())
})

test('a parse error says line and column', async () =>
  expect(await refusalOf('SELECT 1,\n  FROM FROM telemetry')).toBe(
    'a statement that DuckDB can parse | syntax error at or near \\"FROM\\" at line 2, column 8',
  ))
