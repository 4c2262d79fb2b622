/** Rows on their way into a file of the lake, column by column. */

/**
 * One value per row. UUID: 4 big-endian words per row. TIMESTAMP: ms since 1970. `nulls`: 1 where the row has none; null: none is
 * missing. VARCHAR and BOOLEAN: a list of values or null.
 */
export type LakeColumn =
  | { values: Int32Array<ArrayBuffer> | Float64Array<ArrayBuffer>; nulls: Uint8Array<ArrayBuffer> | null }
  | readonly (string | boolean | null)[]

/** Some rows, in the order of the table's columns. Whoever writes it takes its arrays: they can't be used afterwards. */
export interface LakeBatch {
  rowCount: number
  columns: readonly LakeColumn[]
}

export const isList = (column: LakeColumn): column is readonly (string | boolean | null)[] => Array.isArray(column)
