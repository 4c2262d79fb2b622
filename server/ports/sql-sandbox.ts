export const sqlFormats = ['json', 'csv', 'parquet'] as const
export type SqlFormat = (typeof sqlFormats)[number]

export interface SqlQuery {
  /** One SELECT over the views of the lake. */
  sql: string
  /** The result is cut after this many rows. */
  maxRows: number
  format: SqlFormat
  /** Who asks: turns go round those who wait. */
  askedBy: string
}

export interface SqlColumn {
  name: string
  /** As DuckDB spells it. */
  type: string
}

export interface SqlResult {
  columns: readonly SqlColumn[]
  rows: number
  /** More rows were there than were asked for. */
  isTruncated: boolean
  /** Without the wait for its turn. */
  elapsedMs: number
  /** Readings received before this are in what was read. */
  lakeAsOfMs: number
  /**
   * `json`: a list for each row, separated by commas. Instants are RFC 3339 in UTC; whole numbers beyond 2^53 and decimals of more
   * than 15 digits are text; so are NaN, Infinity and -Infinity. `csv`: with a header. `parquet`: a file.
   */
  body: readonly Uint8Array[]
}

export interface SqlProgress {
  state: 'waiting' | 'running'
  /** Null while it can't be told. */
  donePct: number | null
}

/**
 * Runs SQL of users, read-only, over the lake as it stood when their turn came, apart from this process: what a query breaks or
 * takes is bounded, and hurts no other one. Fails with
 * - `invalid` for anything but one SELECT over the views and functions of values, and for what DuckDB refuses of it,
 * - `limited` when too many wait (with the time to retry), and when it takes more time, memory, spill or result than allowed,
 * - `conflict` when `signal` aborts,
 * - `unavailable` when its process can't be started or dies, and when the lake can't be read.
 */
export interface SqlSandbox {
  run(query: SqlQuery, signal: AbortSignal, onProgress: (progress: SqlProgress) => void): Promise<SqlResult>
  /** Ends all processes, and with `unavailable` what runs in them. */
  close(): Promise<void>
}
