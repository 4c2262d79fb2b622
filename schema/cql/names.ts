/** How columns are called in CQL: `recordedAtMs` of kind timestamp is `recorded_at`, everything else keeps its unit. */
import type { ColumnKind } from '../table-types.ts'

/** CQL has a type for instants: only there the unit at the end of a name goes. */
const instantSuffix = 'Ms'

export function toCqlName(name: string, kind: ColumnKind): string {
  const bare = kind === 'timestamp' && name.endsWith(instantSuffix) ? name.slice(0, -instantSuffix.length) : name
  return bare.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}

/** The way back, for columns whose instants end in `Ms`, as all of schema/tables.ts do. */
export function fromCqlName(cqlName: string, kind: ColumnKind): string {
  const bare = cqlName.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())
  return kind === 'timestamp' ? `${bare}${instantSuffix}` : bare
}

/** When a row was written, ms by the server's clock: a column of every table with a TTL that no row type shows. */
export const writtenAtColumn = 'written_at'
