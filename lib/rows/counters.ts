/** Adding to int columns, as every store does it. */
import type { Table } from '../../schema/table-types.ts'
import { describe } from '../errors.ts'

type Values = Readonly<Record<string, unknown>>

/** Throws a RangeError unless every amount is a whole number for an int column outside of the key. */
export function requireAmounts(table: Table, amounts: Values): void {
  const keys = [...table.partitionKey, ...table.clustering.map(({ column }) => column)]
  for (const [name, amount] of Object.entries(amounts)) {
    if (table.columns[name]?.kind !== 'int' || keys.includes(name))
      throw new RangeError(`${table.name}.${name}: expected an int column outside of the key to add to.`)
    if (!Number.isSafeInteger(amount))
      throw new RangeError(`${table.name}.${name}: expected a whole number to add, got ${describe(amount)}.`)
  }
}

/** The row after adding. An absent row counts as 0 in every int column and null in every nullable one. */
export function sum(table: Table, key: Values, current: Values | null, amounts: Values): Record<string, unknown> {
  const row: Record<string, unknown> = { ...(current ?? blankRow(table)), ...key }
  for (const [name, amount] of Object.entries(amounts)) row[name] = Number(row[name] ?? 0) + Number(amount)
  return row
}

const blankRow = (table: Table): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(table.columns).map(([name, { kind, nullable }]) => [name, kind === 'int' && !nullable ? 0 : null]),
  )
