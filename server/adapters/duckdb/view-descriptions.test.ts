import { DuckDBInstance } from '@duckdb/node-api'
import { expect, test } from 'vitest'
import { lakeViews } from '../../../schema/lake-views.ts'
import { toViews } from './views.ts'

test('every view is described with the columns and types that it has', async () => {
  const connection = await (await DuckDBInstance.create(':memory:')).connect()
  const described: Record<string, unknown> = {}
  for (const { name, sql } of toViews('/lake', [])) {
    const facts = await connection.runAndReadAll(`DESCRIBE ${sql}`)
    described[name] = facts.getRows().map(([column, type]) => [column, type])
  }
  const ours = lakeViews.map(({ name, columns }) => [name, columns.map((column) => [column.name, column.type])])
  expect(Object.fromEntries(ours)).toEqual(described)
})

test('every view and column has a sentence', () => {
  const silent = lakeViews.flatMap(({ name, description, columns }) =>
    [{ name: '', description }, ...columns]
      .filter((it) => !it.description.endsWith('.'))
      .map((it) => `${name}.${it.name}`),
  )
  expect(silent).toEqual([])
})
