/** Compare and set of rows, by the database's lightweight transactions. */
import { Failure } from '../../../lib/errors.ts'
import { isSame } from '../../../lib/rows/is-same.ts'
import { misfit } from '../../../lib/rows/misfit.ts'
import type { Clock } from '../../ports/clock.ts'
import { isOutcomeUnknown } from './failures.ts'
import { encodeCell, type Found, type Row, type StoredTable, type Values } from './stored-table.ts'
import type { Transactions } from './transactions.ts'

interface Deps {
  stored: StoredTable
  /** For the row's key. */
  transactions: Transactions
  clock: Clock
}

/** So many concurrent changes between read and write indicate an error. */
const maxTries = 64
const retryAfterMs = 500

/**
 * Writes `row` if the current row has the expected values (null: if there is no row). When the outcome of a write is unknown, the
 * row is read again; rejects only when that does not show whether it was written.
 */
export async function insertIf({ stored, transactions, clock }: Deps, row: Values, expected: Values | null) {
  const { readSerial, insertIfAbsent, updateIf } = transactions
  const written = asStored(stored, row)
  const isLive = (found: Found | null): found is Found => !!found && !stored.hasExpired(found, clock.nowMs())
  const liveRow = (found: Found | null): Row | null => (isLive(found) ? found.row : null)
  const isAsExpected = (found: Found | null) =>
    expected ? isLive(found) && matches(found.row, expected) : !isLive(found)
  const names = Object.keys(expected ?? {})

  let found = expected ? await readSerial() : null
  for (let tries = 0; tries < maxTries; tries++) {
    if (!isAsExpected(found)) return { applied: false, current: liveRow(found) }
    // A row with only key columns needs no update.
    if (found && stored.values.length === 0 && isLive(found)) return { applied: true, current: found.row }
    const nowMs = clock.nowMs()
    let lostError: unknown = null
    try {
      const outcome = found
        ? { applied: await updateIf(row, nowMs, names, found), found: null }
        : await insertIfAbsent(row, nowMs)
      if (outcome.applied) return { applied: true, current: written }
      found = outcome.found ?? (await readSerial())
    } catch (error) {
      if (!isOutcomeUnknown(error)) throw error
      lostError = error
      found = await readSerial()
    }
    if (!lostError || isAsExpected(found)) continue
    if (isLive(found) && matches(found.row, written)) return { applied: true, current: found.row }
    // Our row may have been written and then changed by another process: the outcome is unknown.
    throw lostError
  }
  throw contended(stored)
}

/** Throws a RangeError for an expectation that does not fit the table. */
export function requireExpected({ table, values, partition, clustering }: StoredTable, expected: Values): void {
  for (const [name, value] of Object.entries(expected)) {
    const cell = [...partition, ...clustering, ...values].find((it) => it.name === name)
    if (!cell) throw new RangeError(`${table.name}.${name}: expected a column of the table.`)
    if (value === undefined) throw misfit(table.name, cell, value)
    if (value !== null) encodeCell(table.name, cell, value)
  }
}

const matches = (row: Row, expected: Values): boolean =>
  Object.keys(expected).every((name) => isSame(row[name], expected[name]))

/** The row as a read would return it: structures normalized by JSON, buffers copied. */
function asStored({ table, values }: StoredTable, row: Values): Row {
  const stored: Row = {}
  for (const name of Object.keys(table.columns)) stored[name] = row[name]
  for (const { name, kind } of values) {
    const value = row[name]
    if (kind === 'structure' && value !== null) stored[name] = JSON.parse(JSON.stringify(value))
    if (value instanceof Uint8Array) stored[name] = new Uint8Array(value)
  }
  return stored
}

const contended = ({ table }: StoredTable) =>
  new Failure(
    'unavailable',
    `A row of ${table.name} changes too often: expected to write it within ${maxTries} tries.`,
    {
      retryAfterMs,
    },
  )
