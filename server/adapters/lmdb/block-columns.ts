/**
 * Rows column by column, as bytes that compress well. Of each column: encoding (1), with a bit that says whether null bits follow,
 * and the values that are not null. Rows keep every value exactly.
 */
import type { ColumnKind } from '../../../schema/table-types.ts'
import {
  fromDecimals,
  isCompressible,
  readDoubles,
  readIntegers,
  toDecimals,
  writeDoubles,
  writeIntegers,
} from './block-numbers.ts'
import type { ByteReader } from './byte-reader.ts'
import type { ByteWriter } from './byte-writer.ts'

/** A stored value: numbers as they are, a boolean as 0 or 1, and the stored bytes of every other kind. */
export type Cell = number | Buffer | null

const encodings = { empty: 0, integers: 1, decimals: 2, doubles: 3, bytes: 4 } as const
const hasNullsBit = 0x80

/** Appends rows `from` to `until` of these columns. */
export function writeColumns(
  out: ByteWriter,
  kinds: readonly ColumnKind[],
  columns: readonly (readonly Cell[])[],
  from: number,
  until: number,
): void {
  const earlier: number[][] = []
  for (const [index, kind] of kinds.entries())
    writeColumn(out, kind, (columns[index] as Cell[]).slice(from, until), earlier)
}

export function readColumns(from: ByteReader, kinds: readonly ColumnKind[], count: number): Cell[][] {
  const earlier: number[][] = []
  return kinds.map((kind) => readColumn(from, kind, count, earlier))
}

/** A column of whole numbers, none of them null, is added to `earlier`, from which later columns may be predicted. */
function writeColumn(out: ByteWriter, kind: ColumnKind, cells: readonly Cell[], earlier: number[][]): void {
  const values = cells.filter((cell) => cell !== null)
  if (values.length === 0) {
    out.writeByte(encodings.empty)
    return
  }
  const hasNulls = values.length < cells.length
  const begin = (encoding: number): void => {
    out.writeByte(hasNulls ? encoding | hasNullsBit : encoding)
    if (hasNulls) writeNullBits(out, cells)
  }
  if (!isNumeric(kind)) {
    begin(encodings.bytes)
    writeBytes(out, values as Buffer[])
    return
  }
  const numbers = values as number[]
  const scaled = kind === 'double' ? toDecimals(numbers) : null
  if (scaled) {
    begin(encodings.decimals)
    out.writeByte(scaled.decimals)
    writeIntegers(out, scaled.scaled, [])
  } else if (kind !== 'double' && isCompressible(numbers)) {
    begin(encodings.integers)
    writeIntegers(out, numbers, hasNulls ? [] : earlier)
    if (!hasNulls) earlier.push(numbers)
  } else {
    begin(encodings.doubles)
    writeDoubles(out, numbers)
  }
}

function readColumn(from: ByteReader, kind: ColumnKind, count: number, earlier: number[][]): Cell[] {
  const head = from.readByte()
  const encoding = head & ~hasNullsBit
  if (encoding === encodings.empty) return new Array<Cell>(count).fill(null)
  const nulls = head === encoding ? null : from.readRaw(Math.ceil(count / 8))
  const size = nulls ? countValues(nulls, count) : count
  const values = readValues()
  return nulls ? spread(values, nulls, count) : values

  function readValues(): Cell[] {
    if (encoding === encodings.bytes && !isNumeric(kind)) return readBytes(from, size)
    if (encoding === encodings.doubles) return readDoubles(from, size)
    if (encoding === encodings.decimals) {
      const decimals = from.readByte()
      return fromDecimals(readIntegers(from, size, []), decimals)
    }
    if (encoding !== encodings.integers) throw new RangeError(`expected the encoding of a ${kind}, got ${encoding}`)
    const numbers = readIntegers(from, size, nulls ? [] : earlier)
    if (!nulls) earlier.push(numbers)
    return numbers
  }
}

const isNumeric = (kind: ColumnKind): boolean =>
  kind === 'double' || kind === 'int' || kind === 'timestamp' || kind === 'counter' || kind === 'boolean'

function writeBytes(out: ByteWriter, values: readonly Buffer[]): void {
  writeIntegers(
    out,
    values.map(({ length }) => length),
    [],
  )
  for (const value of values) out.writeRaw(value)
}

const readBytes = (from: ByteReader, count: number): Buffer[] =>
  readIntegers(from, count, []).map((length) => from.readRaw(length))

/**
 * The texts of some cells of a column as it was read: these follow one another in memory and are decoded at once, in a fraction of
 * the time.
 */
export function readTexts(cells: readonly (Buffer | null)[]): (string | null)[] {
  const first = cells.find((cell) => cell !== null)
  const last = cells.findLast((cell) => cell !== null)
  if (!first || !last) return cells.map(() => null)
  const sizeBytes = last.byteOffset + last.length - first.byteOffset
  const all = Buffer.from(first.buffer, first.byteOffset, sizeBytes).toString('utf8')
  // With a character for each byte, a text has the same place in both.
  if (all.length !== sizeBytes) return cells.map((cell) => cell?.toString('utf8') ?? null)
  let end = 0
  return cells.map((cell) => {
    if (cell === null) return null
    end += cell.length
    return all.slice(end - cell.length, end)
  })
}

/** A bit for each row, set for null. */
function writeNullBits(out: ByteWriter, cells: readonly Cell[]): void {
  for (let first = 0; first < cells.length; first += 8) {
    let bits = 0
    for (let i = first; i < Math.min(first + 8, cells.length); i++) if (cells[i] === null) bits |= 1 << (i - first)
    out.writeByte(bits)
  }
}

const isNull = (nulls: Buffer, index: number): boolean => ((nulls[index >> 3] as number) & (1 << (index & 7))) !== 0

function countValues(nulls: Buffer, count: number): number {
  let values = 0
  for (let i = 0; i < count; i++) if (!isNull(nulls, i)) values++
  return values
}

function spread(values: readonly Cell[], nulls: Buffer, count: number): Cell[] {
  const cells: Cell[] = []
  let next = 0
  for (let i = 0; i < count; i++) cells.push(isNull(nulls, i) ? null : (values[next++] as Cell))
  return cells
}
