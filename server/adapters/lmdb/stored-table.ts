/** One table in the store: encodes and decodes its rows, and locates them in windows. */
import type { RootDatabase } from 'lmdb'
import { Failure } from '../../../lib/errors.ts'
import { withStructuresAsText } from '../../../lib/rows/columns.ts'
import type { Table } from '../../../schema/table-types.ts'
import { type Blocks, createBlocks } from './blocks.ts'
import { ByteWriter } from './byte-writer.ts'
import { type KeyLayout, keyLayoutOf, readKey, writeKey } from './key-codec.ts'
import { type Layouts, registerLayout } from './layouts.ts'
import { createPackWatch, type PackWatch } from './pack-watch.ts'
import {
  findDamage,
  isDeletion,
  layoutIdOf,
  type RowLayout,
  readRow,
  writeDeletion,
  writeRow,
  writtenAtOf,
} from './row-codec.ts'
import { createWindows, type Expiries, type Windows } from './windows.ts'

export type Values = Readonly<Record<string, unknown>>

/** An encoded row. */
export interface Entry {
  window: number
  key: Buffer
  value: Buffer
}

export interface StoredTable {
  table: Table
  keys: KeyLayout
  windows: Windows
  /** Rows that were compressed. A plain row replaces the row with the same key in a block. */
  blocks: Blocks
  watch: PackWatch
  /** Encodes rows written at this instant. Throws a RangeError for a row that does not fit. */
  encode(rows: readonly Values[], writtenAtMs: number): Entry[]
  encodeRow(row: Values, writtenAtMs: number): Entry
  encodeKey(key: Values): Buffer
  /** A record that the row with this key was deleted, to hide a row in a block. */
  encodeDeletion(key: Values, writtenAtMs: number): Entry
  /** The row with this encoded key, plain or in a block; null when there is none, or it has expired. */
  find(window: number, key: Buffer, nowMs: number): Record<string, unknown> | null
  /**
   * The row, with structures as text if `asText`; null when it has expired or was deleted. May modify `key`. Throws a Failure for a
   * damaged row.
   */
  decode(key: Buffer, value: Buffer, nowMs: number, asText?: boolean): Record<string, unknown> | null
  /** The layout of a stored row. Throws a Failure for a damaged row. */
  requireIntact(key: Buffer, value: Buffer): number
  /** False for a damaged row. */
  hasExpired(value: Buffer, nowMs: number): boolean
  /** How long ago a row was written; infinite in a table without TTL. */
  writtenAgoMs(value: Buffer, nowMs: number): number
  /** Whether a row written at this instant has expired; null is in a table without TTL. */
  isExpired(writtenAtMs: number | null, nowMs: number): boolean
}

const expectedRowBytes = 192
const maxChunkBytes = 1 << 20

function isEmpty(windows: Windows): boolean {
  const parts = windows.list().flatMap((window) => [windows.find(window), windows.findBlocks(window)])
  return parts.every((rows) => rows === null || rows.getKeysCount({ limit: 1 }) === 0)
}

export function openStoredTable(root: RootDatabase, expiries: Expiries, layouts: Layouts, table: Table): StoredTable {
  const keys = keyLayoutOf(table)
  const windows = createWindows(root, expiries, table)
  const { all: stored, current } = registerLayout(layouts, table, () => isEmpty(windows))
  const all = stored.map((layout) => withForms(layout, table))
  const allAsText = stored.map((layout) => withForms(layout, withStructuresAsText(table)))
  const layout = all[current] as RowLayout
  const emptyRow = Object.fromEntries(Object.keys(table.columns).map((name) => [name, null]))
  const isExpired = (writtenAtMs: number | null, nowMs: number): boolean =>
    table.ttlMs !== null && writtenAtMs !== null && nowMs - writtenAtMs >= table.ttlMs
  const hasExpired = (value: Buffer, nowMs: number): boolean => {
    const written = all[layoutIdOf(value)]
    return written !== undefined && isExpired(writtenAtOf(written, value), nowMs)
  }
  const append = (out: ByteWriter, row: Values, writtenAtMs: number): Entry => {
    out.start()
    writeKey(out, keys, row)
    const keyBytes = out.length
    writeRow(out, table.name, layout, current, row, writtenAtMs)
    const bytes = out.written()
    return { window: windows.of(row), key: bytes.subarray(0, keyBytes), value: bytes.subarray(keyBytes) }
  }

  const writtenAgoMs = (value: Buffer, nowMs: number): number => {
    const written = all[layoutIdOf(value)]
    const writtenAtMs = written ? writtenAtOf(written, value) : null
    return writtenAtMs === null ? Number.POSITIVE_INFINITY : nowMs - writtenAtMs
  }
  const requireIntact = (key: Buffer, value: Buffer): number => {
    const damage = findDamage(key, value)
    if (damage) throw damagedRow(table.name, key, damage)
    const layoutId = layoutIdOf(value)
    if (!all[layoutId]) throw damagedRow(table.name, key, `expected a known layout, got ${layoutId}`)
    return layoutId
  }
  const decode = (key: Buffer, value: Buffer, nowMs: number, asText = false): Record<string, unknown> | null => {
    const written = (asText ? allAsText : all)[requireIntact(key, value)] as RowLayout
    if (isDeletion(value) || hasExpired(value, nowMs)) return null
    const row = { ...emptyRow }
    readKey(keys, key, row)
    readRow(written, value, row)
    return row
  }
  const blocks = createBlocks({ table: table.name, keys, windows, layouts: all, emptyRow })

  return {
    table,
    keys,
    windows,
    blocks,
    watch: createPackWatch(),
    encode(rows, writtenAtMs) {
      const out = new ByteWriter(Math.min(maxChunkBytes, expectedRowBytes * rows.length))
      return rows.map((row) => append(out, row, writtenAtMs))
    },
    encodeRow: (row, writtenAtMs) => append(new ByteWriter(expectedRowBytes), row, writtenAtMs),
    encodeKey(key) {
      const out = new ByteWriter(64)
      writeKey(out, keys, key)
      return out.written()
    },
    encodeDeletion(key, writtenAtMs) {
      const out = new ByteWriter(64)
      writeKey(out, keys, key)
      const keyBytes = out.length
      writeDeletion(out, layout, current, writtenAtMs)
      const bytes = out.written()
      return { window: windows.of(key), key: bytes.subarray(0, keyBytes), value: bytes.subarray(keyBytes) }
    },
    find(window, key, nowMs) {
      const value = windows.find(window)?.getBinary(key)
      if (value) return decode(Buffer.from(key), value, nowMs)
      const found = blocks.find(window, key)
      if (!found || isExpired(found.block.writtenAtMs(found.index), nowMs)) return null
      return found.block.rowAt(found.index)
    },
    decode,
    requireIntact,
    hasExpired,
    writtenAgoMs,
    isExpired,
  }
}

const withForms = (layout: RowLayout, { columns }: Table): RowLayout => ({
  ...layout,
  columns: layout.columns.map((column) => {
    const form = columns[column.name]?.form
    return form ? { ...column, form } : column
  }),
})

const damagedRow = (table: string, key: Buffer, damage: string) =>
  new Failure(
    'unavailable',
    `A stored row of ${table} is damaged (key ${key.toString('hex')}): ${damage}. Restore a backup of the data folder.`,
  )
