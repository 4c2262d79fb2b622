/** Where a page ended, as text that goes through the hands of callers: the key of its last row. */
import { describe } from '../../../lib/errors.ts'
import type { Row, StoredTable, Values } from './stored-table.ts'

const keysOf = ({ partition, clustering }: StoredTable) => [...partition, ...clustering]

export const pageTokenOf = (stored: StoredTable, row: Values): string =>
  Buffer.from(JSON.stringify(keysOf(stored).map(({ name }) => row[name]))).toString('base64url')

/** The clustering key of the row at a place, or with partition null its whole key. Throws a RangeError for a text that is no place in it. */
export function parsePageToken(stored: StoredTable, partition: Values | null, text: string): Row {
  try {
    const values: unknown = JSON.parse(Buffer.from(text, 'base64url').toString())
    const cells = keysOf(stored)
    if (Array.isArray(values) && values.length === cells.length) {
      const row = Object.fromEntries(cells.map(({ name }, at) => [name, values[at]]))
      stored.encodeKey(row)
      const isHere = stored.partition.every(({ name }) => !partition || partition[name] === row[name])
      if (isHere && pageTokenOf(stored, row) === text) return partition ? clusteringOf(stored, row) : row
    }
  } catch {
    // Not the text of a place.
  }
  throw new RangeError(`After: expected the next of an earlier page of this scan, got ${describe(text)}.`)
}

const clusteringOf = ({ clustering }: StoredTable, row: Row): Row =>
  Object.fromEntries(clustering.map(({ name }) => [name, row[name]]))
