/** What the lake asks of its worker thread. */
import { isList, type LakeBatch } from '../../../lib/lake/batch.ts'
import type { LakeTableName, RollupName } from '../../../schema/lake-columns.ts'
import type { LakeFile } from '../../ports/lake.ts'

/** A file that was written under a temporary name and read back. */
export interface WrittenFile {
  rows: number
  contents: number | null
  sizeBytes: number
  digest: string
}

export interface ThreadOptions {
  /** Where DuckDB puts what does not fit into its memory. */
  spillFolder: string
  memoryLimitMb: number
}

/** Methods of the thread, one message each; `begin` returns the number of a writer. */
export interface ThreadCalls {
  begin(table: LakeTableName): Promise<number>
  append(writer: number, batch: LakeBatch): Promise<void>
  /** Writes the rows to this path, and reads them back. */
  finish(writer: number, path: string): Promise<WrittenFile>
  abandon(writer: number): Promise<void>
  /** Writes a rollup of these telemetry files. */
  derive(rollup: RollupName, folder: string, files: readonly LakeFile[], path: string): Promise<WrittenFile>
  /** Reads a file and says what it holds. */
  inspect(table: LakeTableName | RollupName, path: string): Promise<WrittenFile>
}

export interface CallMessage {
  id: number
  call: keyof ThreadCalls
  args: unknown[]
}

export type ReplyMessage = { id: number; value: unknown } | { id: number; error: string }

/** Those that move with a batch from thread to thread. */
export const buffersOf = ({ columns }: LakeBatch): ArrayBuffer[] => [
  ...new Set(
    columns.flatMap((column) =>
      isList(column) ? [] : [column.values.buffer, ...(column.nulls ? [column.nulls.buffer] : [])],
    ),
  ),
]
