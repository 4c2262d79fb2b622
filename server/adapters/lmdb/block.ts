/** The rows of one decoded block. */

import { asItIs } from '../../../lib/rows/columns.ts'
import type { ColumnKind } from '../../../schema/table-types.ts'
import type { BlockContent, Columns } from './block-codec.ts'
import { type Cell, readTexts } from './block-columns.ts'
import { ByteWriter } from './byte-writer.ts'
import { toValue } from './cells.ts'
import { type KeyLayout, readPartition, writeClustering } from './key-codec.ts'
import type { RowLayout } from './row-codec.ts'

export interface Block {
  /** Key of its first row. */
  key: Buffer
  layoutId: number
  count: number
  /** As stored. */
  sizeBytes: number
  columns: Columns
  keyAt(index: number): Buffer
  rowAt(index: number): Record<string, unknown>
  /** The values of a column outside the partition key in rows [from, until), structures as text. */
  valuesOf(name: string, from: number, until: number): unknown[]
  /** Null in a table without TTL. */
  writtenAtMs(index: number): number | null
  /** Of all its rows. */
  oldestWriteMs: number | null
  /** Index of the first row at or after a key; `count` when there is none. */
  indexOf(key: Buffer): number
}

export interface BlockLayout {
  keys: KeyLayout
  layout: RowLayout
  kinds: readonly ColumnKind[]
  /** All columns of the table, null. */
  emptyRow: Readonly<Record<string, unknown>>
}

export function createBlock(
  key: Buffer,
  partitionBytes: number,
  { layoutId, count, sizeBytes, columns }: BlockContent,
  { keys, layout, kinds, emptyRow }: BlockLayout,
): Block {
  const base = { ...emptyRow }
  readPartition(keys, key, base)
  const untimed = layout.timed ? 1 : 0
  const fields = [...keys.clustering, ...layout.columns].flatMap((column, index) => {
    const { name } = column
    const at = index + untimed
    const form = 'form' in column ? column.form : undefined
    return name in emptyRow ? { name, kind: kinds[at] as ColumnKind, form, cells: columns[at] as Cell[] } : []
  })
  // Most cells are numbers, which a row has as they are.
  const numbers = fields.filter(({ kind }) => isNumber(kind))
  const others = fields.filter(({ kind }) => !isNumber(kind))
  const byName = new Map(fields.map((field) => [field.name, field]))
  const keyAt = (index: number): Buffer => keyOf(keys, key.subarray(0, partitionBytes), columns, untimed, index)

  return {
    key,
    layoutId,
    count,
    sizeBytes,
    columns,
    keyAt,
    rowAt(index) {
      const row = { ...base }
      for (const { name, cells } of numbers) row[name] = cells[index]
      for (const { name, kind, form, cells } of others) row[name] = toValue(kind, form, cells[index] as Cell)
      return row
    },
    valuesOf(name, from, until) {
      const field = byName.get(name)
      if (!field) return new Array(until - from).fill(null)
      const cells = field.cells.slice(from, until)
      if (isNumber(field.kind)) return cells
      if (isText(field.kind)) return readTexts(cells as (Buffer | null)[])
      return cells.map((cell) => toValue(field.kind, asItIs, cell))
    },
    oldestWriteMs: layout.timed ? (columns[0] as number[]).reduce((oldest, atMs) => Math.min(oldest, atMs)) : null,
    writtenAtMs: (index) => (layout.timed ? (columns[0]?.[index] as number) : null),
    indexOf(wanted) {
      if (Buffer.compare(wanted, key) <= 0) return 0
      let low = 1
      let high = count
      while (low < high) {
        const middle = (low + high) >> 1
        if (Buffer.compare(keyAt(middle), wanted) < 0) low = middle + 1
        else high = middle
      }
      return low
    },
  }
}

const isNumber = (kind: ColumnKind): boolean =>
  kind === 'double' || kind === 'int' || kind === 'timestamp' || kind === 'counter'

const isText = (kind: ColumnKind): boolean => kind === 'text' || kind === 'structure'

/** The key of a row in columns whose clustering key begins at column `first`. */
export function keyOf(keys: KeyLayout, partition: Buffer, columns: Columns, first: number, index: number): Buffer {
  const out = new ByteWriter(partition.length + 32)
  out.writeRaw(partition)
  const clustering: Record<string, unknown> = {}
  for (const [part, { name }] of keys.clustering.entries()) {
    const cell = columns[first + part]?.[index] as Cell
    clustering[name] = cell instanceof Buffer ? cell.toString('utf8') : cell
  }
  writeClustering(out, keys, clustering)
  return out.written()
}
