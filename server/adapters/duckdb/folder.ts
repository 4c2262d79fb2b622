/** What the lake does to its folder, one operation each, so that a test can end the process or fail the disk at any of them. */
import { link, mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { Failure } from '../../../lib/errors.ts'

export interface LakeFolder {
  makeFolder(path: string): Promise<void>
  /** Writes a new file and makes it durable. */
  writeText(path: string, text: string): Promise<void>
  /** Makes the contents of a file, or the names in a folder, durable. */
  sync(path: string): Promise<void>
  move(from: string, to: string): Promise<void>
  /** Moves a file unless there is one of this name: then it fails with EEXIST. */
  moveNew(from: string, to: string): Promise<void>
  /** No error when there is none. */
  remove(path: string): Promise<void>
  /** Names of files, with those of folders below; empty when there is no folder. */
  list(path: string): Promise<string[]>
  read(path: string): Promise<string>
  sizeOf(path: string): Promise<number>
  /** The last four bytes: those of a whole Parquet file are `PAR1`. */
  tailOf(path: string): Promise<string>
}

export const lakeFolder: LakeFolder = {
  makeFolder: async (path) => void (await mkdir(path, { recursive: true })),
  async writeText(path, text) {
    const file = await open(path, 'w')
    try {
      await file.writeFile(text)
      await file.sync()
    } finally {
      await file.close()
    }
  },
  async sync(path) {
    const file = await open(path, 'r')
    try {
      await file.sync()
    } finally {
      await file.close()
    }
  },
  move: rename,
  async moveNew(from, to) {
    try {
      await link(from, to)
      await rm(from)
    } catch (error) {
      // A file system without hard links.
      if (!['EPERM', 'ENOTSUP', 'ENOSYS', 'EOPNOTSUPP'].includes(codeOf(error))) throw error
      await rename(from, to)
    }
  },
  remove: (path) => rm(path, { force: true }),
  async list(path) {
    try {
      const found = await readdir(path, { recursive: true, withFileTypes: true })
      return found.filter((one) => one.isFile()).map((one) => `${one.parentPath}/${one.name}`.slice(path.length + 1))
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return []
      throw error
    }
  },
  read: (path) => readFile(path, 'utf8'),
  sizeOf: async (path) => (await stat(path)).size,
  async tailOf(path) {
    const file = await open(path, 'r')
    try {
      const { size } = await file.stat()
      const { buffer, bytesRead } = await file.read(Buffer.alloc(4), 0, 4, Math.max(0, size - 4))
      return buffer.toString('latin1', 0, bytesRead)
    } finally {
      await file.close()
    }
  },
}

export const codeOf = (error: unknown): string => (error instanceof Error && 'code' in error ? String(error.code) : '')

/** A system error as the failure that callers expect. */
export function toUnavailable(folder: string, error: unknown): unknown {
  if (codeOf(error) === '' || error instanceof Failure) return error
  const reason = reasons[codeOf(error)] ?? (error as Error).message
  return new Failure('unavailable', `The lake ${folder} can’t be used: ${reason}.`, { cause: error })
}

const reasons: Readonly<Record<string, string>> = {
  ENOSPC: 'no space is left',
  EDQUOT: 'its quota is used up',
  EROFS: 'it is read-only',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  ENOENT: 'a folder or file is gone',
  ENOTDIR: 'a part of its path is a file',
  EIO: 'the disk has an error',
}
