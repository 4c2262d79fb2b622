/** Prints the CQL that makes the stored tables: one statement each, for `cqlsh -f` and for migrations alike. */
import type { ColumnKind, Table } from '../table-types.ts'
import { toCqlName, writtenAtColumn } from './names.ts'

const cqlTypes: Record<ColumnKind, string> = {
  uuid: 'uuid',
  text: 'text',
  int: 'int',
  double: 'double',
  boolean: 'boolean',
  timestamp: 'timestamp',
  blob: 'blob',
  structure: 'text',
  counter: 'counter',
}

/** Structures that CQL knows by name. */
const userTypes: Readonly<Record<string, readonly string[]>> = {
  geo_point: ['latitude_deg double', 'longitude_deg double'],
}

const dayMs = 86_400_000

export const printUserTypes = (): string[] =>
  Object.entries(userTypes).map(
    ([name, fields]) => `CREATE TYPE IF NOT EXISTS ${name} (\n${fields.map((field) => `  ${field}`).join(',\n')}\n)`,
  )

/** `CREATE TABLE` of a table, in the keyspace in use. */
export function printTable(table: Table): string {
  const columns = Object.entries(table.columns).map(
    ([name, { kind, cql }]) => `  ${toCqlName(name, kind)} ${cql ?? cqlTypes[kind]},`,
  )
  if (table.ttlMs !== null) columns.push(`  ${writtenAtColumn} timestamp,`)
  const lines = [
    `CREATE TABLE IF NOT EXISTS ${table.name} (`,
    ...columns,
    `  PRIMARY KEY (${printKey(table)})`,
    `) WITH ${printOptions(table).join('\n  AND ')}`,
  ]
  return lines.join('\n')
}

function printKey(table: Table): string {
  const partition = table.partitionKey.map((name) => cqlNameIn(table, name)).join(', ')
  return [`(${partition})`, ...table.clustering.map(({ column }) => cqlNameIn(table, column))].join(', ')
}

function printOptions(table: Table): string[] {
  const order = table.clustering.map(({ column, order }) => `${cqlNameIn(table, column)} ${order.toUpperCase()}`)
  return [
    ...(order.length > 0 ? [`CLUSTERING ORDER BY (${order.join(', ')})`] : []),
    `comment = ${quote(table.description)}`,
    `compaction = ${printCompaction(table)}`,
    ...(table.ttlMs !== null ? [`default_time_to_live = ${table.ttlMs / 1_000}`] : []),
    // What a TTL has taken is gone for every replica at the same time: its tombstones need not wait for a repair.
    ...(table.ttlMs !== null ? [`gc_grace_seconds = ${dayMs / 1_000}`] : []),
  ]
}

function printCompaction({ compaction, ttlMs }: Table): string {
  if (compaction === 'leveled') return "{'class': 'LeveledCompactionStrategy'}"
  if (compaction === 'size-tiered' || ttlMs === null) return "{'class': 'SizeTieredCompactionStrategy'}"
  // About thirty windows in a lifetime: files expire whole, and a read of an hour looks into one.
  const hours = Math.max(1, Math.round(ttlMs / 30 / (dayMs / 24)))
  return `{'class': 'TimeWindowCompactionStrategy', 'compaction_window_unit': 'HOURS', 'compaction_window_size': '${hours}'}`
}

const cqlNameIn = (table: Table, name: string): string => toCqlName(name, table.columns[name]?.kind ?? 'text')

const quote = (text: string): string => `'${text.replaceAll("'", "''")}'`
