/** The columns of a stored table as the database's own schema names them. */
import type { ColumnKind, Table } from '../table-types.ts'
import { toCqlName, writtenAtColumn } from './names.ts'

export interface CqlColumn {
  table: string
  /** Without quotes. */
  name: string
  type: string
  kind: 'partition_key' | 'clustering' | 'regular'
  /** Place in the key, from 0; -1 outside of it. */
  position: number
  order: 'asc' | 'desc' | 'none'
}

export const cqlTypes: Record<ColumnKind, string> = {
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

export function cqlColumnsOf(table: Table): CqlColumn[] {
  const columns = Object.entries(table.columns).map(([name, { kind, cql }]): CqlColumn => {
    const own = { table: table.name, name: toCqlName(name, kind), type: cql ?? cqlTypes[kind] }
    const inPartition = table.partitionKey.indexOf(name)
    if (inPartition >= 0) return { ...own, kind: 'partition_key', position: inPartition, order: 'none' }
    const position = table.clustering.findIndex(({ column }) => column === name)
    const clustering = table.clustering[position]
    if (clustering) return { ...own, kind: 'clustering', position, order: clustering.order }
    return { ...own, kind: 'regular', position: -1, order: 'none' }
  })
  if (table.ttlMs === null) return columns
  const written = { table: table.name, name: writtenAtColumn, type: 'timestamp' }
  return [...columns, { ...written, kind: 'regular', position: -1, order: 'none' }]
}

/**
 * How the columns that a database has differ from those of the tables, a sentence each; none when every table can be read and
 * written. Columns that it has besides are of a newer or an older version, and no fault.
 */
export function findSchemaFaults(tables: readonly Table[], actual: readonly CqlColumn[]): string[] {
  const known = new Map(actual.map((column) => [`${column.table}.${column.name}`, column]))
  const made = new Set(actual.map(({ table }) => table))
  return tables.flatMap((table) => {
    if (!made.has(table.name)) return [`${table.name}: expected a table, got none`]
    const expected = cqlColumnsOf(table)
    const keys = new Set(expected.filter(({ position }) => position >= 0).map(({ name }) => name))
    const faults = expected.flatMap((column) => {
      const found = known.get(`${table.name}.${column.name}`)
      const wanted = describeColumn(column)
      const got = found ? describeColumn(found) : 'none'
      if (found && describeColumn(unfrozen(column)) === describeColumn(unfrozen(found))) return []
      return [`${table.name}.${column.name}: expected ${wanted}, got ${got}`]
    })
    const otherKeys = actual.filter((one) => one.table === table.name && one.position >= 0 && !keys.has(one.name))
    return [
      ...faults,
      ...otherKeys.map((one) => `${table.name}.${one.name}: expected none, got ${describeColumn(one)}`),
    ]
  })
}

/** The databases differ in where they say that what is frozen anyway is frozen. */
const unfrozen = (column: CqlColumn): CqlColumn => ({ ...column, type: column.type.replaceAll(/frozen<|>/g, '') })

function describeColumn({ type, kind, position, order }: CqlColumn): string {
  const plain = type.replaceAll(/\s/g, '').toLowerCase()
  if (kind === 'partition_key') return `${plain}, number ${position + 1} of the partition key`
  if (kind === 'clustering') return `${plain}, number ${position + 1} of the clustering key, ${order}`
  return plain
}
