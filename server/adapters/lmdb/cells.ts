/** Rows as cells: what a block holds of them. */
import { readUuid } from '../../../lib/uuid/uuid-bytes.ts'
import type { ColumnKind, TextForm } from '../../../schema/table-types.ts'
import type { Cell } from './block-columns.ts'
import { type KeyLayout, partitionBytesOf, readClustering } from './key-codec.ts'
import { locateColumns, parseStructure, type RowLayout, writtenAtOf } from './row-codec.ts'

/** Appends a plain row to the columns of a block; inverts bits of `key` in place. Cells share memory with `value`. */
export function appendRow(columns: Cell[][], keys: KeyLayout, layout: RowLayout, key: Buffer, value: Buffer): void {
  let next = 0
  const append = (cell: Cell) => (columns[next++] as Cell[]).push(cell)
  const writtenAtMs = writtenAtOf(layout, value)
  if (writtenAtMs !== null) append(writtenAtMs)
  const clustering: Record<string, unknown> = {}
  readClustering(keys, key, partitionBytesOf(keys, key), clustering)
  for (const { name } of keys.clustering) append(toCell(clustering[name]))
  locateColumns(layout, value, ({ kind }, at, end) => append(at < 0 ? null : readCell(kind, value, at, end)))
}

const toCell = (value: unknown): Cell => (typeof value === 'string' ? Buffer.from(value) : (value as number))

function readCell(kind: ColumnKind, value: Buffer, at: number, end: number): Cell {
  switch (kind) {
    case 'double':
    case 'timestamp':
    case 'counter':
      return value.readDoubleLE(at)
    case 'int':
      return value.readInt32LE(at)
    case 'boolean':
      return value[at] === 0 ? 0 : 1
    case 'uuid':
      return value.subarray(at, end)
    default:
      return value.subarray(at + lengthBytes, end)
  }
}

const lengthBytes = 4

/** The value of a cell, as a row has it; never shares memory. */
export function toValue(kind: ColumnKind, form: TextForm | undefined, cell: Cell): unknown {
  if (cell === null) return null
  if (typeof cell === 'number') return kind === 'boolean' ? cell !== 0 : cell
  switch (kind) {
    case 'uuid':
      return readUuid(cell, 0)
    case 'blob':
      return new Uint8Array(cell)
    case 'structure':
      return parseStructure(form, cell.toString('utf8'))
    default:
      return cell.toString('utf8')
  }
}
