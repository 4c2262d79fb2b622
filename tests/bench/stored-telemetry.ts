/** What LMDB says of the sub-databases of a table, in a data file that no process has open. */
import { open } from 'lmdb'

interface StoredTable {
  /** Rows that are not in blocks. */
  plainRows: number
  /** Size of all pages that hold rows or blocks. */
  pageBytes: number
}

export const readStoredTelemetry = (path: string): StoredTable => readStoredTable(path, 'telemetry')

export function readStoredTable(path: string, table: string): StoredTable {
  const root = open({ path, maxDbs: 64, readOnly: true })
  const names = [...root.getKeys()].map(String).filter((name) => name.split(/[@#]/)[0] === table)
  const stored = { plainRows: 0, pageBytes: 0 }
  for (const name of names) {
    const stats = root.openDB({ name, encoding: 'binary', keyEncoding: 'binary' }).getStats() as Record<string, number>
    for (const kind of ['treeBranchPageCount', 'treeLeafPageCount', 'overflowPages'])
      stored.pageBytes += (stats[kind] as number) * (stats.pageSize as number)
    if (!name.includes('#')) stored.plainRows += stats.entryCount as number
  }
  void root.close()
  return stored
}
