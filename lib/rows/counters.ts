/** Tables of counters, as every store keeps them: their rows are only ever added to, and read. */
import type { Table } from '../../schema/table-types.ts'
import { describe } from '../errors.ts'

type Values = Readonly<Record<string, unknown>>

const hasCounters = ({ columns }: Table): boolean => Object.values(columns).some(({ kind }) => kind === 'counter')

/** Throws a RangeError for a table whose rows are not written or deleted but added to. */
export function requireNoCounters(table: Table): void {
  if (hasCounters(table))
    throw new RangeError(`${table.name}: expected a table without counters, which are only added to.`)
}

/** Throws a RangeError unless every amount is a whole number for a counter. */
export function requireAmounts(table: Table, amounts: Values): void {
  for (const [name, amount] of Object.entries(amounts)) {
    if (table.columns[name]?.kind !== 'counter')
      throw new RangeError(`${table.name}.${name}: expected a counter to add to.`)
    if (!Number.isSafeInteger(amount))
      throw new RangeError(`${table.name}.${name}: expected a whole number to add, got ${describe(amount)}.`)
  }
}

/** The row after adding; an absent one counts as 0. */
export function sum(table: Table, key: Values, current: Values | null, amounts: Values): Record<string, unknown> {
  const counters = Object.entries(table.columns).filter(([, { kind }]) => kind === 'counter')
  const counted = counters.map(([name]) => [name, Number(current?.[name] ?? 0) + Number(amounts[name] ?? 0)])
  return { ...key, ...Object.fromEntries(counted) }
}
