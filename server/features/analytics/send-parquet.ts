import type { ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ColumnType } from '../../../schema/questions/question.ts'
import type { ParquetFiles, ParquetRow, ParquetType } from '../../ports/parquet-files.ts'
import type { ResultValue } from '../../ports/questions.ts'
import type { QuestionAnswer } from './ask-question.ts'

const parquetTypes: Record<ColumnType, ParquetType> = {
  uuid: 'uuid',
  instant: 'instant',
  // Sums of counts go beyond 32 bits.
  integer: 'bigint',
  number: 'double',
  text: 'text',
  boolean: 'boolean',
}

/** Sends the answer of `question` as a file, with its other facts in headers. Fails as `ParquetFiles.write` does. */
export async function sendParquet(
  files: ParquetFiles,
  { question, queryId, answer }: { question: string; queryId: string; answer: QuestionAnswer },
  response: ServerResponse,
  signal: AbortSignal,
): Promise<void> {
  const columns = answer.columns.map(({ name, type }) => ({ name, type: parquetTypes[type] }))
  const file = await files.write(columns, pagesOf(answer), signal)
  try {
    response.writeHead(200, {
      'content-type': 'application/vnd.apache.parquet',
      'content-disposition': `attachment; filename="${question}.parquet"`,
      'content-length': file.sizeBytes,
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'x-query-id': queryId,
      'x-is-truncated': String(answer.isTruncated),
      'x-elapsed-ms': String(answer.elapsedMs),
      'x-lake-as-of': answer.lakeAsOf ?? '',
    })
    await pipeline(Readable.from(file.read()), response)
  } catch (error) {
    if (!signal.aborted) throw error
  } finally {
    await file.remove()
  }
}

const rowsAPage = 2_000

async function* pagesOf({ columns, rows }: QuestionAnswer): AsyncGenerator<ParquetRow[]> {
  for (let from = 0; from < rows.length; from += rowsAPage)
    yield rows.slice(from, from + rowsAPage).map((row) => columns.map(({ type }, at) => toCell(type, row[at] ?? null)))
}

function toCell(type: ColumnType, value: ResultValue): ParquetRow[number] {
  if (value === null) return null
  if (type === 'instant') return Date.parse(String(value))
  return typeof value === 'object' ? JSON.stringify(value) : value
}
