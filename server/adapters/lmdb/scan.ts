/** Pages of a table in stored order. */
import { describe } from '../../../lib/errors.ts'
import type { Table } from '../../../schema/table-types.ts'
import type { Page, ScanRange } from '../../ports/tables.ts'
import { ByteWriter } from './byte-writer.ts'
import { keyAfterPrefix, readKey, writeKeyPrefix } from './key-codec.ts'
import type { StoredTable, Values } from './stored-table.ts'
import type { Rows } from './windows.ts'

type Row = Record<string, unknown>

/** Bounds of keys: from the first up to, and without, the last; null is open. */
interface Bounds {
  from: Buffer
  until: Buffer | null
}

const defaultLimit = 1_000
const maxLimit = 10_000
/** So many expired rows are passed over before a page ends early. */
const maxExpiredPerPage = 10_000
const firstKey = Buffer.from([0])

/** A page of one partition, or, with partition null, of the whole table. Throws a RangeError for a range that does not fit the table. */
export function scanTable(
  stored: StoredTable,
  partition: Values | null,
  range: ScanRange<Table>,
  nowMs: number,
): Page<Row> {
  const { limit = defaultLimit, reverse = false } = range
  if (!Number.isInteger(limit) || limit < 1 || limit > maxLimit)
    throw new RangeError(`Limit: expected a whole number from 1 to ${maxLimit}, got ${describe(limit)}.`)
  const bounds = boundsOf(stored, partition, range)
  const after = range.after === undefined ? null : parseAfter(range.after)
  const page: PageInMaking = { rows: [], room: limit, expired: 0, last: null }

  for (const window of windowsOf(stored, partition, after, reverse)) {
    const rows = stored.windows.find(window)
    if (rows) readWindow(stored, rows, bounds, after, reverse, nowMs, page)
    if (isFull(page)) break
  }
  return { rows: page.rows, next: isFull(page) && page.last ? page.last.toString('base64url') : null }
}

interface PageInMaking {
  rows: Row[]
  room: number
  expired: number
  last: Buffer | null
}

const isFull = ({ rows, room, expired }: PageInMaking): boolean => rows.length >= room || expired >= maxExpiredPerPage

function readWindow(
  stored: StoredTable,
  rows: Rows,
  bounds: Bounds,
  after: Buffer | null,
  reverse: boolean,
  nowMs: number,
  page: PageInMaking,
): void {
  const range = reverse
    ? { start: after ?? bounds.until ?? undefined, exclusiveStart: true, end: bounds.from, inclusiveEnd: true, reverse }
    : { start: after ?? bounds.from, exclusiveStart: after !== null, end: bounds.until ?? undefined }
  for (const { key, value } of rows.getRange(range)) {
    page.last = Buffer.from(key)
    const row = stored.decode(key, value, nowMs)
    if (row) page.rows.push(row)
    else page.expired++
    if (isFull(page)) return
  }
}

function boundsOf(stored: StoredTable, partition: Values | null, { from, until }: ScanRange<Table>): Bounds {
  if (!partition) {
    if (from ?? until) throw new RangeError(`Range over ${stored.table.name}: expected a partition with its bounds.`)
    return { from: firstKey, until: null }
  }
  const keyOf = (prefix: Values = {}) => {
    const out = new ByteWriter(64)
    writeKeyPrefix(out, stored.keys, partition, prefix)
    return out.taken()
  }
  return { from: keyOf(from), until: until ? keyOf(until) : keyAfterPrefix(keyOf()) }
}

function windowsOf(stored: StoredTable, partition: Values | null, after: Buffer | null, reverse: boolean): number[] {
  const { windows, keys } = stored
  if (partition) return [windows.of(partition)]
  const all = reverse ? windows.list().reverse() : windows.list()
  if (!after) return all
  const row: Row = {}
  readKey(keys, Buffer.from(after), row)
  return all.slice(all.indexOf(windows.of(row)))
}

function parseAfter(token: string): Buffer {
  const key = Buffer.from(token, 'base64url')
  if (key.length === 0 || key.toString('base64url') !== token)
    throw new RangeError(`After: expected the next of an earlier page, got ${describe(token)}.`)
  return key
}
