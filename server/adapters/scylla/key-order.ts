/** The order of key column values in the database. */
import type { ColumnKind } from '../../../schema/table-types.ts'

export function compareKeyValues(kind: ColumnKind, a: unknown, b: unknown): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b
  if (kind === 'uuid') return compareTexts(orderOfUuid(String(a)), orderOfUuid(String(b)))
  return Buffer.compare(Buffer.from(String(a)), Buffer.from(String(b)))
}

/** Sort key of a UUID: by version first; version 1 by timestamp, all others by bytes. */
function orderOfUuid(id: string): string {
  const version = id[14] as string
  return version === '1' ? `1${id.slice(14, 18)}${id.slice(9, 13)}${id.slice(0, 8)}${id.slice(19)}` : version + id
}

const compareTexts = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
