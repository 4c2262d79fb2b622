/** Page tokens for callers: the encoded key of a page's last row. */
import { describe } from '../../../lib/errors.ts'
import type { Row, StoredTable, Values } from './stored-table.ts'

const keysOf = ({ partition, clustering }: StoredTable) => [...partition, ...clustering]

export const pageTokenOf = (stored: StoredTable, row: Values): string =>
  Buffer.from(JSON.stringify(keysOf(stored).map(({ name }) => row[name]))).toString('base64url')

/** The clustering key in a token or, with partition null, the whole key. Throws a RangeError for an invalid token or another partition. */
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
    // Not a token.
  }
  throw new RangeError(`After: expected the next of an earlier page of this scan, got ${describe(text)}.`)
}

const clusteringOf = ({ clustering }: StoredTable, row: Row): Row =>
  Object.fromEntries(clustering.map(({ name }) => [name, row[name]]))
