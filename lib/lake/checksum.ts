/**
 * The checksum of the rows of a table, whatever their order: tells whether a file has the rows that the store has. Reckoned the same
 * way from batches here and by SQL from a file (server/adapters/duckdb/checksum-sql.ts).
 *
 * Each row's numbers are mixed into one word h (1 in a table without numbers), its ids and texts into another word u; the checksum is
 * the sum of u × h modulo 2^32.
 */
import type { LakeType } from '../../schema/lake-columns.ts'
import { isList, type LakeBatch, type LakeColumn } from './batch.ts'

/** Below 2^30, so that SQL multiplies within 64 bits. */
export const mixFactor = 739_982_445
export const nullWord = 1_431_655_765
/** Doubles are compared in steps of 1 / 1,024. */
export const doubleSteps = 1_024

export const isText = (type: LakeType): boolean => type === 'UUID' || type === 'VARCHAR'

export interface Checksum {
  add(batch: LakeBatch): void
  readonly rows: number
  readonly value: number
}

/** For batches with columns of these types. */
export function createChecksum(types: readonly LakeType[]): Checksum {
  const hasNumbers = !types.every(isText)
  let rows = 0
  let sum = 0
  let numbers = new Int32Array(0)
  let texts = new Int32Array(0)
  return {
    add({ rowCount, columns }) {
      if (numbers.length < rowCount) {
        numbers = new Int32Array(rowCount)
        texts = new Int32Array(rowCount)
      }
      numbers.fill(hasNumbers ? 0 : 1, 0, rowCount)
      texts.fill(0, 0, rowCount)
      columns.forEach((column, at) => {
        const type = types[at] as LakeType
        mixColumn(isText(type) ? texts : numbers, type, column, rowCount)
      })
      for (let row = 0; row < rowCount; row++)
        sum = (sum + Math.imul(((texts[row] as number) & 0x7fffffff) | 1, numbers[row] as number)) >>> 0
      rows += rowCount
    },
    get rows() {
      return rows
    },
    get value() {
      return sum
    },
  }
}

function mixColumn(into: Int32Array, type: LakeType, column: LakeColumn, rowCount: number): void {
  if (isList(column)) {
    for (let row = 0; row < rowCount; row++) mixAt(into, row, wordOf(column[row] ?? null))
    return
  }
  // A loop for each type: a choice for each value would take longer than the mixing.
  const { values } = column
  // Most columns have no null at all: looking for one takes less time than asking for each value.
  const nulls = column.nulls?.includes(1) ? column.nulls : null
  if (type === 'UUID') mixIds(into, values, nulls, rowCount)
  else if (type === 'TIMESTAMP' || type === 'BIGINT') mixWide(into, values, nulls, rowCount)
  else if (type === 'DOUBLE') mixDoubles(into, values, nulls, rowCount)
  else mixWords(into, values, nulls, rowCount)
}

type Numbers = Int32Array | Float64Array
type Nulls = Uint8Array | null

function mixIds(into: Int32Array, values: Numbers, nulls: Nulls, rowCount: number): void {
  for (let row = 0; row < rowCount; row++) {
    const isNull = nulls?.[row] === 1
    let mixed = into[row] as number
    for (let word = row * 4; word < row * 4 + 4; word++)
      mixed = mix(mixed, isNull ? nullWord : (values[word] as number))
    into[row] = mixed
  }
}

function mixWide(into: Int32Array, values: Numbers, nulls: Nulls, rowCount: number): void {
  for (let row = 0; row < rowCount; row++) {
    const isNull = nulls?.[row] === 1
    const value = values[row] as number
    mixAt(into, row, isNull ? nullWord : value | 0)
    mixAt(into, row, isNull ? nullWord : Math.floor(value / 2 ** 32) | 0)
  }
}

function mixDoubles(into: Int32Array, values: Numbers, nulls: Nulls, rowCount: number): void {
  for (let row = 0; row < rowCount; row++)
    mixAt(into, row, nulls?.[row] === 1 ? nullWord : Math.floor((values[row] as number) * doubleSteps) | 0)
}

function mixWords(into: Int32Array, values: Numbers, nulls: Nulls, rowCount: number): void {
  for (let row = 0; row < rowCount; row++) mixAt(into, row, nulls?.[row] === 1 ? nullWord : (values[row] as number))
}

function mixAt(into: Int32Array, row: number, word: number): void {
  into[row] = mix(into[row] as number, word)
}

const mix = (mixed: number, word: number): number => Math.imul(mixed ^ word, mixFactor)

function wordOf(value: string | boolean | null): number {
  if (value === null) return nullWord
  if (typeof value === 'boolean') return value ? 1 : 0
  let word = 0
  for (const character of value) word = Math.imul(word ^ (character.codePointAt(0) as number), mixFactor)
  return word
}
