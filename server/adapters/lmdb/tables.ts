/** The embedded store: wide rows in LMDB, one file in the data folder. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { open } from 'lmdb'
import { Failure } from '../../../lib/errors.ts'
import type { Table } from '../../../schema/table-types.ts'
import type { Clock } from '../../ports/clock.ts'
import type { OpenTables } from '../../ports/tables.ts'
import { toFailure } from './failures.ts'
import { takeFolder } from './folder-lock.ts'
import { createGroupCommit } from './group-commit.ts'
import { scanTable } from './scan.ts'
import { openStoredTable, type StoredTable } from './stored-table.ts'
import { type StoreLog, startSweep } from './sweep.ts'
import { maxWindows } from './windows.ts'
import { createWrites } from './writes.ts'

export interface LmdbOptions {
  /** Folder of the store; made when absent. One process at a time. */
  dataDir: string
  clock: Clock
  tables: readonly Table[]
  log?: StoreLog
}

/** Address space reserved for the file; it grows beyond by itself. */
const mapSizeBytes = 64 * 2 ** 30

/**
 * Opens the store in a folder, or makes it. Acknowledged writes survive a kill and a loss of power; opening after either needs
 * no repair. Rejects with an Error that says what is wrong and what to do when another process has the folder, when the
 * store is damaged or of a newer version, or when the folder can't be written.
 *
 * Backup: stop the server and copy the folder.
 */
export async function openLmdbTables({ dataDir, clock, tables, log }: LmdbOptions): Promise<OpenTables> {
  mkdirSync(dataDir, { recursive: true })
  const release = takeFolder(dataDir)
  const root = open({
    path: join(dataDir, 'store.lmdb'),
    // A commit flushes before it counts: what was not flushed is not there, and a failed flush fails its writers.
    overlappingSync: false,
    // Else lmdb makes a promise of its own per turn, and its rejection on a full disk ends the process.
    eventTurnBatching: false,
    maxDbs: 3 + tables.length + maxWindows * tables.filter(({ ttlMs, windowBy }) => ttlMs && windowBy).length,
    mapSize: mapSizeBytes,
  })
  const expiries = root.openDB<number, string>({ name: '@windows', encoding: 'json' })
  const layouts = root.openDB<never, string>({ name: '@layouts', encoding: 'json' })
  const stored = new Map<Table, StoredTable>(
    tables.map((table) => [table, openStoredTable(root, expiries, layouts, table)]),
  )
  const commits = createGroupCommit(root, clock)
  const stopSweep = startSweep({ clock, commits, tables: [...stored.values()], log })
  let closing: Promise<void> | null = null

  const storedAs = (table: Table): StoredTable => {
    if (closing) throw new Failure('unavailable', 'The store is closed.')
    const known = stored.get(table)
    if (!known) throw new RangeError(`Table ${table.name}: expected one that the store was opened with.`)
    return known
  }
  const reading = <R>(read: () => R): R => {
    try {
      return read()
    } catch (error) {
      throw toFailure(error, 'read')
    }
  }

  return {
    ...createWrites({ commits, clock, storedAs }),
    async find(table, key) {
      const { windows, encodeKey, decode } = storedAs(table)
      const bytes = encodeKey(key)
      const value = reading(() => windows.find(windows.of(key))?.getBinary(bytes))
      return value ? decode(bytes, value, clock.nowMs()) : null
    },
    async scan(table, partition, range = {}) {
      return reading(() => scanTable(storedAs(table), partition, range, clock.nowMs()))
    },
    close() {
      closing ??= (async () => {
        stopSweep()
        await commits.idle()
        await root.close()
        release()
      })()
      return closing
    },
  } as OpenTables
}
