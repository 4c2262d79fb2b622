/** What can go wrong with a disk, in words. */
import { Failure } from '../../../lib/errors.ts'

const retryAfterMs = 2_000

const reasons: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EIO: 'the disk reports an input/output error',
  EROFS: 'the disk is read-only',
  EACCES: 'the server may not write there',
  MDB_MAP_FULL: 'the store has reached its size limit',
  MDB_PANIC: 'the disk failed earlier; restart the server once it is well',
}
const codes: Readonly<Record<number, string>> = {
  5: 'EIO',
  13: 'EACCES',
  28: 'ENOSPC',
  30: 'EROFS',
  122: 'EDQUOT',
  [-30792]: 'MDB_MAP_FULL',
  [-30795]: 'MDB_PANIC',
}

/** The failure that a caller of the store sees: `unavailable` for all that the disk did; a RangeError stays itself. */
export function toFailure(error: unknown, attempt: 'read' | 'write'): Error {
  if (error instanceof Failure || error instanceof RangeError) return error
  return new Failure('unavailable', `The store can't ${attempt}: ${reasonOf(error)}.`, { retryAfterMs, cause: error })
}

/** Why a call to the disk failed. */
export function reasonOf(error: unknown): string {
  const { code, message } = error as { code?: number | string; message?: string }
  const name = typeof code === 'number' ? codes[code] : code
  return reasons[name ?? ''] ?? message ?? String(error)
}
