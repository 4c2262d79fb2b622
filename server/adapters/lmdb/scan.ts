/** Pages of a table in stored order. */
import { describe } from '../../../lib/errors.ts'
import type { Table } from '../../../schema/table-types.ts'
import type { Page, ScanRange } from '../../ports/tables.ts'
import type { Bounds } from './blocks.ts'
import { ByteWriter } from './byte-writer.ts'
import { keyAfterPrefix, readKey, writeKeyPrefix } from './key-codec.ts'
import { columnSink, rowSink } from './page-sinks.ts'
import { isFull, type PageSink, type PartialPage, readWindow } from './read-window.ts'
import type { StoredTable, Values } from './stored-table.ts'

type Row = Record<string, unknown>

/** A `ColumnPage` of any table. */
interface Columns {
  rowCount: number
  columns: Readonly<Record<string, unknown[]>>
  next: string | null
}

const defaultLimit = 1_000
const maxLimit = 10_000
const firstKey = Buffer.from([0])

/** A page of one partition, or, with partition null, of the whole table. Throws a RangeError for a range that does not fit the table. */
export function scanTable(
  stored: StoredTable,
  partition: Values | null,
  range: ScanRange<Table>,
  nowMs: number,
): Page<Row> {
  const { rows, ...into } = rowSink()
  return { rows, next: fill(into, stored, partition, range, nowMs).next }
}

/** The same page of a partition, by column. */
export function scanColumns(
  stored: StoredTable,
  partition: Values,
  names: readonly string[],
  range: ScanRange<Table>,
  nowMs: number,
): Columns {
  const { columns, ...into } = columnSink(stored.table, names)
  const { rowCount, next } = fill(into, stored, partition, range, nowMs)
  return { rowCount, columns: columns(), next }
}

function fill(
  into: PageSink,
  stored: StoredTable,
  partition: Values | null,
  range: ScanRange<Table>,
  nowMs: number,
): { rowCount: number; next: string | null } {
  const { limit = defaultLimit, reverse = false } = range
  if (!Number.isInteger(limit) || limit < 1 || limit > maxLimit)
    throw new RangeError(`Limit: expected a whole number from 1 to ${maxLimit}, got ${describe(limit)}.`)
  const bounds = boundsOf(stored, partition, range)
  const after = range.after === undefined ? null : parseAfter(stored, partition, range.after)
  const page: PartialPage = { into, rowCount: 0, room: limit, expired: 0, last: null }

  for (const window of windowsOf(stored, partition, after, reverse)) {
    const inWindow = after?.window === window ? clip(bounds, after.key, reverse) : bounds
    readWindow({ stored, window, bounds: inWindow, reverse, nowMs }, page)
    if (isFull(page)) break
  }
  return { rowCount: page.rowCount, next: isFull(page) && page.last ? page.last.toString('base64url') : null }
}

/** The row after which a page begins. */
interface After {
  window: number
  key: Buffer
}

function boundsOf(stored: StoredTable, partition: Values | null, { from, until }: ScanRange<Table>): Bounds {
  if (!partition) {
    if (from ?? until) throw new RangeError(`Range over ${stored.table.name}: expected a partition with its bounds.`)
    return { from: firstKey, until: null }
  }
  const keyOf = (prefix: Values = {}) => {
    const out = new ByteWriter(64)
    writeKeyPrefix(out, stored.keys, partition, prefix)
    return out.written()
  }
  return { from: keyOf(from), until: until ? keyOf(until) : keyAfterPrefix(keyOf()) }
}

/** The bounds that remain after the row with this key. */
function clip({ from, until }: Bounds, after: Buffer, reverse: boolean): Bounds {
  if (reverse) return { from, until: until && Buffer.compare(until, after) < 0 ? until : after }
  const next = Buffer.concat([after, firstKey])
  return { from: Buffer.compare(from, next) > 0 ? from : next, until }
}

function windowsOf(
  { windows }: StoredTable,
  partition: Values | null,
  after: After | null,
  reverse: boolean,
): number[] {
  if (partition) return [windows.of(partition)]
  const all = reverse ? windows.list().reverse() : windows.list()
  return after ? all.slice(all.indexOf(after.window)) : all
}

function parseAfter({ table, keys, windows }: StoredTable, partition: Values | null, token: string): After {
  const row: Row = {}
  const key = Buffer.from(token, 'base64url')
  try {
    readKey(keys, Buffer.from(key), row)
    const isHere = table.partitionKey.every((name) => !partition || partition[name] === row[name])
    if (isHere && key.toString('base64url') === token) return { window: windows.of(row), key }
  } catch {
    // Not an encoded key.
  }
  throw new RangeError(`After: expected the next of an earlier page of this scan, got ${describe(token)}.`)
}
