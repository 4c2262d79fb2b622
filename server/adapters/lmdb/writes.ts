/** The write methods of `Tables`. */

import { requireAmounts, requireNoCounters, sum } from '../../../lib/rows/counters.ts'
import { isSame } from '../../../lib/rows/is-same.ts'
import type { Table } from '../../../schema/table-types.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Tables } from '../../ports/tables.ts'
import type { GroupCommit } from './group-commit.ts'
import type { Entry, StoredTable, Values } from './stored-table.ts'

interface Deps {
  commits: GroupCommit
  clock: Clock
  storedAs(table: Table): StoredTable
}

type Row = Record<string, unknown>

export function createWrites({
  commits,
  clock,
  storedAs,
}: Deps): Pick<Tables, 'insert' | 'insertIf' | 'add' | 'delete'> {
  const insert = async (table: Table, rows: readonly Values[]): Promise<void> => {
    requireNoCounters(table)
    const stored = storedAs(table)
    if (rows.length === 0) return
    const nowMs = clock.nowMs()
    const entries = stored.encode(rows, nowMs)
    const windows = [...new Set(entries.map(({ window }) => window))]
    await commits.add({
      readsFirst: false,
      rows: rows.length,
      prepare: () => stored.windows.create(windows),
      apply() {
        for (const window of windows) stored.windows.touch(window, nowMs)
        for (const entry of entries) put(stored, entry)
      },
    })
  }

  /** Atomically reads the row at a key and writes the row that `next` returns (null: nothing). */
  async function change(stored: StoredTable, key: Values, next: (current: Row | null) => Values | null): Promise<void> {
    const window = stored.windows.of(key)
    const keyBytes = stored.encodeKey(key)
    await commits.add({
      readsFirst: true,
      rows: 1,
      prepare: () => stored.windows.create([window]),
      apply() {
        const nowMs = clock.nowMs()
        const row = next(stored.find(window, keyBytes, nowMs))
        if (!row) return
        stored.windows.touch(window, nowMs)
        put(stored, stored.encodeRow(row, nowMs))
      },
    })
  }

  const insertIf = async (table: Table, row: Values, expected: Values | null) => {
    requireNoCounters(table)
    const stored = storedAs(table)
    const nowMs = clock.nowMs()
    const { key, value } = stored.encodeRow(row, nowMs)
    const asStored = stored.decode(key, value, nowMs)
    let result: { applied: boolean; current: Row | null } = { applied: false, current: null }
    await change(stored, row, (current) => {
      const applied = expected === null ? current === null : current !== null && matches(current, expected)
      result = { applied, current: applied ? asStored : current }
      return applied ? row : null
    })
    return result
  }

  const add = async (table: Table, key: Values, amounts: Values): Promise<void> => {
    const stored = storedAs(table)
    requireAmounts(table, amounts)
    await change(stored, key, (current) => sum(table, key, current, amounts))
  }

  const remove = async (table: Table, keys: readonly Values[]): Promise<void> => {
    requireNoCounters(table)
    const stored = storedAs(table)
    if (keys.length === 0) return
    const nowMs = clock.nowMs()
    const deletions = keys.map((key) => stored.encodeDeletion(key, nowMs))
    await commits.add({
      readsFirst: false,
      rows: keys.length,
      prepare() {},
      apply() {
        for (const deletion of deletions) {
          const { window, key } = deletion
          // A row in a block is rewritten without it later.
          if (stored.windows.findBlocks(window)) {
            stored.windows.touch(window, nowMs)
            put(stored, deletion)
          } else {
            stored.watch.note(window, key)
            void stored.windows.find(window)?.remove(key)
          }
        }
      },
    })
  }

  return { insert, insertIf, add, delete: remove } as Pick<Tables, 'insert' | 'insertIf' | 'add' | 'delete'>
}

function put(stored: StoredTable, { window, key, value }: Entry): void {
  stored.watch.note(window, key)
  void stored.windows.open(window).put(key, value)
}

const matches = (row: Row, expected: Values): boolean =>
  Object.keys(expected).every((name) => isSame(row[name], expected[name]))
