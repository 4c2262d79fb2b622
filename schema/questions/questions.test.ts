import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readQuestionFiles } from '../../server/features/analytics/question-files.ts'
import { openQuestionRig, type QuestionRig } from '../../tests/support/question-rig.ts'
import { lakeColumns, rollupColumns } from '../lake-columns.ts'
import { findQuestion, questionNames, questions } from '../questions.ts'
import type { ColumnType, Question } from './question.ts'

const sqlTypes: Record<ColumnType, string> = {
  uuid: 'UUID',
  instant: 'TIMESTAMP',
  integer: 'BIGINT',
  number: 'DOUBLE',
  text: 'VARCHAR',
  boolean: 'BOOLEAN',
}
const files = readQuestionFiles()
let rig: QuestionRig
beforeAll(async () => {
  rig = await openQuestionRig({ hasTerrain: true })
})
afterAll(() => rig.close())

test('every file of schema/sql is a question of the registry, and the other way round', () => {
  const names = readdirSync(join(import.meta.dirname, '../sql')).map((file) => file.replace(/\.sql$/, ''))
  expect(names.sort()).toEqual([...questionNames].sort())
})

test('a name that objects inherit is no question', () => {
  expect(findQuestion('toString')).toBeNull()
  expect(findQuestion('distance')?.title).toBe('Distance flown')
})

describe.each(questionNames)('%s', (name) => {
  const question: Question = questions[name]
  const { sql, parameters } = files.get(name) ?? { sql: '', parameters: new Set() }

  test('the SQL has the parameters of the registry and no others', () => {
    const bound = [...Object.keys(question.parameters), ...Object.keys(question.constants ?? {})]
    expect([...parameters].filter((parameter) => parameter !== 'asOf').sort()).toEqual(bound.sort())
  })

  test('DuckDB gives the columns of the registry, in order and of their types', async () => {
    const { columns } = await rig.result(name)
    const declared = Object.entries(question.columns).map(([column, { type }]) => `${column} ${sqlTypes[type]}`)
    expect(columns.map(({ name: column, type }) => `${column} ${type}`)).toEqual(declared)
  })

  test('the SQL reads the views of the registry and no others', async () => {
    const tree = await rig.connection.runAndReadAll('SELECT json_serialize_sql($sql::VARCHAR)', { sql })
    const named = [...String(tree.value(0, 0)).matchAll(/"table_name":"(\w+)"/g)].map(([, table = '']) => table)
    const views = [...Object.keys(lakeColumns), ...Object.keys(rollupColumns), 'terrain']
    expect([...new Set(named)].filter((table) => views.includes(table)).sort()).toEqual([...question.reads].sort())
  })

  test('its chart shows columns that it has, and its defaults lie within bounds', () => {
    const { kind, ...axes } = question.chart
    for (const column of [...Object.values(axes), question.sampledBy ?? axes.x])
      expect(Object.keys(question.columns), kind).toContain(column)
    for (const { default: initial, min = -Infinity, max = Infinity } of Object.values(question.parameters))
      if (typeof initial === 'number') expect(initial >= min && initial <= max).toBe(true)
  })

  test('a column with a unit says it in its name', () => {
    const units: Record<string, RegExp> = { m: /M$/, s: /S$/, '%': /Pct$/, '°': /Deg$/, 'm/s': /Mps$/, ms: /Ms$/ }
    for (const [column, { unit }] of Object.entries(question.columns))
      if (unit !== null && units[unit]) expect(column).toMatch(units[unit])
  })
})
