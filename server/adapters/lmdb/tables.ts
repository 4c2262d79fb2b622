/** The embedded store: wide rows in LMDB, one file in the data folder. */
import { Failure } from '../../../lib/errors.ts'
import type { Table } from '../../../schema/table-types.ts'
import type { Clock } from '../../ports/clock.ts'
import type { OpenTables } from '../../ports/tables.ts'
import { createFailures, requireRoom } from './failures.ts'
import { createGroupCommit } from './group-commit.ts'
import type { Layouts } from './layouts.ts'
import { type OpenFile, openFile } from './open-file.ts'
import { type PackTotals, startPacker } from './packer.ts'
import { scanColumns, scanTable } from './scan.ts'
import { openStoredTable, type StoredTable } from './stored-table.ts'
import { type StoreLog, startSweep } from './sweep.ts'
import { maxWindows } from './windows.ts'
import { createWrites } from './writes.ts'

export interface LmdbOptions {
  /** Folder of the store; created when absent. One process at a time. */
  dataDir: string
  clock: Clock
  tables: readonly Table[]
  log?: StoreLog
}

export interface LmdbTables extends OpenTables {
  /**
   * Compresses the partitions that are closed (`closesAfterMs`) and were not written to within `quietMs` (5 minutes when absent).
   * The store does so by itself every few minutes.
   */
  packNow(quietMs?: number): Promise<PackTotals>
}

/**
 * Opens the store in a folder, or creates it. Acknowledged writes survive a kill and a power failure; opening after either needs
 * no repair. Rejects with a Failure `unavailable` that states the problem and what to do: another process uses the folder, the
 * store is damaged or of a newer version, or the folder can't be written.
 *
 * Backup: stop the server and copy the whole folder; to restore, put the copy back. A file copied while the server runs may be
 * inconsistent.
 */
export async function openLmdbTables({ dataDir, clock, tables, log }: LmdbOptions): Promise<LmdbTables> {
  const windowed = tables.filter(({ ttlMs, windowBy }) => ttlMs !== null && windowBy !== null)
  // A window may have blocks beside its rows.
  const file = openFile({ dataDir, clock, log, maxDbs: 2 + 2 * (tables.length + maxWindows * windowed.length) })
  try {
    return await createTables(file, { dataDir, clock, tables, log })
  } catch (error) {
    await file.close()
    throw createFailures(dataDir)(error, 'open')
  }
}

function createTables({ root, markBlocks, close }: OpenFile, { dataDir, clock, tables, log }: LmdbOptions): LmdbTables {
  const toFailure = createFailures(dataDir)
  const expiries = root.openDB<number, string>({ name: '@windows', encoding: 'json' })
  const layouts: Layouts = root.openDB({ name: '@layouts', encoding: 'json' })
  const stored = new Map<Table, StoredTable>(
    tables.map((table) => [table, openStoredTable(root, expiries, layouts, table)]),
  )
  const commits = createGroupCommit({ root, clock, toFailure, requireRoom: () => requireRoom(dataDir) })
  const background = { clock, commits, tables: [...stored.values()], log }
  const stopSweep = startSweep(background)
  const packer = startPacker({ ...background, beforeBlocks: markBlocks })
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
      const { windows, encodeKey, find } = storedAs(table)
      const bytes = encodeKey(key)
      return reading(() => find(windows.of(key), bytes, clock.nowMs()))
    },
    async scan(table, partition, range = {}) {
      return reading(() => scanTable(storedAs(table), partition, range, clock.nowMs()))
    },
    async scanColumns(table, partition, columns, range = {}) {
      return reading(() => scanColumns(storedAs(table), partition, columns, range, clock.nowMs()))
    },
    packNow: packer.packNow,
    close() {
      closing ??= (async () => {
        await packer.stop()
        await stopSweep()
        await commits.idle()
        await close()
      })()
      return closing
    },
  } as LmdbTables
}
