/** The CQL statements of one table. The driver prepares each distinct text once per host; their number is bounded. */
import { writtenAtColumn } from '../../../schema/cql/names.ts'
import type { Table } from '../../../schema/table-types.ts'
import type { Cell, StoredTable } from './stored-table.ts'

export interface Statements {
  /** Parameters: partition, clustering, values, and `written_at` in a table with a TTL. */
  insert: string
  insertIfAbsent: string
  /** Parameters: key. */
  delete: string
  find: Select
  /** Parameters: an amount for each of these columns, key. */
  add(names: readonly string[]): string
  /** `set`: names of non-key columns. `conditions`: complete conditions such as `version = ?`. Parameters: set, key, conditions. */
  updateIf(set: readonly string[], conditions: readonly string[]): string
  /** Rows of one partition; `where` is appended to its key condition. Parameters: partition, where. */
  selectPartition(where: readonly string[], reverse: boolean): Select
  /** Rows of all partitions in token order, after the token of a partition or from the first. */
  selectAll(afterToken: boolean): Select
}

export interface Select {
  plain: string
  /** Selects instants as numbers, for those outside the range of the driver's Date. */
  exact: string
}

const equals = (cells: readonly Cell[]): string[] => cells.map(({ cql }) => `${cql} = ?`)

export function createStatements({ table, partition, clustering, values }: StoredTable): Statements {
  const keys = [...partition, ...clustering]
  const timed = table.ttlMs !== null
  const inserted = [...keys, ...values].map(({ cql }) => cql)
  if (timed) inserted.push(writtenAtColumn)
  const insertInto = `INSERT INTO ${table.name} (${inserted.join(', ')}) VALUES (${inserted.map(() => '?').join(', ')})`
  const ttl = timed ? ` USING TTL ${ttlSecondsOf(table)}` : ''
  const whereKey = `WHERE ${equals(keys).join(' AND ')}`
  const select = (cells: readonly Cell[], rest: string): Select => {
    const asked = (exact: boolean) =>
      [
        ...cells.map(({ exactName, cql }) =>
          exact && exactName !== null ? `toUnixTimestamp(${cql}) AS ${exactName}` : cql,
        ),
        ...(timed ? [writtenAtColumn] : []),
      ].join(', ')
    const from = (exact: boolean) => `SELECT ${asked(exact)} FROM ${table.name}${rest}`
    return { plain: from(false), exact: from(true) }
  }
  // Partition columns are known to the caller and not selected, unless the table has no other columns.
  const ofPartition = clustering.length + values.length > 0 ? [...clustering, ...values] : keys
  const token = `token(${partition.map(({ cql }) => cql).join(', ')})`
  const backwards = clustering.map(({ cql, descending }) => `${cql} ${descending ? 'ASC' : 'DESC'}`).join(', ')

  return {
    insert: `${insertInto}${ttl}`,
    insertIfAbsent: `${insertInto} IF NOT EXISTS${ttl}`,
    delete: `DELETE FROM ${table.name} ${whereKey}`,
    find: select(ofPartition, ` ${whereKey}`),
    add: (names) => `UPDATE ${table.name} SET ${names.map((name) => `${name} = ${name} + ?`).join(', ')} ${whereKey}`,
    updateIf: (set, conditions) =>
      `UPDATE ${table.name}${ttl} SET ${set.map((name) => `${name} = ?`).join(', ')} ${whereKey} IF ${conditions.join(' AND ')}`,
    selectPartition: (where, reverse) =>
      select(
        ofPartition,
        ` WHERE ${[...equals(partition), ...where].join(' AND ')}${reverse && backwards ? ` ORDER BY ${backwards}` : ''}`,
      ),
    selectAll: (afterToken) =>
      select([...keys, ...values], afterToken ? ` WHERE ${token} > token(${partition.map(() => '?').join(', ')})` : ''),
  }
}

/** Reads hide an expired row to the millisecond by `written_at`; the database deletes it within the next second. */
const ttlSecondsOf = ({ ttlMs }: Table): number => Math.ceil((ttlMs ?? 0) / 1_000) + 1
