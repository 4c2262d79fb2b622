/** Rows by column, as `Tables.scanColumns` returns them. */
import type { Column, Table, TextForm } from '../../schema/table-types.ts'
import { describe } from '../errors.ts'

/** Text that stays text. */
export const asItIs: TextForm = { print: String, parse: (text) => text }

/** The same table, where a structure that is stored as text is that text. */
export const withStructuresAsText = <T extends Table>(table: T): T => ({
  ...table,
  columns: Object.fromEntries(
    Object.entries(table.columns).map(([name, column]) => [
      name,
      isText(column) ? { ...column, form: asItIs } : column,
    ]),
  ),
})

const isText = ({ kind, cql }: Column): boolean => kind === 'structure' && (cql === undefined || cql === 'text')

/** Throws a RangeError unless these are columns of the table outside its partition key. */
export function requireColumns(table: Table, names: readonly string[]): void {
  for (const name of names)
    if (!Object.hasOwn(table.columns, name) || table.partitionKey.includes(name))
      throw new RangeError(`Columns of ${table.name}: expected some outside its partition key, got ${describe(name)}.`)
}

export const toColumns = (names: readonly string[], rows: readonly Readonly<Record<string, unknown>>[]) =>
  Object.fromEntries(names.map((name) => [name, rows.map((row) => row[name])]))
