/** Pages of a table: one partition in stored order, or all partitions in token order. */
import { describe } from '../../../lib/errors.ts'
import type { Table } from '../../../schema/table-types.ts'
import type { Page, ScanRange } from '../../ports/tables.ts'
import type { Encoded } from './codecs.ts'
import { pageTokenOf, parsePageToken } from './page-tokens.ts'
import type { Session } from './session.ts'
import { type Bound, slicesOf, tighter } from './slices.ts'
import type { Select, Statements } from './statements.ts'
import type { Found, Row, StoredTable, Values } from './stored-table.ts'

export interface Scanned {
  stored: StoredTable
  statements: Statements
}

interface Query {
  select: Select
  params: Encoded[]
  /** The partition key, whose columns are not selected. */
  partition: Values | null
}

interface FoundPage {
  found: Found[]
  /** The driver's paging state of this query; null after its last page. */
  pageState: string | null
}

const defaultLimit = 1_000
const maxLimit = 10_000
/** A page ends early after skipping this many expired rows. */
const maxExpiredPerPage = 10_000

/** Throws a RangeError for a range that does not fit the table, before sending a query. */
export async function scanTable(
  session: Session,
  scanned: Scanned,
  partition: Values | null,
  range: ScanRange<Table>,
  nowMs: number,
): Promise<Page<Row>> {
  const { limit = defaultLimit } = range
  if (!Number.isInteger(limit) || limit < 1 || limit > maxLimit)
    throw new RangeError(`Limit: expected a whole number from 1 to ${maxLimit}, got ${describe(limit)}.`)
  const queries = partition ? queriesOfPartition(scanned, partition, range) : queriesOfAll(scanned, range)
  const { stored } = scanned
  const rows: Row[] = []
  let last: Row | null = null
  let expired = 0

  for (const [index, query] of queries.entries()) {
    let pageState: string | null = null
    do {
      const page: FoundPage = await readPage(session, stored, query, limit - rows.length, pageState)
      pageState = page.pageState
      for (const found of page.found) {
        last = found.row
        if (stored.hasExpired(found, nowMs)) expired++
        else rows.push(found.row)
      }
      const isLast = !pageState && index === queries.length - 1
      if (last && !isLast && (rows.length >= limit || expired >= maxExpiredPerPage))
        return { rows, next: pageTokenOf(stored, last) }
    } while (pageState)
  }
  return { rows, next: null }
}

async function readPage(
  session: Session,
  stored: StoredTable,
  { select, params, partition }: Query,
  fetchSize: number,
  pageState: string | null,
): Promise<FoundPage> {
  const read = async (cql: string) => {
    const result = await session.execute(cql, params, {
      fetchSize,
      isIdempotent: true,
      ...(pageState && { pageState }),
    })
    const found = result.rows.map((raw) => stored.decode(raw, partition))
    return { found, pageState: result.pageState }
  }
  const page = await read(select.plain)
  return page.found.some(({ exceedsDate }) => exceedsDate) ? read(select.exact) : page
}

function queriesOfPartition({ stored, statements }: Scanned, partition: Values, range: ScanRange<Table>): Query[] {
  const { from, until, reverse = false, after } = range
  const key = stored.encodeCells(stored.partition, partition)
  const lastKey = after === undefined ? null : parsePageToken(stored, partition, after)
  const startAfter = lastKey && boundOf(stored, lastKey, false)
  const lower = tighter(stored, boundOf(stored, from, true), reverse ? null : startAfter, 'lower')
  const upper = tighter(stored, boundOf(stored, until, false), reverse ? startAfter : null, 'upper')
  if (lastKey && stored.clustering.length === 0) return []
  const slices = slicesOf(stored, lower, upper)
  if (reverse) slices.reverse()
  return slices.map(({ where, params }) => ({
    select: statements.selectPartition(where, reverse),
    params: [...key, ...params],
    partition,
  }))
}

/** Ignores `reverse`: the order of partitions is unspecified. */
function queriesOfAll({ stored, statements }: Scanned, { from, until, after }: ScanRange<Table>): Query[] {
  if (from ?? until) throw new RangeError(`Range over ${stored.table.name}: expected a partition with its bounds.`)
  if (after === undefined) return [{ select: statements.selectAll(false), params: [], partition: null }]
  const lastKey = parsePageToken(stored, null, after)
  return [
    ...queriesOfPartition({ stored, statements }, lastKey, { after }),
    {
      select: statements.selectAll(true),
      params: stored.encodeCells(stored.partition, lastKey),
      partition: null,
    },
  ]
}

/** The leading clustering columns of a bound. Throws a RangeError for other columns. */
function boundOf(stored: StoredTable, prefix: Values | undefined, inclusive: boolean): Bound | null {
  if (!prefix) return null
  const named = Object.keys(prefix).filter((name) => prefix[name] !== undefined)
  const cells = stored.clustering.slice(0, named.length)
  const unexpected = named.find((name) => !cells.some((cell) => cell.name === name))
  if (unexpected !== undefined)
    throw new RangeError(
      `Range over ${stored.table.name}: expected the first of (${stored.clustering.map(({ name }) => name).join(', ')}), got ${describe(named.join(', '))}.`,
    )
  stored.encodeCells(cells, prefix)
  return cells.length === 0 ? null : { values: cells.map(({ name }) => prefix[name]), inclusive }
}
