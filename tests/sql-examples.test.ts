import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import { beforeAll, expect, test } from 'vitest'
import { columnTypeOf, isMappable, suggestAxes } from '../components/analytics/sql/sql-chart.ts'
import { sqlExamples } from '../components/analytics/sql/sql-examples.ts'
import { sqlName } from '../components/analytics/sql/sql-names.ts'
import { lakeViews } from '../schema/lake-views.ts'
import { judgeStatement } from '../server/adapters/duckdb/sandbox/judge.ts'
import { createStatementParser } from '../server/adapters/duckdb/sandbox/parse-statement.ts'

let connection: DuckDBConnection
let judge: (sql: string) => Promise<unknown>

beforeAll(async () => {
  connection = await (await DuckDBInstance.create(':memory:')).connect()
  const parse = await createStatementParser(connection)
  const names = new Set(lakeViews.map(({ name }) => name))
  judge = async (sql) => judgeStatement(await parse(sql), names)
  for (const { name, columns } of lakeViews)
    await connection.run(`CREATE TABLE ${name} (${columns.map((one) => `"${one.name}" ${one.type}`).join(', ')})`)
})

test.each(sqlExamples.map((example) => [example.title, example] as const))(
  'the example “%s” of the console is let through, runs on the views, and can be shown as it says',
  async (_title, { sql, view }) => {
    await judge(sql)
    const result = await connection.runAndReadAll(sql)
    const types = result.columnTypes().map(String)
    const columns = result.columnNames().map((name, at) => ({ name, type: types[at] ?? '' }))
    if (view !== 'table') expect(columns.map(({ type }) => columnTypeOf(type))).toContain('number')
    if (view === 'chart') expect(suggestAxes({ columns })).not.toBeNull()
    if (view === 'map') expect(isMappable({ columns })).toBe(true)
  },
)

test('every column can be selected as the console writes it', async () => {
  for (const { name, columns } of lakeViews)
    await connection.run(`SELECT ${columns.map((column) => sqlName(column.name)).join(', ')} FROM ${name}`)
})
