/** From the result of any SQL to a chart of it: which columns can be axes, and what is drawn of them. */
import type { ColumnType } from '../../../schema/questions/question.ts'
import type { ChartSpec } from '../chart-spec.ts'
import { type Row, rowsOf } from '../rows.ts'
import type { SqlResult } from './sql-request.ts'

export interface SqlAxes {
  x: string
  y: string
  /** One small chart for each of its values; null: one chart. */
  series: string | null
}

const numeric = /^(?:U?(?:TINY|SMALL|BIG|HUGE)?INT(?:EGER)?|DOUBLE|FLOAT|DECIMAL.*)$/

export const columnTypeOf = (type: string): ColumnType => {
  if (/^(?:TIMESTAMP|DATE)/.test(type)) return 'instant'
  if (type === 'BOOLEAN') return 'boolean'
  return numeric.test(type) ? 'number' : 'text'
}

export const sqlRowsOf = ({ columns, rows }: Pick<SqlResult, 'columns' | 'rows'>): Row[] =>
  rowsOf({
    columns: columns.map(({ name, type }) => ({ name, type: columnTypeOf(type), unit: null, description: '' })),
    rows: rows.map((row) => row.map(toPlain)),
  })

const toPlain = (value: unknown) =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' || value === null
    ? value
    : JSON.stringify(value)

/** The first column that is no number, or else the first, against the last number; other words are the series. Null: no number. */
export function suggestAxes({ columns }: Pick<SqlResult, 'columns'>): SqlAxes | null {
  const typed = columns.map(({ name, type }) => ({ name, type: columnTypeOf(type) }))
  const y = typed.findLast(({ type }) => type === 'number')
  const others = typed.filter((column) => column !== y)
  const x = others.find(({ type }) => type === 'instant') ?? others[0]
  if (!y || !x) return null
  const series = x.type === 'text' ? undefined : others.find(({ type }) => type === 'text')
  return { x: x.name, y: y.name, series: series?.name ?? null }
}

/** Words are bars that lie; instants and numbers are a line. */
export function sqlChartSpec({ columns }: Pick<SqlResult, 'columns'>, { x, y, series }: SqlAxes): ChartSpec {
  const type = columnTypeOf(columns.find(({ name }) => name === x)?.type ?? '')
  const axis = (column: string, of: ColumnType) => ({
    column,
    label: of === 'instant' ? 'UTC' : column,
    type: of === 'instant' ? ('time' as const) : of === 'number' ? ('number' as const) : ('names' as const),
  })
  const lies = type === 'text' || type === 'boolean'
  return {
    kind: lies ? 'bars' : 'line',
    x: lies ? axis(y, 'number') : axis(x, type),
    y: lies ? axis(x, 'text') : axis(y, 'number'),
    series,
    ...{ color: null, xEnd: null, low: null, high: null, reference: null, tone: 'friendly' },
  }
}

/** Columns of cells, which can be shown on a map. */
export const isMappable = ({ columns }: Pick<SqlResult, 'columns'>): boolean =>
  ['southDeg', 'westDeg', 'readings'].every((wanted) => columns.some(({ name }) => name === wanted))
