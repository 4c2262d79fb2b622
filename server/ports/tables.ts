import type { ClusteringPrefix, KeyOf, PartitionOf, Row, Table } from '../../schema/table-types.ts'

/** Half-open range over clustering keys in stored order. A bound may name a first part of the clustering key. */
export interface ScanRange<T extends Table> {
  /** First row at or after this, in stored order; absent: from the first. */
  from?: ClusteringPrefix<T>
  /** Ends before this, in stored order; absent: to the last. */
  until?: ClusteringPrefix<T>
  /** Last row first. The bounds keep their meaning. */
  reverse?: boolean
  /** Rows in a page, 1 … 10,000; 1,000 when absent. */
  limit?: number
  /** The `next` of the page before. */
  after?: string
}

/** The columns outside the partition key. */
export type ColumnOf<T extends Table> = Exclude<keyof Row<T> & string, T['partitionKey'][number]>

/** Structures as the text that their form prints, JSON where they have none. */
type Unparsed<V> = V extends string | number | boolean | Uint8Array | null ? V : string

/** A page of rows by column: each list has a value for every row, in the same order. */
export interface ColumnPage<T extends Table, N extends ColumnOf<T>> {
  rowCount: number
  columns: { readonly [K in N]: readonly Unparsed<Row<T>[K]>[] }
  /** As of `Page`. */
  next: string | null
}

export interface Page<R> {
  rows: R[]
  /** Where the next page begins; null after the last row. May name a page that turns out empty. */
  next: string | null
}

/**
 * Wide rows: a partition key finds the partition, clustering keys order it.
 *
 * A row is written whole and replaces the one with the same key: writing it twice changes nothing. A table with a TTL hides
 * a row once `ttlMs` have passed since it was last written, to the millisecond; its space is given back some time later.
 * A promise of a write resolves when the rows survive loss of power, and what it wrote is seen by every later read.
 * Every method fails with `unavailable` when the store can't answer (a write that failed so may still have happened), with
 * `limited` and a time to try again when it has too much to do (of what failed so nothing was begun, save of an `insert` or
 * `delete` of many rows, some of which may be done), and throws a RangeError for a row or key that does not fit its table.
 */
export interface Tables {
  /** Upserts any number of rows; they become durable together or, when it fails, some or none of them. */
  insert<T extends Table>(table: T, rows: readonly Row<T>[]): Promise<void>
  /**
   * Compare and set of one row: writes it only if the row with its key is absent (`expected` null) or equals `expected` in
   * the columns named. Returns `applied`, and the row that stands there afterwards. Rows written so are only ever written so.
   */
  insertIf<T extends Table>(
    table: T,
    row: Row<T>,
    expected: Partial<Row<T>> | null,
  ): Promise<{ applied: boolean; current: Row<T> | null }>
  /** The row with this key, or null. */
  find<T extends Table>(table: T, key: KeyOf<T>): Promise<Row<T> | null>
  /** A page of one partition in clustering order; or, with partition null, of the whole table, partitions in no promised order. */
  scan<T extends Table>(table: T, partition: PartitionOf<T> | null, range?: ScanRange<T>): Promise<Page<Row<T>>>
  /**
   * What `scan` of this partition returns, by column, only these, and with structures as text: for reading very many rows, which
   * takes a third of the time then. The lists may be shared: not to be changed. Its `next` may be passed to `scan`, and the other way round.
   */
  scanColumns<T extends Table, N extends ColumnOf<T>>(
    table: T,
    partition: PartitionOf<T>,
    columns: readonly N[],
    range?: ScanRange<T>,
  ): Promise<ColumnPage<T, N>>
  /**
   * Adds whole numbers, which may be negative, to counters of one row; an absent row counts as 0 in each. Writers at once lose
   * nothing, whatever process they are in. Not idempotent: one that fails with `unavailable` may have been done, and is never
   * tried again by itself. Rows of a table with counters are only ever added to: every other write throws a RangeError.
   */
  add<T extends Table>(table: T, key: KeyOf<T>, amounts: Partial<Record<keyof Row<T>, number>>): Promise<void>
  /** Removes rows; one that is not there is no error. */
  delete<T extends Table>(table: T, keys: readonly KeyOf<T>[]): Promise<void>
}

/** A store that was opened and must be closed: waits for what is under way, then releases its files. Safe to call twice. */
export interface OpenTables extends Tables {
  close(): Promise<void>
}
