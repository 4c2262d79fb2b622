import { requireCount } from '../../../lib/errors.ts'
import { requirePermission } from '../../../lib/permissions.ts'
import type { Actor } from '../../../schema/permissions.ts'
import type { ColumnType, Question } from '../../../schema/questions/question.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Lake, LakeSnapshot } from '../../ports/lake.ts'
import type { BoundValue, QueryResult, QuestionRunner, ResultValue } from '../../ports/questions.ts'
import { parseParameters } from './parameters.ts'
import type { QuestionFile } from './question-files.ts'

export interface AskDeps {
  lake: Pick<Lake, 'open'>
  questions: QuestionRunner
  clock: Clock
}

export interface Asked {
  question: Question
  file: QuestionFile
  /** As the caller sent them. */
  parameters: unknown
  maxRows: unknown
}

/** Rows of a result unless the caller says otherwise, and at most. */
export const defaultMaxRows = 10_000
export const mostRows = 100_000

export interface QuestionAnswer {
  columns: readonly { name: string; type: ColumnType; unit: string | null; description: string }[]
  /** A list for each row, in the order of the columns. */
  rows: readonly (readonly ResultValue[])[]
  isTruncated: boolean
  elapsedMs: number
  /** RFC 3339; readings received before it are counted. Null: nothing was exported yet. */
  lakeAsOf: string | null
  /** What was asked, defaults included. */
  parameters: Readonly<Record<string, unknown>>
  /** Only where not everything was measured: one minute of every so many. */
  sampled?: { everyMinutes: number }
}

/** Asks the question of the lake as it is now. Fails as `QuestionRunner.run` does, and with `invalid` for its parameters. */
export async function askQuestion(
  { lake, questions, clock }: AskDeps,
  actor: Actor,
  { question, file, parameters, maxRows }: Asked,
  { signal, onProgress }: { signal: AbortSignal; onProgress: (percent: number) => void },
): Promise<QuestionAnswer> {
  requirePermission(actor, 'questions:ask')
  const startedMs = clock.monotonicMs()
  const limit = maxRows == null ? defaultMaxRows : requireCount(maxRows as number, 'maxRows', mostRows)
  const snapshot = await lake.open()
  try {
    const values = toValues(question, file, parameters, snapshot.asOfMs)
    const query = { ...toQuery(question, snapshot, values), sql: file.sql, values, maxRows: limit }
    const result = await questions.run(query, signal, onProgress)
    return {
      columns: describeColumns(question, result),
      rows: result.rows,
      isTruncated: result.isTruncated,
      elapsedMs: Math.round(clock.monotonicMs() - startedMs),
      lakeAsOf: snapshot.generation === 0 ? null : new Date(snapshot.asOfMs).toISOString(),
      parameters: shownOf(question, values),
      ...sampledOf(question, result),
    }
  } finally {
    snapshot.release()
  }
}

/** Everything that the SQL of a question binds: its parameters, constants, and `asOf` if it uses it. */
export function toValues(
  question: Question,
  file: QuestionFile,
  given: unknown,
  asOfMs: number,
): Record<string, BoundValue> {
  const constants = Object.entries(question.constants ?? {}).map(
    ([name, value]) => [name, { type: 'numbers', value }] as const,
  )
  return {
    ...parseParameters(question, given, asOfMs),
    ...Object.fromEntries(constants),
    ...(file.parameters.has('asOf') && { asOf: { type: 'instant', value: asOfMs } as const }),
  }
}

/** Some questions look a little beyond their range: at minutes before it, and at whole hours that it cuts. */
const marginMs = 3 * 3_600_000

const toQuery = ({ reads }: Question, { views }: LakeSnapshot, { fromAt, toAt }: Record<string, BoundValue>) => ({
  views: views.filter(({ name }) => reads.includes(name)),
  hasTerrain: reads.includes('terrain'),
  hours:
    fromAt?.type === 'instant' && toAt?.type === 'instant'
      ? { fromMs: fromAt.value - marginMs, toMs: toAt.value + marginMs }
      : null,
})

const describeColumns = ({ columns }: Question, result: QueryResult): QuestionAnswer['columns'] =>
  result.columns.map(({ name }) => {
    const { type = 'text', unit = null, description = '' } = columns[name] ?? {}
    return { name, type, unit, description }
  })

const shownOf = ({ parameters }: Question, values: Record<string, BoundValue>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(values)
      .filter(([name]) => Object.hasOwn(parameters, name))
      .map(([name, { type, value }]) => [name, type === 'instant' ? new Date(value).toISOString() : value]),
  )

function sampledOf({ sampledBy }: Question, { columns, rows }: QueryResult): Pick<QuestionAnswer, 'sampled'> {
  const every = sampledBy && rows[0]?.[columns.findIndex(({ name }) => name === sampledBy)]
  return typeof every === 'number' && every > 1 ? { sampled: { everyMinutes: every } } : {}
}
