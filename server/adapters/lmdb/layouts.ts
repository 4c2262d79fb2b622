/** Stores the row layouts that each table has been written with, so that old rows stay readable. */
import type { Database } from 'lmdb'
import type { Table } from '../../../schema/table-types.ts'
import { type RowLayout, rowLayoutOf } from './row-codec.ts'

interface TableRecord {
  /** Key columns and windowing, which can't change while there are rows. */
  key: string
  layouts: RowLayout[]
}

export type Layouts = Database<TableRecord, string>

/**
 * All layouts of a table by id, and the id of the current one. Throws when old rows would not be readable with the current
 * schema; a table without rows may get any.
 */
export function registerLayout(
  layouts: Layouts,
  table: Table,
  isEmpty: () => boolean,
): { all: readonly RowLayout[]; current: number } {
  const key = keyOf(table)
  const found = layouts.get(table.name)
  const record = found && (found.key === key || !isEmpty()) ? found : { key, layouts: [] }
  const layout = rowLayoutOf(table)
  if (record.key !== key) throw changed(table.name, 'key', record.key, key)
  for (const old of record.layouts) requireReadable(table.name, old, layout)

  const current = record.layouts.findIndex((old) => JSON.stringify(old) === JSON.stringify(layout))
  if (current >= 0) return { all: record.layouts, current }
  const all = [...record.layouts, layout]
  layouts.putSync(table.name, { key, layouts: all })
  return { all, current: all.length - 1 }
}

function keyOf({ columns, partitionKey, clustering, ttlMs, windowBy }: Table): string {
  const kindOf = (name: string) => `${name} ${columns[name]?.kind}`
  const ordered = clustering.map(({ column, order }) => `${kindOf(column)} ${order}`)
  const split = ttlMs !== null && windowBy !== null ? ` by ${windowBy}` : ''
  return `((${partitionKey.map(kindOf).join(', ')}), ${ordered.join(', ')})${split}`
}

function requireReadable(table: string, old: RowLayout, today: RowLayout): void {
  for (const { name, kind, nullable } of today.columns) {
    const before = old.columns.find((column) => column.name === name)
    if (before ? before.kind === kind && (nullable || !before.nullable) : nullable) continue
    const was = before ? `${before.nullable ? 'nullable ' : ''}${before.kind}` : 'absent'
    throw changed(table, `column ${name}`, was, `${nullable ? 'nullable ' : ''}${kind}`)
  }
}

const changed = (table: string, what: string, before: string, now: string) =>
  new Error(
    `Table ${table}: its ${what} was stored as ${before}, the schema now says ${now}. A new column must be nullable and no kind may change; restore the older version, or move the data folder away to start with an empty one.`,
  )
