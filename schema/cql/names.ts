/** How columns are called in CQL: `recordedAtMs` of kind timestamp is `recorded_at`, everything else keeps its unit. */
import type { ColumnKind } from '../table-types.ts'

/** CQL has a type for instants: only there the unit at the end of a name goes. */
const instantSuffix = 'Ms'

export function toCqlName(name: string, kind: ColumnKind): string {
  const bare = kind === 'timestamp' && name.endsWith(instantSuffix) ? name.slice(0, -instantSuffix.length) : name
  return bare.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}

const reservedWords = new Set(
  `add allow alter and apply asc authorize batch begin by columnfamily create default delete desc describe drop entries execute
  from full grant if in index infinity insert into is keyspace limit materialized mbean mbeans modify nan norecursive not
  null of on or order primary rename replace revoke schema select set table to token truncate unlogged unset update use using
  view where with`.split(/\s+/),
)

/** A column's name as it stands in statements: in quotes where CQL has another meaning for it. */
export const quoteCqlName = (cqlName: string): string => (reservedWords.has(cqlName) ? `"${cqlName}"` : cqlName)

/** When a row was written, ms by the server's clock: a column of every table with a TTL that no row type shows. */
export const writtenAtColumn = 'written_at'
