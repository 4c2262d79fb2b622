import { createReadStream } from 'node:fs'
import { type FileHandle, open, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { Failure } from '../../../lib/errors.ts'
import type { ParquetColumn, ParquetFile, ParquetFiles, ParquetRow, ParquetType } from '../../ports/parquet-files.ts'
import { createExportFolders, type ExportFolders } from './export-folders.ts'

/** Each holds up to `memoryLimit` and a core. */
const filesAtOnce = 2
const memoryLimit = '256MB'
const retryAfterMs = 5_000
const chunkChars = 256 << 10

/**
 * Writes files below `folder`, which is made with the first of them, after removing what earlier processes left there. What can't
 * be removed is logged.
 */
export async function openParquetFiles(
  folder: string,
  log: { warn(details: object, message: string): void },
): Promise<ParquetFiles> {
  const folders = createExportFolders(folder)
  await folders.removeLeftovers().catch((err) => log.warn({ err, folder }, 'leftovers of exports can’t be removed'))
  let writing = 0
  return {
    async write(columns, pages, signal) {
      if (writing >= filesAtOnce) throw tooMany()
      writing += 1
      try {
        return await writeFile(folders, columns, pages, signal)
      } finally {
        writing -= 1
      }
    },
  }
}

async function writeFile(
  folders: ExportFolders,
  columns: readonly ParquetColumn[],
  pages: AsyncIterable<readonly ParquetRow[]>,
  signal: AbortSignal,
): Promise<ParquetFile> {
  signal.throwIfAborted()
  const folder = await folders.make().catch((error) => Promise.reject(toFailure(error)))
  const remove = () => rm(folder, { recursive: true, force: true })
  try {
    const [rowsPath, path] = [join(folder, 'rows.csv'), join(folder, 'export.parquet')]
    await writeRows(rowsPath, pages, signal)
    await convert(folder, copyOf(columns, rowsPath, path), signal)
    await rm(rowsPath)
    const { size } = await stat(path)
    return { sizeBytes: size, read: () => createReadStream(path), remove }
  } catch (error) {
    await remove()
    throw error
  }
}

/**
 * Rows go to DuckDB by way of a text file: its appender compresses on the thread that calls it, which would stop the event loop
 * for 100 ms at a time, and its in-memory tables would hold every row.
 */
async function writeRows(
  path: string,
  pages: AsyncIterable<readonly ParquetRow[]>,
  signal: AbortSignal,
): Promise<void> {
  const file = await open(path, 'wx').catch((error) => Promise.reject(toFailure(error)))
  try {
    let chunk = ''
    for await (const rows of pages) {
      signal.throwIfAborted()
      for (const row of rows) chunk += lineOf(row)
      if (chunk.length < chunkChars) continue
      await append(file, chunk)
      chunk = ''
    }
    await append(file, chunk)
  } finally {
    await file.close()
  }
  signal.throwIfAborted()
}

const append = (file: FileHandle, text: string) =>
  file.appendFile(text).catch((error) => Promise.reject(toFailure(error)))

/** Text is always quoted: an empty cell without quotes is null. */
const lineOf = (row: ParquetRow): string =>
  `${row.map((cell) => (typeof cell === 'string' ? `"${cell.replaceAll('"', '""')}"` : (cell ?? ''))).join(',')}\n`

const readAs: Record<ParquetType, string> = {
  text: 'VARCHAR',
  uuid: 'UUID',
  integer: 'INTEGER',
  bigint: 'BIGINT',
  double: 'DOUBLE',
  boolean: 'BOOLEAN',
  instant: 'BIGINT',
}

function copyOf(columns: readonly ParquetColumn[], from: string, to: string): string {
  const types = columns.map(({ name, type }) => `${quoted(name)}: ${quoted(readAs[type])}`).join(', ')
  const cells = columns.map(({ name, type }) =>
    type === 'instant' ? `make_timestamptz(${identifier(name)} * 1000) AS ${identifier(name)}` : identifier(name),
  )
  const rows =
    `read_csv(${quoted(from)}, columns = {${types}}, auto_detect = false, header = false, delim = ',', quote = '"', escape = '"', ` +
    `new_line = '\\n', nullstr = '', allow_quoted_nulls = false)`
  return `COPY (SELECT ${cells.join(', ')} FROM ${rows}) TO ${quoted(to)} (FORMAT parquet, COMPRESSION zstd, PARQUET_VERSION v2)`
}

const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`
const identifier = (name: string) => `"${name.replaceAll('"', '""')}"`

/** Runs the statement on threads of DuckDB's own. One thread for rows keeps them in order at the least memory. */
async function convert(folder: string, sql: string, signal: AbortSignal): Promise<void> {
  // Large, and needed by few processes: loaded with the first file.
  const { DuckDBInstance } = await import('@duckdb/node-api')
  const settings = { threads: '1', memory_limit: memoryLimit, temp_directory: folder }
  const noExtensions = { autoinstall_known_extensions: 'false', autoload_known_extensions: 'false' }
  const instance = await DuckDBInstance.create(':memory:', { ...settings, ...noExtensions })
  const connection = await instance.connect()
  const interrupt = () => connection.interrupt()
  signal.addEventListener('abort', interrupt)
  try {
    await connection.run(sql)
  } catch (error) {
    signal.throwIfAborted()
    throw toFailure(error)
  } finally {
    signal.removeEventListener('abort', interrupt)
    connection.closeSync()
    instance.closeSync()
  }
}

const diskReasons: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EROFS: 'the disk is read-only',
  EACCES: 'the server has no permission to write there',
  EPERM: 'the server has no permission to write there',
  EIO: 'the disk reports an input/output error',
  ENOTDIR: 'a part of its path is a file',
  EEXIST: 'it is a file, not a folder',
}

/** Errors of the disk as a Failure `unavailable`; any other is a bug and stays as it is. */
function toFailure(error: unknown): unknown {
  const { code, message = '' } = error as NodeJS.ErrnoException
  const reason = diskReasons[code ?? ''] ?? (/^IO Error/.test(message) ? 'the disk is full or fails' : null)
  if (reason === null) return error
  return new Failure('unavailable', `The export can't be written: ${reason}.`, { retryAfterMs, cause: error })
}

const tooMany = () =>
  new Failure('limited', `${filesAtOnce} Parquet files are being written, expected fewer: try again.`, { retryAfterMs })
