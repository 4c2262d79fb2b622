/** One table in the store: encodes and decodes its rows, and locates them in windows. */
import type { RootDatabase } from 'lmdb'
import { Failure } from '../../../lib/errors.ts'
import type { Table } from '../../../schema/table-types.ts'
import { ByteWriter } from './byte-writer.ts'
import { type KeyLayout, keyLayoutOf, readKey, writeKey } from './key-codec.ts'
import { type Layouts, registerLayout } from './layouts.ts'
import { findDamage, layoutIdOf, type RowLayout, readRow, writeRow, writtenAtOf } from './row-codec.ts'
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
  /** Encodes rows written at this instant. Throws a RangeError for a row that does not fit. */
  encode(rows: readonly Values[], writtenAtMs: number): Entry[]
  encodeRow(row: Values, writtenAtMs: number): Entry
  encodeKey(key: Values): Buffer
  /** The row, or null when it has expired. May modify `key`. Throws a Failure for a damaged row. */
  decode(key: Buffer, value: Buffer, nowMs: number): Record<string, unknown> | null
  /** False for a damaged row. */
  hasExpired(value: Buffer, nowMs: number): boolean
}

const expectedRowBytes = 192
const maxChunkBytes = 1 << 20

export function openStoredTable(root: RootDatabase, expiries: Expiries, layouts: Layouts, table: Table): StoredTable {
  const keys = keyLayoutOf(table)
  const windows = createWindows(root, expiries, table)
  const { all: stored, current } = registerLayout(layouts, table)
  const all = stored.map((layout) => withForms(layout, table))
  const layout = all[current] as RowLayout
  const emptyRow = Object.fromEntries(Object.keys(table.columns).map((name) => [name, null]))
  const hasExpired = (value: Buffer, nowMs: number): boolean => {
    const written = all[layoutIdOf(value)]
    const writtenAtMs = written ? writtenAtOf(written, value) : null
    return table.ttlMs !== null && writtenAtMs !== null && nowMs - writtenAtMs >= table.ttlMs
  }
  const append = (out: ByteWriter, row: Values, writtenAtMs: number): Entry => {
    out.start()
    writeKey(out, keys, row)
    const keyBytes = out.length
    writeRow(out, table.name, layout, current, row, writtenAtMs)
    const bytes = out.written()
    return { window: windows.of(row), key: bytes.subarray(0, keyBytes), value: bytes.subarray(keyBytes) }
  }

  return {
    table,
    keys,
    windows,
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
    decode(key, value, nowMs) {
      const damage = findDamage(key, value)
      if (damage) throw damagedRow(table.name, key, damage)
      const written = all[layoutIdOf(value)]
      if (!written) throw damagedRow(table.name, key, `expected a known layout, got ${layoutIdOf(value)}`)
      if (hasExpired(value, nowMs)) return null
      const row = { ...emptyRow }
      readKey(keys, key, row)
      readRow(written, value, row)
      return row
    },
    hasExpired,
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
