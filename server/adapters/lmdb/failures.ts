/** Disk errors, described for operators. */
import { statfsSync } from 'node:fs'
import { Failure } from '../../../lib/errors.ts'

const retryAfterMs = 2_000
/** With less free space than this, an I/O error means a full disk: LMDB reports a short write as EIO. */
const fullBelowBytes = 16 * 2 ** 20

const reasons: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EIO: 'the disk reports an input/output error',
  EROFS: 'the disk is read-only',
  EACCES: 'the server has no permission to write there',
  EPERM: 'the server has no permission to write there',
  ENOTDIR: 'a part of its path is a file',
  EEXIST: 'it is a file, not a folder',
  ENOENT: 'no folder can be created there',
  ELOOP: 'its path has a loop of symbolic links',
  ENAMETOOLONG: 'its path is too long',
  MDB_MAP_FULL: 'the store has reached its size limit',
  MDB_PANIC: 'the disk failed earlier; restart the server once it works again',
}
const names: Readonly<Record<number, string>> = {
  1: 'EPERM',
  5: 'EIO',
  13: 'EACCES',
  28: 'ENOSPC',
  30: 'EROFS',
  122: 'EDQUOT',
  [-30792]: 'MDB_MAP_FULL',
  [-30795]: 'MDB_PANIC',
}

export type ToFailure = (error: unknown, attempt: 'read' | 'write' | 'open') => Error

/** Converts errors of the store in this folder to Failures `unavailable`; returns a Failure or RangeError unchanged. */
export function createFailures(dataDir: string): ToFailure {
  return (error, attempt) => {
    if (error instanceof Failure || error instanceof RangeError) return error
    const verb = attempt === 'open' ? 'be opened' : attempt
    return new Failure('unavailable', `The store in ${dataDir} can't ${verb}: ${reasonOf(error, dataDir)}.`, {
      retryAfterMs,
      cause: error,
    })
  }
}

function reasonOf(error: unknown, dataDir: string): string {
  const { code, message } = error as { code?: number | string; message?: string }
  const name = typeof code === 'number' ? names[code] : code
  if (name === 'EIO' && freeBytesOf(dataDir) < fullBelowBytes) return reasons.ENOSPC as string
  return reasons[name ?? ''] ?? message ?? String(error)
}

/** With less, LMDB is not asked to write. */
const leastFreeBytes = 2 ** 20

/**
 * Throws ENOSPC for a disk that is all but full. LMDB would find out by itself, but formats what it says of it into memory that may
 * be too short (lmdb 3.5.6, mdb_page_flush), and the process dies.
 */
export function requireRoom(dataDir: string): void {
  const freeBytes = freeBytesOf(dataDir)
  if (freeBytes < leastFreeBytes)
    throw Object.assign(new Error(`expected ${leastFreeBytes} bytes free, got ${freeBytes}`), { code: 'ENOSPC' })
}

function freeBytesOf(dataDir: string): number {
  try {
    const { bavail, bsize } = statfsSync(dataDir)
    return bavail * bsize
  } catch {
    return Number.POSITIVE_INFINITY
  }
}
