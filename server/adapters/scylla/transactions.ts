/** Lightweight transactions on one row: serial read, insert if absent, update if unchanged since it was read. */
import { writtenAtColumn } from '../../../schema/cql/names.ts'
import type { Encoded } from './codecs.ts'
import type { Scanned } from './scan.ts'
import type { Session } from './session.ts'
import type { Found, RawRow, Values } from './stored-table.ts'
import { wholeNumber } from './writes.ts'

export interface Transactions {
  /** Reads the row with serial consistency, which completes unfinished transactions. Includes an expired row. */
  readSerial(): Promise<Found | null>
  insertIfAbsent(row: Values, nowMs: number): Promise<Outcome>
  /** Sets all columns if the `unchanged` columns, and the time of writing, still equal those of `found`. */
  updateIf(row: Values, nowMs: number, unchanged: readonly string[], found: Found): Promise<boolean>
}

export interface Outcome {
  applied: boolean
  /** The existing row, if the database returned it. */
  found: Found | null
}

export function createTransactions(
  session: Session,
  { stored, statements }: Scanned,
  key: Values,
  serialConsistency: number,
): Transactions {
  const { table, values, partition } = stored
  const isTimed = table.ttlMs !== null
  const keyParams = stored.encodeKey(key)
  const once = { serialConsistency, isIdempotent: false }

  return {
    async readSerial() {
      const read = async (cql: string) => {
        const { rows } = await session.execute(cql, keyParams, { consistency: serialConsistency, isIdempotent: true })
        return rows[0] ? stored.decode(rows[0], key) : null
      }
      const found = await read(statements.find.plain)
      return found?.exceedsDate ? read(statements.find.exact) : found
    },
    async insertIfAbsent(row, nowMs) {
      const params = [...keyParams, ...stored.encodeCells(values, row), ...(isTimed ? [wholeNumber(nowMs)] : [])]
      const [raw] = (await session.execute(statements.insertIfAbsent, params, once)).rows
      if (isApplied(raw)) return { applied: true, found: null }
      const found = raw && partition.every(({ cqlName }) => cqlName in raw) ? stored.decode(raw, key) : null
      return { applied: false, found: found?.exceedsDate ? null : found }
    },
    async updateIf(row, nowMs, unchanged, found) {
      const compared = values.filter(({ name }) => unchanged.includes(name))
      // A comparison with null also succeeds for a deleted row, so one column must be non-null.
      const guard = isTimed ? null : (values.find(({ name }) => found.row[name] !== null) ?? null)
      if (!isTimed && !guard)
        throw new RangeError(
          `Compare and set of ${table.name}: expected a row with a column that is not null, got none.`,
        )
      const conditions = compared.map(({ cql }) => `${cql} = ?`)
      const compare: Encoded[] = stored.encodeCells(compared, found.row)
      if (guard && !compared.includes(guard)) conditions.push(`${guard.cql} != null`)
      if (isTimed) {
        conditions.push(`${writtenAtColumn} = ?`)
        compare.push(wholeNumber(found.writtenAtMs ?? 0))
      }
      const names = values.map(({ cql }) => cql)
      const params = stored.encodeCells(values, row)
      if (isTimed) {
        names.push(writtenAtColumn)
        params.push(wholeNumber(nowMs))
      }
      const cql = statements.updateIf(names, conditions)
      const [raw] = (await session.execute(cql, [...params, ...keyParams, ...compare], once)).rows
      return isApplied(raw)
    },
  }
}

const isApplied = (raw: RawRow | undefined): boolean => raw?.['[applied]'] === true
