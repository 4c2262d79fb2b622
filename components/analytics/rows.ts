/** An answer's rows by name of the column, as charts and tables take them. */
import type { ColumnType } from '../../schema/questions/question.ts'

/** As `POST /api/v1/analytics/questions/{name}` returns it: docs/asking-questions.md. */
export interface Answer {
  queryId: string
  columns: readonly AnswerColumn[]
  rows: readonly (readonly AnswerValue[])[]
  isTruncated: boolean
  elapsedMs: number
  /** RFC 3339; null: nothing was exported yet. */
  lakeAsOf: string | null
  parameters: Readonly<Record<string, unknown>>
  sampled?: { everyMinutes: number }
}

export interface AnswerColumn {
  name: string
  type: ColumnType
  unit: string | null
  description: string
}

type AnswerValue = string | number | boolean | null

/** Instants are ms since 1970. */
export type Row = Readonly<Record<string, AnswerValue>>

export const rowsOf = ({ columns, rows }: Pick<Answer, 'columns' | 'rows'>): Row[] =>
  rows.map((row) =>
    Object.fromEntries(columns.map(({ name, type }, index) => [name, toValue(row[index] ?? null, type)])),
  )

/** Whole numbers beyond 2^53 come as text. */
function toValue(value: AnswerValue, type: ColumnType): AnswerValue {
  if (typeof value !== 'string') return value
  if (type === 'instant') return Number.isNaN(Date.parse(value)) ? null : Date.parse(value)
  return type === 'integer' || type === 'number' ? Number(value) : value
}

export const numberIn = (row: Row, column: string | null): number | null => {
  const value = column === null ? null : row[column]
  return typeof value === 'number' && Number.isFinite(value) ? value : null
}
