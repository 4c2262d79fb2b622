/** What a column holds: an `integer` has 32 bits, a `bigint` 64, which is text where a number can't hold it; `instant` is ms since 1970, stored as a UTC timestamp; `uuid` is text in lower case. */
export type ParquetType = 'text' | 'uuid' | 'integer' | 'bigint' | 'double' | 'boolean' | 'instant'
export interface ParquetColumn {
  name: string
  type: ParquetType
}
/** The cells of a row in the order of the columns; null where there is no value. */
export type ParquetRow = readonly (string | number | boolean | null)[]

export interface ParquetFile {
  sizeBytes: number
  /** The file from its beginning to its end. */
  read(): AsyncIterable<Uint8Array>
  /** Removes the file; again: nothing. */
  remove(): Promise<void>
}

/** Makes Parquet files that are sent away and removed. They are of no use after a restart. */
export interface ParquetFiles {
  /**
   * Writes rows, in their order, to a file of its own. Pages are asked for one after the other, as fast as they can be written;
   * memory is bounded, whatever their number, and the event loop is never blocked for longer than a page takes. Text is stored as
   * it is, apart from half a surrogate pair, which becomes U+FFFD.
   *
   * Rejects with the error of `pages`; with the signal's reason once it aborts; with `limited` when as many files are being written
   * as may be at once; with `unavailable` when the disk is full or can't be written. Then nothing is left on disk.
   */
  write(
    columns: readonly ParquetColumn[],
    pages: AsyncIterable<readonly ParquetRow[]>,
    signal: AbortSignal,
  ): Promise<ParquetFile>
}
