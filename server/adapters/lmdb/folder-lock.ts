/**
 * Locks a data folder for one process. The lock is SQLite's on an empty file: a byte-range lock held by the kernel, so it is
 * released however the process ends, and works between containers, where process ids can't be compared.
 */
import { randomUUID } from 'node:crypto'
import { accessSync, closeSync, constants, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

/** The holder of the lock, for error messages only. */
interface Holder {
  pid: number
  host: string
  since: string
}

/** SQLite's primary result codes; `mask` removes the extended bits. */
const sqlite = { busy: 5, notADatabase: 26, mask: 0xff }

// Referenced here because garbage collection of a handle would release its lock.
const held = new Set<DatabaseSync>()

/**
 * Locks the folder and returns a function that unlocks it. Throws an Error with the reason: another process holds the lock, the
 * file system has no locks, or the system error, with its `code`, when the lock file can't be created.
 */
export function lockFolder(dataDir: string): () => void {
  const lockPath = join(dataDir, 'store.lock.db')
  const holderPath = join(dataDir, 'store.holder.json')
  accessSync(dataDir, constants.R_OK | constants.W_OK | constants.X_OK)
  const lock = tryLock(lockPath)
  if (lock === 'busy')
    throw supportsLocks(dataDir)
      ? new Error(
          `it is in use by ${readHolder(holderPath)}. One process at a time: stop that process, or set DATA_DIR to another folder`,
        )
      : locksUnsupported()
  held.add(lock)
  writeHolder(holderPath)
  return () => {
    rmSync(holderPath, { force: true })
    held.delete(lock)
    lock.close()
  }
}

function tryLock(path: string): DatabaseSync | 'busy' {
  let database: DatabaseSync | null = null
  try {
    database = new DatabaseSync(path, { timeout: 0 })
    // Nothing is ever written: the file stays empty, so a power failure can't damage it.
    database.exec('BEGIN EXCLUSIVE')
    return database
  } catch (error) {
    database?.close()
    const code = ((error as { errcode?: number }).errcode ?? 0) & sqlite.mask
    if (code === sqlite.busy) return 'busy'
    if (code === sqlite.notADatabase)
      throw new Error(`${path} is not a lock file: delete it while no server uses the folder`, { cause: error })
    // Throws the system error if the file can't be created or written.
    closeSync(openSync(path, 'a'))
    throw locksUnsupported(error)
  }
}

/** SQLite also reports 'busy' when the file system refuses every lock, as NFS does without its lock service. */
function supportsLocks(dataDir: string): boolean {
  const path = join(dataDir, `store.lock.${randomUUID()}.db`)
  try {
    const lock = tryLock(path)
    if (lock === 'busy') return false
    lock.close()
    return true
  } finally {
    rmSync(path, { force: true })
  }
}

const locksUnsupported = (cause?: unknown) =>
  new Error('its file system does not support file locks: set DATA_DIR to a folder on a local disk', { cause })

function writeHolder(path: string): void {
  const holder: Holder = { pid: process.pid, host: hostname(), since: new Date().toISOString() }
  try {
    writeFileSync(path, JSON.stringify(holder))
  } catch {
    // Disk full: the next process is still refused, with a less precise message.
  }
}

function readHolder(path: string): string {
  try {
    const { pid, host, since } = JSON.parse(readFileSync(path, 'utf8')) as Holder
    return `process ${pid} on ${host} since ${since}`
  } catch {
    return 'another process'
  }
}
