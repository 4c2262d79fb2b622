import type { LakeBatch } from '../../lib/lake/batch.ts'
import type { LakeTableName, RollupName } from '../../schema/lake-columns.ts'

/** A view over the files of one table, as it is to be created: `CREATE VIEW name AS sql`. */
export interface LakeView {
  name: LakeTableName | RollupName
  /** Absolute paths; every one of them can be read. */
  files: readonly string[]
  /** SELECT … FROM read_parquet([…]); a view without files has its columns and no rows. */
  sql: string
}

/** The lake as it stood at one instant: it stays the same, and its files stay where they are, until it is released. */
export interface LakeSnapshot {
  /** Number of its manifest; 0: nothing was exported yet. */
  generation: number
  manifest: LakeManifest
  /** Readings received before this are in it, except late ones of closed hours, which may follow some minutes after. */
  asOfMs: number
  views: readonly LakeView[]
  /** What the manifest names and can't be read: a part of the past is missing from the views. */
  faults: readonly LakeFault[]
  /** Its files may be deleted from now on. Safe to call twice. */
  release(): void
}

/** A file that a manifest names and that is not as it says. */
export interface LakeFault {
  table: LakeTableName | RollupName
  /** Within the folder. */
  path: string
  hourMs: number | null
  expected: string
  got: string
}

/** One Parquet file, complete and durable. */
export interface LakeFile {
  table: LakeTableName | RollupName
  /** Within the folder, parts joined by `/`. */
  path: string
  /** The first millisecond of the hour of its rows; null: the table as a whole. */
  hourMs: number | null
  rows: number
  sizeBytes: number
  /** SHA-256 of the file, in hex. */
  digest: string
  /** Checksum of its rows in any order (lib/lake/checksum.ts); null for a rollup. */
  contents: number | null
  columns: readonly string[]
  /** Rows received before this are in it. */
  readAtMs: number
}

export interface LakeManifest {
  generation: number
  asOfMs: number
  files: readonly LakeFile[]
  /** Up to where each table was read, as its exporter notes it; ms since 1970. */
  marks: Readonly<Record<string, number>>
}

/** Where rows belong, and when the store was read. */
export interface LakeTarget<N extends LakeTableName | RollupName = LakeTableName> {
  table: N
  hourMs: number | null
  readAtMs: number
}

/** What a new generation has and the one before had not, and the other way round. */
export interface LakeChange {
  add: readonly LakeFile[]
  /** Paths of files. */
  remove: readonly string[]
  asOfMs: number
  marks: Readonly<Record<string, number>>
}

/**
 * Parquet files in a folder, and manifests that name those that are valid. docs/lake.md describes the layout.
 *
 * Files never change under their name. A file is written under a temporary name, made durable, read back and compared with what
 * was given, and only then gets its name; it is part of the lake once a manifest names it. What a process leaves when it dies is
 * removed at the next start: nothing is ever half there or there twice. Files that no manifest names any more are deleted once no
 * snapshot of this process has them and a grace time has passed for those of others.
 * One process at a time writes. Every method fails with `unavailable` when the folder can't be read or written (full, read-only,
 * gone); what it did then has no effect.
 */
export interface Lake {
  /** Writes a file of the rows of all batches, in their order; null when there are none. Takes the next batch when it has room for it. */
  write(target: LakeTarget, batches: AsyncIterable<LakeBatch>): Promise<LakeFile | null>
  /** Writes a rollup of telemetry files of one hour. */
  derive(target: LakeTarget<RollupName>, from: readonly LakeFile[]): Promise<LakeFile>
  /**
   * Makes a new generation of the one before: atomically, durable when it resolves. `check` is called right before it comes into
   * force and may throw. Fails with `conflict`, without effect, when another process has made that generation.
   */
  publish(change: LakeChange, check?: () => void): Promise<LakeManifest>
  /** A snapshot of the newest manifest that can be read (generation 0 when there is none), without the files that are missing, cut or unreadable: those are reported. */
  open(): Promise<LakeSnapshot>
  /** Reads every file of the newest manifest and compares rows, contents and digest with it. */
  check(): Promise<LakeFault[]>
  /**
   * Removes what processes that died have left, and files that no manifest names any more. For the one process that writes, before
   * it writes and now and then.
   */
  tidy(): Promise<void>
}

/** A lake that must be closed: ends what is being written. */
export interface OpenLake extends Lake {
  close(): Promise<void>
}
