import { expect, test } from 'vitest'
import { isMappable, sqlChartSpec, sqlRowsOf, suggestAxes } from './sql-chart.ts'

const columns = [
  { name: 'hour', type: 'TIMESTAMP' },
  { name: 'convoy', type: 'VARCHAR' },
  { name: 'readings', type: 'HUGEINT' },
]

test('time against the last number, a small chart for each word', () => {
  expect(suggestAxes({ columns })).toEqual({ x: 'hour', y: 'readings', series: 'convoy' })
  expect(sqlChartSpec({ columns }, { x: 'hour', y: 'readings', series: 'convoy' })).toMatchObject({
    kind: 'line',
    x: { column: 'hour', type: 'time' },
    y: { column: 'readings', type: 'number' },
    series: 'convoy',
  })
})

test('words against a number are bars that lie', () => {
  const named = { columns: columns.slice(1) }
  expect(suggestAxes(named)).toEqual({ x: 'convoy', y: 'readings', series: null })
  expect(sqlChartSpec(named, { x: 'convoy', y: 'readings', series: null })).toMatchObject({
    kind: 'bars',
    x: { column: 'readings', type: 'number' },
    y: { column: 'convoy', type: 'names' },
  })
})

test('a result without a number, or of one column, has no chart', () => {
  expect(suggestAxes({ columns: columns.slice(0, 2) })).toBeNull()
  expect(suggestAxes({ columns: columns.slice(2) })).toBeNull()
})

test('rows have instants as ms, numbers beyond 2^53 as numbers, and lists as text', () => {
  const rows = [['2026-11-28T10:00:00Z', ['a', 1], '9007199254740993']]
  expect(sqlRowsOf({ columns, rows })).toEqual([
    { hour: Date.UTC(2026, 10, 28, 10), convoy: '["a",1]', readings: 9_007_199_254_740_992 },
  ])
})

test('only cells with their readings go on a map', () => {
  expect(isMappable({ columns })).toBe(false)
  const cells = ['southDeg', 'westDeg', 'readings'].map((name) => ({ name, type: 'DOUBLE' }))
  expect(isMappable({ columns: cells })).toBe(true)
})
