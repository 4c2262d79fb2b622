/** What a page is filled into: rows, or columns. */
import { requireColumns } from '../../../lib/rows/columns.ts'
import type { Table } from '../../../schema/table-types.ts'
import type { Block } from './block.ts'
import type { PageSink } from './read-window.ts'

type Row = Record<string, unknown>

export function rowSink(): PageSink & { rows: Row[] } {
  const rows: Row[] = []
  return {
    rows,
    asText: false,
    isOnce: false,
    addRow: (row) => void rows.push(row),
    addBlockRows(block, from, until, reverse) {
      if (reverse) for (let index = until - 1; index >= from; index--) rows.push(block.rowAt(index))
      else for (let index = from; index < until; index++) rows.push(block.rowAt(index))
    },
  }
}

/** Throws a RangeError for a name that is no column outside the partition key. */
export function columnSink(
  table: Table,
  names: readonly string[],
): PageSink & { columns(): Readonly<Record<string, unknown[]>> } {
  requireColumns(table, names)
  // Joined once, at the end: a page has rows of several blocks.
  const parts = names.map((name) => ({ name, lists: [[]] as unknown[][] }))
  return {
    columns: () => Object.fromEntries(parts.map(({ name, lists }) => [name, ([] as unknown[]).concat(...lists)])),
    asText: true,
    isOnce: true,
    addRow(row) {
      for (const { name, lists } of parts) lists.at(-1)?.push(row[name])
    },
    addBlockRows(block: Block, from, until, reverse) {
      for (const { name, lists } of parts) {
        const values = block.valuesOf(name, from, until)
        lists.push(reverse ? values.reverse() : values)
      }
    },
  }
}
