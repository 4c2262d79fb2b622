/** What a column expects, in the words that every store refuses a misfit with. */
import type { ColumnKind } from '../../schema/table-types.ts'
import { describe } from '../errors.ts'

const expectations: Record<ColumnKind, string> = {
  uuid: 'a UUID in lower case',
  text: 'text of whole characters',
  int: 'a 32-bit integer',
  double: 'a number',
  boolean: 'true or false',
  timestamp: 'whole milliseconds since 1970',
  blob: 'bytes',
  structure: 'something that JSON can say',
  counter: 'a whole number',
}

/** The RangeError for a value that does not fit its column: names the column, what was expected and what came. */
export const misfit = (table: string, column: { name: string; kind: ColumnKind; nullable: boolean }, value: unknown) =>
  new RangeError(
    `${table}.${column.name}: expected ${expectations[column.kind]}${column.nullable ? ' or null' : ''}, got ${describe(value)}.`,
  )
