/**
 * Fills the vectors of a data chunk straight from typed arrays: twice as fast as its documented setters. The fields used are not
 * documented, so the package's version is pinned, and a test reads back every type.
 */
import type { DuckDBDataChunk, DuckDBValue } from '@duckdb/node-api'
import { isList, type LakeColumn } from '../../../lib/lake/batch.ts'
import type { LakeType } from '../../../schema/lake-columns.ts'

interface TypedVector {
  items: Int32Array | Float64Array | BigInt64Array
  /** Of UUIDs. */
  dataView: DataView
  /** `data`: a bit for each row; null until one was invalid. */
  validity: { data: BigUint64Array | null; setItemValid(row: number, isValid: boolean): void }
  flush(): void
}

const allValid = 2n ** 64n - 1n

/** Sets a column of the chunk to `rowCount` values of a batch's column, from row `from` on. */
export function setColumn(
  chunk: DuckDBDataChunk,
  at: number,
  type: LakeType,
  column: LakeColumn,
  from: number,
  rowCount: number,
): void {
  if (isList(column)) {
    chunk.setColumnValues(at, column.slice(from, from + rowCount) as DuckDBValue[])
    return
  }
  const { values, nulls } = column
  const vector = chunk.getColumnVector(at) as unknown as TypedVector
  if (type === 'UUID') setUuids(vector.dataView, values, from, rowCount)
  else if (type === 'TIMESTAMP') setWide(vector.items, values, from, rowCount, 1_000)
  else if (type === 'BIGINT') setWide(vector.items, values, from, rowCount, 1)
  else (vector.items as Float64Array).set(values.subarray(from, from + rowCount))
  vector.validity.data?.fill(allValid)
  if (nulls)
    for (let row = nulls.indexOf(1, from); row >= 0 && row < from + rowCount; row = nulls.indexOf(1, row + 1))
      vector.validity.setItemValid(row - from, false)
  vector.flush()
}

/** As 128-bit numbers, little endian, with the highest bit flipped so that signed order is that of the text. */
function setUuids(view: DataView, words: ArrayLike<number>, from: number, rowCount: number): void {
  for (let row = 0; row < rowCount; row++) {
    const word = (from + row) * 4
    const byte = row * 16
    view.setInt32(byte, words[word + 3] as number, true)
    view.setInt32(byte + 4, words[word + 2] as number, true)
    view.setInt32(byte + 8, words[word + 1] as number, true)
    view.setInt32(byte + 12, (words[word] as number) ^ 0x80000000, true)
  }
}

/** 64-bit integers, in halves: making a BigInt of each would take longer than everything else. */
function setWide(
  items: TypedVector['items'],
  values: ArrayLike<number>,
  from: number,
  rowCount: number,
  factor: number,
): void {
  const halves = new Int32Array(items.buffer, items.byteOffset, rowCount * 2)
  for (let row = 0; row < rowCount; row++) {
    const value = (values[from + row] as number) * factor
    halves[row * 2] = value | 0
    halves[row * 2 + 1] = Math.floor(value / 2 ** 32)
  }
}
