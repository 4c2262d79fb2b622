/** One table in the database: column names in the app and in CQL, and conversion of rows to and from parameters. */
import type cassandra from 'cassandra-driver'
import { misfit } from '../../../lib/rows/misfit.ts'
import { quoteCqlName, toCqlName, writtenAtColumn } from '../../../schema/cql/names.ts'
import type { ColumnKind, Table } from '../../../schema/table-types.ts'
import { type Codec, codecOf, type Encoded } from './codecs.ts'

export type Values = Readonly<Record<string, unknown>>
export type Row = Record<string, unknown>
export type RawRow = cassandra.types.Row

export interface Cell extends Codec {
  name: string
  /** Name in results. */
  cqlName: string
  /** Name in statements, quoted where necessary. */
  cql: string
  /** Alias under which an instant is selected as a number; null for other kinds. */
  exactName: string | null
  kind: ColumnKind
  nullable: boolean
}

/** A row as it was read. */
export interface Found {
  row: Row
  /** Ms by the clock of the server that wrote it; null in a table without TTL. */
  writtenAtMs: number | null
  /** Some instant is outside the range of Date: read the row again with `Select.exact`. */
  exceedsDate: boolean
}

export interface StoredTable {
  table: Table
  partition: readonly Cell[]
  /** Clustering columns with their order. */
  clustering: readonly (Cell & { descending: boolean })[]
  /** Non-key columns. */
  values: readonly Cell[]
  /** Encodes the key of a row as parameters. Throws a RangeError for one that does not fit. */
  encodeKey(key: Values): Encoded[]
  encodeCells(cells: readonly Cell[], row: Values): Encoded[]
  /** `partition`: values of the partition columns, if they were not selected. */
  decode(raw: RawRow, partition: Values | null): Found
  hasExpired(found: Found, nowMs: number): boolean
}

/** The limit of LMDB, so that a key that fits one store fits the other. */
const maxKeyBytes = 1900

export function openStoredTable(table: Table): StoredTable {
  const cell = (name: string): Cell => {
    const column = table.columns[name]
    if (!column) throw new RangeError(`Table ${table.name}: expected a column ${name}, got none.`)
    const { kind, nullable } = column
    const cqlName = toCqlName(name, kind)
    const exactName = kind === 'timestamp' ? `exact_${cqlName}` : null
    return { name, kind, nullable, cqlName, exactName, cql: quoteCqlName(cqlName), ...codecOf(column) }
  }
  const partition = table.partitionKey.map(cell)
  const clustering = table.clustering.map(({ column, order }) => ({ ...cell(column), descending: order === 'desc' }))
  const keyCells = [...partition, ...clustering]
  const keys = new Set(keyCells.map(({ name }) => name))
  const values = Object.keys(table.columns)
    .filter((name) => !keys.has(name))
    .map(cell)
  const rest = values.find(({ kind }) => kind !== 'counter')
  if (rest && values.some(({ kind }) => kind === 'counter'))
    throw new RangeError(`${table.name}.${rest.name}: expected only counters outside of the key.`)
  /** A copy of it has room for every column at once. */
  const emptyRow: Row = Object.fromEntries([...keyCells, ...values].map(({ name }) => [name, null]))
  const isTimed = table.ttlMs !== null
  const selected = { own: [...clustering, ...values], all: [...keyCells, ...values] }

  const encodeCells = (cells: readonly Cell[], row: Values): Encoded[] =>
    cells.map((it) => encodeCell(table.name, it, row[it.name]))

  return {
    table,
    partition,
    clustering,
    values,
    encodeCells,
    encodeKey(key) {
      const encoded = encodeCells(keyCells, key)
      requireFitting(table, keyCells, encoded)
      return encoded
    },
    decode(raw, known) {
      const row: Row = { ...emptyRow }
      let exceedsDate = false
      if (known) for (const { name } of partition) row[name] = known[name]
      for (const { name, kind, cqlName, exactName, decode } of known ? selected.own : selected.all) {
        let value = raw[cqlName]
        if (value === undefined && exactName !== null) value = raw[exactName]
        if (value === null || value === undefined) row[name] = kind === 'counter' ? 0 : null
        else if (decode === null) row[name] = value
        else {
          const decoded = decode(value)
          if (exactName !== null && Number.isNaN(decoded)) exceedsDate = true
          row[name] = decoded
        }
      }
      const writtenAtMs = isTimed ? ((raw[writtenAtColumn] as Date | null)?.getTime() ?? null) : null
      return { row, writtenAtMs, exceedsDate }
    },
    hasExpired: ({ writtenAtMs }, nowMs) =>
      table.ttlMs !== null && writtenAtMs !== null && nowMs - writtenAtMs >= table.ttlMs,
  }
}

export function encodeCell(table: string, cell: Cell, value: unknown): Encoded {
  if (value === null && cell.nullable) return null
  const encoded = value === null ? undefined : cell.encode(value)
  if (encoded === undefined) throw misfit(table, cell, value)
  return encoded
}

function requireFitting({ name }: Table, cells: readonly Cell[], encoded: readonly Encoded[]): void {
  let sizeBytes = 0
  for (const value of encoded) sizeBytes += Buffer.isBuffer(value) ? value.length : 4
  if (sizeBytes > maxKeyBytes)
    throw new RangeError(`Key of ${name}: expected at most ${maxKeyBytes} bytes, got ${sizeBytes}.`)
  if (sizeBytes === 0) throw new RangeError(`${name}.${cells[0]?.name}: expected a key of at least one byte, got none.`)
}
