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
): PageSink & { columns: Readonly<Record<string, unknown[]>> } {
  requireColumns(table, names)
  const columns: Record<string, unknown[]> = Object.fromEntries(names.map((name) => [name, []]))
  return {
    columns,
    asText: true,
    addRow(row) {
      for (const name of names) columns[name]?.push(row[name])
    },
    addBlockRows(block: Block, from, until, reverse) {
      for (const name of names) {
        const values = block.valuesOf(name, from, until)
        if (reverse) values.reverse()
        columns[name] = (columns[name] as unknown[]).concat(values)
      }
    },
  }
}
