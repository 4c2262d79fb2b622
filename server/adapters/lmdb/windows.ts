/**
 * The sub-databases (windows) of one table: a single one, or one per 30 days of the `windowBy` column, so that expired rows are
 * dropped a window at a time. The latest expiry of each window is stored, rounded up to a day. A window has a second
 * sub-database once some of its rows lie in blocks.
 */
import type { Database, RootDatabase } from 'lmdb'
import type { Table } from '../../../schema/table-types.ts'

export type Rows = Database<Buffer, Buffer>
/** When the last row of each window expires, in ms, for every window written and not yet dropped. */
export type Expiries = Database<number, string>

const windowMs = 30 * 86_400_000
const dayMs = 86_400_000
/** Times before 1970 share the first window and those after 2054 the last, which bounds the number of windows. */
export const maxWindows = 1024

export interface Windows {
  /** Window of a row or of a partition. */
  of(values: Readonly<Record<string, unknown>>): number
  /** The window for reading; null when nothing was ever written to it. */
  find(window: number): Rows | null
  /** The window for writing; `create` must have been called. */
  open(window: number): Rows
  /** Creates missing windows; must not be called during a commit. */
  create(windows: readonly number[]): void
  /** The blocks of a window; null when nothing was ever compressed in it. */
  findBlocks(window: number): Rows | null
  /** Creates the blocks of a window when they are missing; must not be called during a commit. */
  createBlocks(window: number): void
  /** Windows that may hold rows, ascending. */
  list(): number[]
  /** Records, within a commit, that the window has rows written at this instant. */
  touch(window: number, writtenAtMs: number): void
  /** Windows whose rows have all expired. */
  expired(nowMs: number): number[]
  /** Empties a window, within a commit, unless a row was written to it meanwhile. */
  clearIfExpired(window: number, nowMs: number): void
}

export function createWindows(root: RootDatabase, expiries: Expiries, table: Table): Windows {
  const { ttlMs, name } = table
  const windowBy = ttlMs === null ? null : table.windowBy
  if (windowBy !== null && !table.partitionKey.includes(windowBy))
    throw new RangeError(`Table ${name}: expected windowBy to be a partition column, got ${windowBy}.`)
  const opened = new Map<number, Rows>()
  const blocks = new Map<number, Rows>()
  const expiresAtMs = new Map<number, number>()
  const nameOf = (window: number) => (windowBy === null ? name : `${name}@${window}`)
  const blocksNameOf = (window: number) => `${name}#blocks${windowBy === null ? '' : `@${window}`}`
  const openDatabase = (window: number): Rows => openRows(root, nameOf(window), true) as Rows
  const openBlocks = (windows: Iterable<number>, mayCreate: boolean): void =>
    root.transactionSync(() => {
      for (const window of windows) {
        const rows = blocks.get(window) ?? openRows(root, blocksNameOf(window), mayCreate)
        if (rows) blocks.set(window, rows)
      }
    })
  const create = (windows: readonly number[]): void => {
    const missing = windows.filter((window) => !opened.has(window))
    if (missing.length === 0) return
    const created = root.transactionSync(() => missing.map(openDatabase))
    for (const [index, rows] of created.entries()) opened.set(missing[index] as number, rows)
  }
  const open = (window: number): Rows => {
    const rows = opened.get(window)
    if (!rows) throw new Error(`Window ${nameOf(window)} was not created.`)
    return rows
  }

  if (windowBy === null) create([0])
  else {
    for (const { key, value } of expiries.getRange({ start: `${name}@`, end: `${name}@~` }))
      expiresAtMs.set(Number(key.slice(name.length + 1)), value)
    create([...expiresAtMs.keys()])
  }
  openBlocks(opened.keys(), false)

  return {
    of: (values) =>
      windowBy === null
        ? 0
        : Math.min(maxWindows - 1, Math.max(0, Math.floor((values[windowBy] as number) / windowMs) || 0)),
    find: (window) => opened.get(window) ?? null,
    open,
    create,
    findBlocks: (window) => blocks.get(window) ?? null,
    createBlocks(window) {
      if (!blocks.has(window)) openBlocks([window], true)
    },
    list: () => [...opened.keys()].sort((a, b) => a - b),
    touch(window, writtenAtMs) {
      if (windowBy === null || ttlMs === null) return
      const expiry = Math.max(expiresAtMs.get(window) ?? 0, Math.ceil((writtenAtMs + ttlMs) / dayMs) * dayMs)
      expiresAtMs.set(window, expiry)
      void expiries.put(nameOf(window), expiry)
    },
    expired: (nowMs) => [...expiresAtMs].filter(([, atMs]) => atMs <= nowMs).map(([window]) => window),
    clearIfExpired(window, nowMs) {
      if ((expiresAtMs.get(window) ?? Number.POSITIVE_INFINITY) > nowMs) return
      expiresAtMs.delete(window)
      void opened.get(window)?.clearAsync()
      void blocks.get(window)?.clearAsync()
      void expiries.remove(nameOf(window))
    },
  }
}

/** Undefined when the sub-database is missing and may not be created. */
function openRows(root: RootDatabase, name: string, create: boolean): Rows | undefined {
  const options = { name, encoding: 'binary', keyEncoding: 'binary', create } as const
  return root.openDB<Buffer, Buffer>(options)
}
