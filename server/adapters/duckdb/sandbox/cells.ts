import {
  DuckDBArrayValue,
  DuckDBDecimalValue,
  DuckDBListValue,
  DuckDBMapValue,
  DuckDBStructValue,
  DuckDBTimestampMillisecondsValue,
  DuckDBTimestampNanosecondsValue,
  DuckDBTimestampSecondsValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  DuckDBUnionValue,
  type DuckDBValue,
} from '@duckdb/node-api'
import { toCsvCell } from '../../../../lib/text/csv.ts'

/** What JSON can write. */
export type Plain = null | boolean | number | string | readonly Plain[] | { readonly [name: string]: Plain }

/** Digits that a double keeps. */
const exactDigits = 15

/**
 * A value of DuckDB as JSON: instants RFC 3339 in UTC; whole numbers beyond 2^53, decimals of more than 15 digits, NaN and infinities
 * as text; lists, structs and maps (a list of key and value) as such; anything else as the text that DuckDB gives it.
 */
export function toPlain(value: DuckDBValue): Plain {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return value
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value)
  if (typeof value === 'bigint') return isSafe(value) ? Number(value) : String(value)
  if (value instanceof DuckDBDecimalValue)
    return value.width <= exactDigits ? Number(value.toString()) : value.toString()
  if (isInstant(value)) return toRfc3339(value)
  if (value instanceof DuckDBListValue || value instanceof DuckDBArrayValue) return value.items.map(toPlain)
  if (value instanceof DuckDBStructValue)
    return Object.fromEntries(Object.entries(value.entries).map(([name, member]) => [name, toPlain(member)]))
  if (value instanceof DuckDBMapValue)
    return value.entries.map((entry) => ({ key: toPlain(entry.key), value: toPlain(entry.value) }))
  if (value instanceof DuckDBUnionValue) return toPlain(value.value)
  return String(value)
}

/** A value of DuckDB as a cell of CSV; what is not a scalar is JSON in it. */
export function toCell(value: DuckDBValue): string {
  if (typeof value === 'number' || typeof value === 'bigint' || value instanceof DuckDBDecimalValue)
    return String(value)
  const plain = toPlain(value)
  return toCsvCell(typeof plain === 'object' && plain !== null ? JSON.stringify(plain) : plain)
}

const isSafe = (value: bigint): boolean =>
  value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER)

type Instant =
  | DuckDBTimestampValue
  | DuckDBTimestampTZValue
  | DuckDBTimestampSecondsValue
  | DuckDBTimestampMillisecondsValue
  | DuckDBTimestampNanosecondsValue

const isInstant = (value: unknown): value is Instant =>
  value instanceof DuckDBTimestampValue ||
  value instanceof DuckDBTimestampTZValue ||
  value instanceof DuckDBTimestampMillisecondsValue ||
  value instanceof DuckDBTimestampNanosecondsValue ||
  value instanceof DuckDBTimestampSecondsValue

/** Infinities and years beyond four digits, which RFC 3339 has not, stay as DuckDB writes them. */
function toRfc3339(value: Instant): string {
  const text = (value instanceof DuckDBTimestampTZValue ? new DuckDBTimestampValue(value.micros) : value).toString()
  return /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?$/.test(text) ? `${text.replace(' ', 'T')}Z` : text
}
