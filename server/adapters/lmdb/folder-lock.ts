/**
 * One process at a time has a data folder. The lock is SQLite's on an empty file: a byte range lock held by the kernel, so it ends
 * with its process however that ends, and holds between containers, whose process numbers mean nothing to each other.
 */
import { randomUUID } from 'node:crypto'
import { accessSync, closeSync, constants, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

/** Who has the folder, for the words of whoever is refused; nothing is decided by it. */
interface Holder {
  pid: number
  host: string
  since: string
}

/** SQLite's result codes, without the bits of detail. */
const sqlite = { busy: 5, notADatabase: 26, mask: 0xff }

// A handle that is collected as garbage gives its lock back.
const held = new Set<DatabaseSync>()

/**
 * Takes the folder and returns how to give it back. Throws an Error with the true reason: another process has it, the file system
 * has no locks, or what the system said (its `code` stays) when the lock's file can't be made.
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
    // Nothing is ever written: the file stays empty, and a power cut has nothing to damage.
    database.exec('BEGIN EXCLUSIVE')
    return database
  } catch (error) {
    database?.close()
    const code = ((error as { errcode?: number }).errcode ?? 0) & sqlite.mask
    if (code === sqlite.busy) return 'busy'
    if (code === sqlite.notADatabase)
      throw new Error(`${path} is no lock: delete it while no server uses the folder`, { cause: error })
    // Says by itself why the file can't be made or written, in the system's own code.
    closeSync(openSync(path, 'a'))
    throw locksUnsupported(error)
  }
}

/** SQLite says 'busy' also where the file system refuses every lock, as NFS does without its lock service. */
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
    // A full disk: whoever comes next is refused all the same, in fewer words.
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
