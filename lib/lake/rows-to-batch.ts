import type { LakeType } from '../../schema/lake-columns.ts'
import { writeUuid } from '../uuid/uuid-bytes.ts'
import type { LakeBatch, LakeColumn } from './batch.ts'

export type LakeValue = string | number | boolean | null

const bytes = new Uint8Array(16)
const words = new DataView(bytes.buffer)

/** Writes the four words of a UUID in lower case. */
export function putUuid(into: Int32Array, at: number, uuid: string): void {
  if (!writeUuid(bytes, 0, uuid)) throw new RangeError(`Expected a UUID in lower case, got ${uuid}.`)
  for (let word = 0; word < 4; word++) into[at + word] = words.getInt32(word * 4)
}

/** A batch of rows with values of these types: ids in lower case, instants in ms since 1970. For tables of few rows. */
export function rowsToBatch(types: readonly LakeType[], rows: readonly (readonly LakeValue[])[]): LakeBatch {
  return {
    rowCount: rows.length,
    columns: types.map((type, at) =>
      toColumn(
        type,
        rows.map((row) => row[at] ?? null),
      ),
    ),
  }
}

function toColumn(type: LakeType, given: readonly LakeValue[]): LakeColumn {
  if (type === 'VARCHAR' || type === 'BOOLEAN') return given as (string | boolean | null)[]
  const nulls = new Uint8Array(given.map((value) => (value === null ? 1 : 0)))
  if (type !== 'UUID') {
    const Values = type === 'INTEGER' ? Int32Array : Float64Array
    return { values: new Values(given.map((value) => (value ?? 0) as number)), nulls }
  }
  const values = new Int32Array(given.length * 4)
  given.forEach((value, at) => {
    if (value !== null) putUuid(values, at * 4, String(value))
  })
  return { values, nulls }
}
