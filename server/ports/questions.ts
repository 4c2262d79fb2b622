import type { LakeView } from './lake.ts'

/** A value to bind to a parameter. Instants are ms since 1970; ids are UUIDs in lower case. */
export type BoundValue =
  | { type: 'instant'; value: number }
  | { type: 'integer' | 'number'; value: number }
  | { type: 'ids' | 'texts'; value: readonly string[] }
  | { type: 'numbers'; value: readonly number[] }

/** A value of a result, as JSON has it: instants as RFC 3339, whole numbers beyond 2^53 as text, NaN and infinity as null. */
export type ResultValue = string | number | boolean | null | readonly ResultValue[]

export interface LakeQuery {
  /** Those that the SQL reads. */
  views: readonly LakeView[]
  /** Whether it reads `terrain`, the elevation grid of the base map. */
  hasTerrain: boolean
  sql: string
  /** By the name of the parameter; each parameter of the SQL once. */
  values: Readonly<Record<string, BoundValue>>
  maxRows: number
  /** Rollups need to be read only for hours that overlap [fromMs, toMs); null: for all. */
  hours: { fromMs: number; toMs: number } | null
}

export interface QueryResult {
  /** In order; `type` as DuckDB spells it. */
  columns: readonly { name: string; type: string }[]
  rows: readonly (readonly ResultValue[])[]
  /** True when there were more rows than `maxRows`. */
  isTruncated: boolean
}

/**
 * Runs SQL of this project's own over views of the lake, in a process apart: neither its load nor its end reaches this one. It runs
 * a few queries at once; others wait in order.
 */
export interface QuestionRunner {
  /**
   * `onProgress` is called with 0 … 100 some times a second while the query runs. Fails with `conflict` once `signal` aborts, with
   * `limited` when the query takes too long or too much memory or too many wait, with `unavailable` when a file can't be read or
   * the process died twice. Anything else that it throws is a bug, a fault in the SQL too.
   */
  run(query: LakeQuery, signal: AbortSignal, onProgress?: (percent: number) => void): Promise<QueryResult>
  /** Ends the process and what runs in it. */
  close(): Promise<void>
}
