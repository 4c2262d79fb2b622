/** The worker thread of the lake: all that DuckDB does, and what is reckoned on many rows, away from the thread that ingests. */
import { createHash } from 'node:crypto'
import { closeSync, openSync, readFileSync, readSync } from 'node:fs'
import { parentPort, workerData } from 'node:worker_threads'
import * as duckdb from '@duckdb/node-api'
import {
  type DuckDBAppender,
  type DuckDBConnection,
  DuckDBDataChunk,
  DuckDBInstance,
  type DuckDBType,
} from '@duckdb/node-api'
import type { LakeBatch } from '../../../lib/lake/batch.ts'
import { type Checksum, createChecksum } from '../../../lib/lake/checksum.ts'
import {
  histogramBins,
  isRollup,
  type LakeTableName,
  type LakeType,
  type RollupName,
  rollupNames,
} from '../../../schema/lake-columns.ts'
import type { LakeFile } from '../../ports/lake.ts'
import { checksumSql } from './checksum-sql.ts'
import { buffersOf, type CallMessage, type ThreadCalls, type ThreadOptions, type WrittenFile } from './thread-calls.ts'
import { setColumn } from './vectors.ts'
import { columnsOf, identifier, quoted, readParquet, toViews, viewOver } from './views.ts'

const { spillFolder, memoryLimitMb } = workerData as ThreadOptions
const rowsPerChunk = 2_048
/** While rows are written: more of them wait on disk. COPY alone takes 30 MB, and 400,000 readings 60. */
const rowsLimitMb = 96
/** So many readings stay in memory until the rollups of their file are made. */
const keptRows = 400_000
const parquetOptions = 'FORMAT parquet, COMPRESSION zstd, PARQUET_VERSION v2, ROW_GROUP_SIZE 122880'
const duckdbTypes: Readonly<Record<LakeType, DuckDBType>> = {
  UUID: duckdb.UUID,
  TIMESTAMP: duckdb.TIMESTAMP,
  INTEGER: duckdb.INTEGER,
  BIGINT: duckdb.BIGINT,
  DOUBLE: duckdb.DOUBLE,
  BOOLEAN: duckdb.BOOLEAN,
  VARCHAR: duckdb.VARCHAR,
  'INTEGER[]': duckdb.LIST(duckdb.INTEGER),
}

interface Writer {
  name: string
  types: readonly LakeType[]
  connection: DuckDBConnection
  appender: DuckDBAppender
  /** For `rowsPerChunk` rows: making one takes as long as filling it. */
  chunk: DuckDBDataChunk
  checksum: Checksum
  table: LakeTableName
}

const instance = await DuckDBInstance.create(':memory:', {
  threads: '1',
  memory_limit: `${memoryLimitMb}MB`,
  // Can't be set again once something was spilled.
  temp_directory: spillFolder,
  // What was freed goes back to the machine.
  allocator_background_threads: 'true',
})
const writers = new Map<number, Writer>()
/** The telemetry that was written last, for the rollups of its file: reading that again would take longer. */
let kept: { name: string; digest: string; rollups: Set<RollupName> } | null = null
let begun = 0

async function connect(): Promise<DuckDBConnection> {
  const connection = await instance.connect()
  await limitMemory(connection, memoryLimitMb)
  return connection
}

/** Of the whole instance, until the next call. */
async function limitMemory(connection: DuckDBConnection, limitMb: number): Promise<void> {
  await connection.run(`SET memory_limit = '${limitMb}MB'`)
}

const calls: ThreadCalls = {
  async begin(table) {
    const number = ++begun
    const name = `rows_${number}`
    const connection = await connect()
    // Before the limit is lowered: they need most of it.
    await forget(connection)
    await limitMemory(connection, rowsLimitMb)
    const columns = Object.entries(columnsOf[table])
    await connection.run(
      `CREATE TABLE ${name} (${columns.map(([column, type]) => `${identifier(column)} ${type}`).join(', ')})`,
    )
    const types = columns.map(([, type]) => type)
    const appender = await connection.createAppender(name)
    writers.set(number, {
      ...{ name, types, connection, appender, table },
      chunk: createChunk(types, rowsPerChunk),
      checksum: createChecksum(types),
    })
    return number
  },

  async append(number, batch) {
    const writer = writerOf(number)
    writer.checksum.add(batch)
    for (let from = 0; from < batch.rowCount; from += rowsPerChunk) appendChunk(writer, batch, from)
    // This thread allocates little else, so V8 would leave many batches to collect.
    for (const buffer of buffersOf(batch)) buffer.transfer(0)
  },

  async finish(number, path) {
    const { name, connection, appender, checksum, table } = writerOf(number)
    try {
      appender.closeSync()
      await connection.run(`COPY ${name} TO ${quoted(path)} (${parquetOptions})`)
      const written = await calls.inspect(table, path)
      if (written.rows !== checksum.rows || written.contents !== checksum.value)
        throw new Error(
          `${path}: expected ${checksum.rows} rows with checksum ${checksum.value}, got ${written.rows} with ${written.contents}.`,
        )
      if (table === 'telemetry' && written.rows <= keptRows) {
        kept = { name, digest: written.digest, rollups: new Set(rollupNames) }
        writers.delete(number)
        connection.closeSync()
      }
      return written
    } finally {
      if (writers.has(number)) await calls.abandon(number)
    }
  },

  async abandon(number) {
    const { name, connection } = writerOf(number)
    writers.delete(number)
    await connection.run(`DROP TABLE IF EXISTS ${name}`)
    connection.closeSync()
  },

  async derive(rollup, folder, files, path) {
    const connection = await connect()
    try {
      await connection.run(`CREATE TEMP VIEW telemetry AS ${telemetryOf(folder, files)}; ${binMacros}`)
      await connection.run(`COPY (${sqlOf(rollup)}) TO ${quoted(path)} (${parquetOptions})`)
      kept?.rollups.delete(rollup)
      if (kept?.rollups.size === 0) await forget(connection)
    } finally {
      connection.closeSync()
    }
    return calls.inspect(rollup, path)
  },

  async inspect(table, path) {
    const connection = await connect()
    try {
      const relation = readParquet([path])
      const sql = isRollup(table)
        ? `SELECT count(*) AS rows, NULL AS contents FROM ${relation}`
        : checksumSql(`(SELECT ${await storedColumns(connection, table, relation)} FROM ${relation})`, columnsOf[table])
      const [[rows, contents] = []] = (await connection.runAndReadAll(sql)).getRows()
      return {
        rows: Number(rows),
        contents: contents === null ? null : Number(contents),
        ...digestOf(path),
      } satisfies WrittenFile
    } finally {
      connection.closeSync()
    }
  },
}

