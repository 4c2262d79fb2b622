import { type DuckDBPreparedStatement, type DuckDBResult, StatementType } from '@duckdb/node-api'
import { Failure, invalid } from '../../../../lib/errors.ts'
import { judgeStatement } from './judge.ts'
import type { Task } from './messages.ts'
import type { LockedDatabase } from './open-database.ts'
import { createResultWriter, type ResultWriter } from './result-writers.ts'
import type { LakeViews } from './views.ts'

interface Deps {
  database: LockedDatabase
  parse: (sql: string) => Promise<unknown>
  views: LakeViews
  resultFolder: string
  /** Throws when the task was interrupted. */
  checkpoint(): void
  send: {
    columns(columns: readonly { name: string; type: string }[]): Promise<void>
    part(bytes: Uint8Array): Promise<void>
  }
}

/** Sent at once, rather than row by row. */
const partBytes = 256 << 10

/** Judges the SQL, runs it, and sends the first `maxRows` rows of its result. Returns how many, and whether there were more. */
export async function runTask(deps: Deps, task: Task): Promise<{ rows: number; isTruncated: boolean }> {
  const { database, views, send } = deps
  const used = judgeStatement(await deps.parse(task.sql), views.names)
  deps.checkpoint()
  await views.define(database.connection, used)
  const statement = await prepareSelect(deps, task.sql)
  try {
    deps.checkpoint()
    const result = await statement.stream()
    const names = result.columnNames()
    await send.columns(result.columnTypes().map((type, index) => ({ name: names[index] ?? '', type: String(type) })))
    const writer = await createResultWriter(task.format, database.exports, result, deps.resultFolder)
    return await sendRows(deps, task, result, writer)
  } finally {
    statement.destroySync()
  }
}

/** Also that DuckDB takes the text for what was judged: one SELECT. */
async function prepareSelect({ database }: Deps, sql: string): Promise<DuckDBPreparedStatement> {
  const extracted = await database.connection.extractStatements(sql)
  if (extracted.count !== 1) throw invalid('sql', 'one statement', String(extracted.count))
  const statement = await extracted.prepare(0)
  if (statement.statementType !== StatementType.SELECT) throw invalid('sql', 'SELECT', 'another statement')
  return statement
}

async function sendRows(
  { checkpoint, send }: Deps,
  { maxRows, maxBytes }: Task,
  result: DuckDBResult,
  writer: ResultWriter,
): Promise<{ rows: number; isTruncated: boolean }> {
  let [rows, sentBytes, text, isTruncated] = [0, 0, '', false]
  const sendPart = async (bytes: Uint8Array) => {
    sentBytes += bytes.length
    if (sentBytes > maxBytes) throw tooLarge(maxBytes)
    if (bytes.length > 0) await send.part(bytes)
  }
  while (!isTruncated) {
    const chunk = await result.fetchChunk()
    checkpoint()
    if (!chunk || chunk.rowCount === 0) break
    const count = Math.min(chunk.rowCount, maxRows - rows)
    isTruncated = count < chunk.rowCount
    if (count > 0) text += writer.add(chunk, count)
    rows += count
    if (text.length < partBytes) continue
    await sendPart(Buffer.from(text))
    text = ''
  }
  await sendPart(Buffer.from(text))
  await sendPart(await writer.finish())
  return { rows, isTruncated }
}

const tooLarge = (maxBytes: number): Failure =>
  new Failure(
    'limited',
    `The result has more than ${maxBytes >> 20} MiB, expected at most that: select fewer columns or rows.`,
  )
