/** What can go wrong with a disk, in words. */
import { statfsSync } from 'node:fs'
import { Failure } from '../../../lib/errors.ts'

const retryAfterMs = 2_000
/** With less room than this an input/output error means a full disk: LMDB calls a write cut short by it so. */
const fullBelowBytes = 16 * 2 ** 20

const reasons: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EIO: 'the disk reports an input/output error',
  EROFS: 'the disk is read-only',
  EACCES: 'the server may not write there',
  EPERM: 'the server may not write there',
  ENOTDIR: 'a part of its path is a file',
  EEXIST: 'it is a file, not a folder',
  ENOENT: 'no folder can be made there',
  ELOOP: 'its path is a circle of links',
  ENAMETOOLONG: 'its path is too long',
  MDB_MAP_FULL: 'the store has reached its size limit',
  MDB_PANIC: 'the disk failed earlier; restart the server once it is well',
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

/** Makes of an error the failure that callers of the store in this folder see: `unavailable`; a Failure or RangeError stays itself. */
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

function freeBytesOf(dataDir: string): number {
  try {
    const { bavail, bsize } = statfsSync(dataDir)
    return bavail * bsize
  } catch {
    return Number.POSITIVE_INFINITY
  }
}