async function forget(connection: DuckDBConnection): Promise<void> {
  if (kept) await connection.run(`DROP TABLE IF EXISTS ${kept.name}`)
  kept = null
}

/** The telemetry of these files, as SQL. */
function telemetryOf(folder: string, files: readonly LakeFile[]): string {
  const [file] = files
  if (files.length === 1 && kept && file?.digest === kept.digest) return viewOver('telemetry', kept.name)
  return toViews(folder, files)[0]?.sql ?? ''
}

/** A column that was added after the file was written is null in it. */
async function storedColumns(connection: DuckDBConnection, table: LakeTableName, relation: string): Promise<string> {
  const described = await connection.runAndReadAll(`SELECT column_name FROM (DESCRIBE SELECT * FROM ${relation})`)
  const stored = new Set(described.getRows().map(([name]) => name))
  return Object.entries(columnsOf[table])
    .map(([name, type]) => (stored.has(name) ? identifier(name) : `NULL::${type} AS ${identifier(name)}`))
    .join(', ')
}

function writerOf(number: number): Writer {
  const writer = writers.get(number)
  if (!writer) throw new Error(`Expected a writer, got the number ${number} of none.`)
  return writer
}

const createChunk = (types: readonly LakeType[], rowCount: number): DuckDBDataChunk =>
  DuckDBDataChunk.create(
    types.map((type) => duckdbTypes[type]),
    rowCount,
  )

function appendChunk(writer: Writer, { rowCount, columns }: LakeBatch, from: number): void {
  const { types, appender } = writer
  const rows = Math.min(rowsPerChunk, rowCount - from)
  const chunk = rows === rowsPerChunk ? writer.chunk : createChunk(types, rows)
  types.forEach((type, at) => {
    const column = columns[at]
    if (!column) throw new Error(`Expected ${types.length} columns, got ${columns.length}.`)
    setColumn(chunk, at, type, column, from, rows)
  })
  appender.appendDataChunk(chunk)
}

const sqlOf = (rollup: RollupName): string =>
  readFileSync(new URL(`../../../schema/lake/${rollup}.sql`, import.meta.url), 'utf8')

/** `<histogram>_bin(value)` and `<histogram>_bins()`. CASE takes half as long as least and greatest. */
const binMacros = Object.entries(histogramBins)
  .map(
    ([name, { from, width, bins }]) =>
      `CREATE OR REPLACE TEMP MACRO ${name}_bins() AS ${bins};
       CREATE OR REPLACE TEMP MACRO ${name}_bin(v) AS (CASE
         WHEN v < ${from} THEN 0 WHEN v >= ${from + width * (bins - 1)} THEN ${bins - 1} ELSE floor((v - (${from})) / ${width})
       END)::INTEGER;`,
  )
  .join('\n')

function digestOf(path: string): { sizeBytes: number; digest: string } {
  const hash = createHash('sha256')
  const block = Buffer.allocUnsafe(1 << 20)
  const file = openSync(path, 'r')
  try {
    let sizeBytes = 0
    for (;;) {
      const read = readSync(file, block)
      if (read === 0) return { sizeBytes, digest: hash.digest('hex') }
      hash.update(block.subarray(0, read))
      sizeBytes += read
    }
  } finally {
    closeSync(file)
  }
}

parentPort?.on('message', async ({ id, call, args }: CallMessage) => {
  try {
    const value = await (calls[call] as (...all: unknown[]) => Promise<unknown>)(...args)
    parentPort?.postMessage({ id, value })
  } catch (error) {
    parentPort?.postMessage({ id, error: error instanceof Error ? error.message : String(error) })
  }
})
