/** Formats of a result. A writer takes chunks and returns the bytes that are due. */
import { readFileSync, rmSync } from 'node:fs'
import type { DuckDBAppender, DuckDBConnection, DuckDBDataChunk, DuckDBResult } from '@duckdb/node-api'
import { toCsvCell } from '../../../../lib/text/csv.ts'
import type { SqlFormat } from '../../../ports/sql-sandbox.ts'
import { toCell, toPlain } from './cells.ts'
import { quoted, quotedName } from './open-database.ts'

export interface ResultWriter {
  /** Takes the first `count` rows of the chunk. */
  add(chunk: DuckDBDataChunk, count: number): string
  /** What remains when all rows were taken. */
  finish(): Promise<Uint8Array>
}

export async function createResultWriter(
  format: SqlFormat,
  connection: DuckDBConnection,
  result: DuckDBResult,
  folder: string,
): Promise<ResultWriter> {
  if (format === 'parquet') return openParquetWriter(connection, result, folder)
  return format === 'json' ? createJsonWriter() : createCsvWriter(result.columnNames())
}

const nothing = async () => new Uint8Array(0)

function createJsonWriter(): ResultWriter {
  let separator = ''
  return {
    add(chunk, count) {
      const columns = chunk.getColumns()
      let text = ''
      for (let row = 0; row < count; row += 1) {
        text += separator + JSON.stringify(columns.map((values) => toPlain(values[row] ?? null)))
        separator = ','
      }
      return text
    },
    finish: nothing,
  }
}

function createCsvWriter(names: readonly string[]): ResultWriter {
  let header = `${names.map(toCsvCell).join(',')}\r\n`
  const takeHeader = () => {
    const taken = header
    header = ''
    return taken
  }
  return {
    add(chunk, count) {
      const columns = chunk.getColumns()
      let text = takeHeader()
      for (let row = 0; row < count; row += 1)
        text += `${columns.map((values) => toCell(values[row] ?? null)).join(',')}\r\n`
      return text
    },
    finish: async () => Buffer.from(takeHeader()),
  }
}

/** Rows go into a table and from there into a file: the text of the query is never part of another statement. */
async function openParquetWriter(
  connection: DuckDBConnection,
  result: DuckDBResult,
  folder: string,
): Promise<ResultWriter> {
  const path = `${folder}/result.parquet`
  const types = result.columnTypes()
  const columns = result
    .deduplicatedColumnNames()
    .map((name, index) => `${quotedName(name === '' ? `column${index}` : name)} ${types[index]}`)
  await connection.run(`CREATE OR REPLACE TEMP TABLE result (${columns.join(', ')})`)
  const appender: DuckDBAppender = await connection.createAppender('result')
  return {
    add(chunk, count) {
      chunk.rowCount = count
      appender.appendDataChunk(chunk)
      return ''
    },
    async finish() {
      try {
        appender.closeSync()
        await connection.run(`COPY result TO ${quoted(path)} (FORMAT parquet, COMPRESSION zstd)`)
        return readFileSync(path)
      } finally {
        await connection.run('DROP TABLE IF EXISTS result')
        rmSync(path, { force: true })
      }
    },
  }
}
