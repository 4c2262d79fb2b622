/** Prints the CQL that makes the stored tables: one statement each, for `cqlsh -f` and for migrations alike. */
import type { Clustering, Table } from '../table-types.ts'
import type { View } from '../table-views.ts'
import { cqlTypes } from './columns.ts'
import { quoteCqlName, toCqlName, writtenAtColumn } from './names.ts'

/** The keyspace of the printed files; migrating puts the configured one in its place. */
export const printedKeyspace = 'drone_ops'

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
    ([name, { kind, cql, description }]) =>
      `  ${quoteCqlName(toCqlName(name, kind))} ${cql ?? cqlTypes[kind]},${description ? ` -- ${toRemark(description)}` : ''}`,
  )
  if (table.ttlMs !== null)
    columns.push(
      `  ${writtenAtColumn} timestamp, -- By the clock of the server that wrote the row: it hides one whose time is over.`,
    )
  const lines = [
    `CREATE TABLE IF NOT EXISTS ${table.name} (`,
    ...columns,
    `  PRIMARY KEY (${printKey(table, table.partitionKey, table.clustering)})`,
    `) WITH ${[...printOrder(table, table.clustering), ...printOptions(table)].join('\n  AND ')}`,
  ]
  return lines.join('\n')
}

/** `CREATE MATERIALIZED VIEW` of a view, in the keyspace in use. */
export function printView({ name, of, partitionKey, clustering, description }: View): string {
  const keys = [...partitionKey, ...clustering.map(({ column }) => column)]
  return [
    `CREATE MATERIALIZED VIEW IF NOT EXISTS ${name} AS`,
    `  SELECT * FROM ${of.name}`,
    `  WHERE ${keys.map((key) => `${cqlNameIn(of, key)} IS NOT NULL`).join(' AND ')}`,
    `  PRIMARY KEY (${printKey(of, partitionKey, clustering)})`,
    `  WITH ${[...printOrder(of, clustering), `comment = ${quote(description)}`].join('\n  AND ')}`,
  ].join('\n')
}

function printKey(table: Table, partitionKey: readonly string[], clustering: readonly Clustering[]): string {
  const partition = partitionKey.map((name) => cqlNameIn(table, name)).join(', ')
  return [`(${partition})`, ...clustering.map(({ column }) => cqlNameIn(table, column))].join(', ')
}

function printOrder(table: Table, clustering: readonly Clustering[]): string[] {
  const order = clustering.map(({ column, order }) => `${cqlNameIn(table, column)} ${order.toUpperCase()}`)
  return order.length > 0 ? [`CLUSTERING ORDER BY (${order.join(', ')})`] : []
}

function printOptions(table: Table): string[] {
  const options = [`comment = ${quote(table.description)}`, `compaction = ${printCompaction(table)}`]
  if (table.ttlMs === null) return options
  return [
    ...options,
    `default_time_to_live = ${table.ttlMs / 1_000}`,
    // Every replica gives a row the same end: what a TTL leaves behind need not wait ten days for a repair.
    `gc_grace_seconds = ${dayMs / 1_000}`,
  ]
}

function printCompaction({ compaction, ttlMs }: Table): string {
  if (compaction === 'leveled') return "{'class': 'LeveledCompactionStrategy'}"
  if (compaction === 'size-tiered' || ttlMs === null) return "{'class': 'SizeTieredCompactionStrategy'}"
  // About thirty windows in a lifetime: files expire whole, and a read of an hour looks into one.
  const hours = Math.max(1, Math.round(ttlMs / 30 / (dayMs / 24)))
  return `{'class': 'TimeWindowCompactionStrategy', 'compaction_window_unit': 'HOURS', 'compaction_window_size': '${hours}'}`
}

const cqlNameIn = (table: Table, name: string): string =>
  quoteCqlName(toCqlName(name, table.columns[name]?.kind ?? 'text'))

/** Plain ASCII: what every cqlsh reads, whatever the terminal. */
const plain = (text: string): string => text.replaceAll('’', "'").replaceAll('…', '...')

const quote = (text: string): string => `'${plain(text).replaceAll("'", "''")}'`

/** Without what ends or quotes a statement, should a reader not know remarks. */
const toRemark = (text: string): string => plain(text).replaceAll(';', ',').replaceAll("'", '')

/** The whole of 001_core_schema.cql: keyspace, types and tables. */
export function printCoreSchema(tables: readonly Table[]): string {
  return printFile(
    [
      'The core schema of Convoy Tracker. Printed from schema/tables.ts by scripts/print-schema.ts: change it there.',
      'The app applies it by itself, with the keyspace and the replicas it is configured with. By hand, on one node of',
      'ScyllaDB 5 or 6 or Apache Cassandra 4 or 5: cqlsh -f 001_core_schema.cql. SimpleStrategy is what all of them take: it',
      'keeps ScyllaDB 6 from using tablets, which know no counters and no lightweight transactions. In production make the',
      'keyspace first, with NetworkTopologyStrategy and 3 replicas.',
    ],
    [
      `CREATE KEYSPACE IF NOT EXISTS ${printedKeyspace} WITH replication = {'class': 'SimpleStrategy', 'replication_factor': 1}`,
      `USE ${printedKeyspace}`,
      ...printUserTypes(),
      ...tables.map(printTable),
    ],
  )
}

/** The whole of 002_engagement_views.cql. */
export function printViews(views: readonly View[]): string {
  return printFile(
    [
      'optional: materialized views',
      'Printed from schema/table-views.ts by scripts/print-schema.ts. Nothing that the app reads depends on these views. They',
      'are sound on ScyllaDB; Cassandra calls them experimental and has them off unless cassandra.yaml says',
      'materialized_views_enabled: true: the app then says so, goes on without them, and tries again when it starts next.',
    ],
    [`USE ${printedKeyspace}`, ...views.map(printView)],
  )
}

const printFile = (header: readonly string[], statements: readonly string[]): string =>
  `${header.map((line) => `-- ${line}`).join('\n')}\n\n${statements.map((statement) => `${statement};\n`).join('\n')}`
