/**
 * The columns of a row outside of its key, as bytes:
 *
 *   format version (1) · layout (1) · written at, ms, only with a TTL (8) · null bits · columns in order · crc32 of key and all before (4)
 *
 * A layout is the list of columns that a row was written with; the store keeps every layout ever used, so that
 * rows stay readable when a table gains or loses columns.
 */
import { crc32 } from 'node:zlib'
import { misfit } from '../../../lib/rows/misfit.ts'
import { readUuid } from '../../../lib/uuid/uuid-bytes.ts'
import type { ColumnKind, Table, TextForm } from '../../../schema/table-types.ts'
import type { ByteWriter } from './byte-writer.ts'

export const rowFormatVersion = 1
const deletionFormatVersion = 2
const headerBytes = 2
const crcBytes = 4

export interface StoredColumn {
  name: string
  kind: ColumnKind
  nullable: boolean
  /** Of a structure; absent: JSON. Not stored with the layout: it reads what every layout has written. */
  form?: TextForm
}

export interface RowLayout {
  timed: boolean
  columns: readonly StoredColumn[]
}

type Values = Readonly<Record<string, unknown>>

/** The current layout of a table's rows. */
export function rowLayoutOf(table: Table): RowLayout {
  const keys = new Set([...table.partitionKey, ...table.clustering.map(({ column }) => column)])
  return {
    timed: table.ttlMs !== null,
    columns: Object.entries(table.columns)
      .filter(([name]) => !keys.has(name))
      .map(([name, { kind, nullable }]) => ({ name, kind, nullable })),
  }
}

/** Appends the value of a row; the segment of `out` must contain its key. Throws a RangeError for a row that does not fit. */
export function writeRow(
  out: ByteWriter,
  table: string,
  layout: RowLayout,
  layoutId: number,
  row: Values,
  writtenAtMs: number,
): void {
  out.writeByte(rowFormatVersion)
  out.writeByte(layoutId)
  if (layout.timed) out.writeDouble(writtenAtMs)
  writeNullBits(out, layout, row)
  for (const column of layout.columns) {
    const value = row[column.name]
    if (value === null && column.nullable) continue
    if (!writeValue(out, column, value)) throw misfit(table, column, value)
  }
  out.writeInt32(crc32(out.written()) | 0)
}

function writeNullBits(out: ByteWriter, { columns }: RowLayout, row: Values): void {
  let bits = 0
  let count = 0
  for (const { name, nullable } of columns) {
    if (!nullable) continue
    if (row[name] === null) bits |= 1 << count
    if (++count < 8) continue
    out.writeByte(bits)
    bits = 0
    count = 0
  }
  if (count > 0) out.writeByte(bits)
}

function writeValue(out: ByteWriter, { kind, form }: StoredColumn, value: unknown): boolean {
  switch (kind) {
    case 'double':
      if (typeof value !== 'number') return false
      out.writeDouble(value)
      return true
    case 'timestamp':
    case 'counter':
      if (!Number.isSafeInteger(value)) return false
      out.writeDouble(value as number)
      return true
    case 'int':
      if (typeof value !== 'number' || (value | 0) !== value) return false
      out.writeInt32(value)
      return true
    case 'boolean':
      if (typeof value !== 'boolean') return false
      out.writeByte(value ? 1 : 0)
      return true
    case 'uuid':
      return typeof value === 'string' && out.writeUuid(value)
    case 'text':
      if (typeof value !== 'string' || !value.isWellFormed()) return false
      out.writeText(value)
      return true
    case 'blob':
      if (!(value instanceof Uint8Array)) return false
      out.writeBytes(value)
      return true
    case 'structure': {
      const text = value === null ? undefined : form ? form.print(value) : JSON.stringify(value)
      if (text === undefined) return false
      out.writeText(text)
      return true
    }
  }
}

/** Describes the damage of a stored row; null: it is intact. */
export function findDamage(key: Buffer, value: Buffer): string | null {
  const end = value.length - crcBytes
  if (end < headerBytes) return `expected at least ${headerBytes + crcBytes} bytes, got ${value.length}`
  if (value[0] !== rowFormatVersion && !isDeletion(value))
    return `expected row format ${rowFormatVersion}, got ${value[0]}`
  const expected = value.readUInt32LE(end)
  const got = crc32(value.subarray(0, end), crc32(key))
  return got === expected ? null : `expected checksum ${expected}, got ${got}`
}

/** True for a record that a row was deleted, which hides an older row in a block. */
export const isDeletion = (value: Buffer): boolean => value[0] === deletionFormatVersion

/** Appends the value of a deletion; the segment of `out` must contain its key. */
export function writeDeletion(out: ByteWriter, layout: RowLayout, layoutId: number, writtenAtMs: number): void {
  out.writeByte(deletionFormatVersion)
  out.writeByte(layoutId)
  if (layout.timed) out.writeDouble(writtenAtMs)
  out.writeInt32(crc32(out.written()) | 0)
}

/** The layout that a stored row was written with. */
export const layoutIdOf = (value: Buffer): number => value[1] as number

/** When a row was written; null in a table without TTL. */
export const writtenAtOf = (layout: RowLayout, value: Buffer): number | null =>
  layout.timed ? value.readDoubleLE(headerBytes) : null

/** Sets the columns of `row` from a stored value of this layout; columns that are not in `row` are skipped. */
export function readRow(layout: RowLayout, value: Buffer, row: Record<string, unknown>): void {
  locateColumns(layout, value, ({ name, kind, form }, at, end) => {
    if (name in row) row[name] = at < 0 ? null : readValue(kind, form, value, at, end)
  })
}

/** Calls `visit` for each column, in order, with the offsets of its value; -1 for null. */
export function locateColumns(
  layout: RowLayout,
  value: Buffer,
  visit: (column: StoredColumn, at: number, end: number) => void,
): void {
  const nullables = layout.columns.reduce((count, { nullable }) => count + (nullable ? 1 : 0), 0)
  const bitsAt = headerBytes + (layout.timed ? 8 : 0)
  let at = bitsAt + Math.ceil(nullables / 8)
  let bit = 0
  for (const column of layout.columns) {
    if (column.nullable && ((value[bitsAt + (bit >> 3)] as number) & (1 << (bit++ & 7))) !== 0) visit(column, -1, -1)
    else {
      const end = at + sizeOf(column.kind, value, at)
      visit(column, at, end)
      at = end
    }
  }
}

function sizeOf(kind: ColumnKind, value: Buffer, at: number): number {
  switch (kind) {
    case 'double':
    case 'timestamp':
    case 'counter':
      return 8
    case 'int':
      return 4
    case 'boolean':
      return 1
    case 'uuid':
      return 16
    default:
      return 4 + value.readUInt32LE(at)
  }
}

function readValue(kind: ColumnKind, form: TextForm | undefined, value: Buffer, at: number, end: number): unknown {
  switch (kind) {
    case 'double':
    case 'timestamp':
    case 'counter':
      return value.readDoubleLE(at)
    case 'int':
      return value.readInt32LE(at)
    case 'boolean':
      return value[at] !== 0
    case 'uuid':
      return readUuid(value, at)
    case 'text':
      return value.toString('utf8', at + 4, end)
    case 'blob':
      return new Uint8Array(value.subarray(at + 4, end))
    case 'structure':
      return parseStructure(form, value.toString('utf8', at + 4, end))
  }
}

/** A structure from its stored text. */
export const parseStructure = (form: TextForm | undefined, text: string): unknown =>
  form ? form.parse(text) : JSON.parse(text)
