/** Builders for the table definitions in schema/tables.ts, and the row types derived from them. */

/** Kind of a column → how TypeScript sees it. `timestamp` is ms since 1970, `uuid` its text in lower case. */
export interface ColumnTypes {
  uuid: string
  text: string
  int: number
  double: number
  boolean: boolean
  timestamp: number
  blob: Uint8Array
  /** A structure, stored as a whole; `cql` is its CQL type. */
  structure: unknown
  /** Only incremented, by the database; a table with counters has no other columns outside its key. */
  counter: number
}
export type ColumnKind = keyof ColumnTypes

/** How a structure is written as text. */
export interface TextForm<T = unknown> {
  print(value: T): string
  /** Throws for text that can't be read. */
  parse(text: string): T
}

export interface Column<T = unknown, Nullable extends boolean = boolean> {
  kind: ColumnKind
  nullable: Nullable
  /** CQL type where it differs from the kind's own. */
  cql?: string
  /** Of a structure that is stored as text; absent: JSON. */
  form?: TextForm
  description?: string
  /** Only in the types. */
  readonly row?: T
}

type Columns = Record<string, Column>
type ValueOf<C> = C extends Column<infer T, infer N> ? (N extends true ? T | null : T) : never

export interface Clustering<Name extends string = string> {
  column: Name
  order: 'asc' | 'desc'
}

/**
 * A stored table: the partition key finds the partition, the clustering keys order it. Key columns are of kind uuid, text,
 * int or timestamp and never null.
 */
export interface Table<C extends Columns = Columns, P extends string = string, K extends string = string> {
  name: string
  columns: C
  partitionKey: readonly P[]
  clustering: readonly Clustering<K>[]
  /** Time to live of a row; null to keep it forever. */
  ttlMs: number | null
  /** Column by which the embedded store splits a table with a TTL into windows that it drops whole. */
  windowBy: string | null
  /**
   * The embedded store rewrites a partition, full and compressed, this long after its time in `windowBy`; without `windowBy` at any
   * time. Null: never. Affects space and speed only.
   */
  closesAfterMs: number | null
  compaction: 'size-tiered' | 'leveled' | 'time-window'
  description: string
}

export type Row<T extends Table> = { [N in keyof T['columns']]: ValueOf<T['columns'][N]> }
export type PartitionOf<T extends Table> = Pick<Row<T>, T['partitionKey'][number] & keyof Row<T>>
type ClusteringOf<T extends Table> = Pick<Row<T>, T['clustering'][number]['column'] & keyof Row<T>>
/** All key columns of one row. */
export type KeyOf<T extends Table> = PartitionOf<T> & ClusteringOf<T>
/** A first part of the clustering key, in order. */
export type ClusteringPrefix<T extends Table> = Partial<ClusteringOf<T>>

interface ColumnOptions {
  cql?: string
  description?: string
}
const column =
  <K extends ColumnKind>(kind: K) =>
  <T = ColumnTypes[K]>(options: ColumnOptions = {}): Column<NoInfer<T>, false> => ({
    kind,
    nullable: false,
    ...options,
  })

export const uuid = column('uuid')
export const text = column('text')
export const int = column('int')
export const double = column('double')
export const boolean = column('boolean')
export const timestamp = column('timestamp')
export const blob = column('blob')
export const structure = <T = unknown>({
  form,
  ...options
}: ColumnOptions & { form?: TextForm<T> } = {}): Column<T, false> => ({
  ...column('structure')<T>(options),
  ...(form && { form: form as TextForm }),
})
export const counter = column('counter')
export const nullable = <T>(of: Column<T, false>): Column<T, true> => ({ ...of, nullable: true }) as Column<T, true>

interface TableOptions<C extends Columns, P extends string, K extends string> {
  columns: C
  partitionKey: readonly P[]
  clustering?: readonly Clustering<K>[]
  ttlMs?: number
  windowBy?: string
  closesAfterMs?: number
  compaction?: Table['compaction']
  description: string
}

export function defineTable<
  C extends Columns,
  const P extends keyof C & string,
  const K extends keyof C & string = never,
>(name: string, options: TableOptions<C, P, K>): Table<C, P, K> {
  return {
    name,
    columns: options.columns,
    partitionKey: options.partitionKey,
    clustering: options.clustering ?? [],
    ttlMs: options.ttlMs ?? null,
    windowBy: options.windowBy ?? null,
    closesAfterMs: options.closesAfterMs ?? null,
    compaction: options.compaction ?? 'size-tiered',
    description: options.description,
  }
}
