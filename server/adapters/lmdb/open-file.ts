/** Opens the data file of a folder: locks the folder, checks the file for damage, and only then lets LMDB map it. */
import { mkdirSync, rmSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { open, type RootDatabase } from 'lmdb'
import type { Clock } from '../../ports/clock.ts'
import { createFailures } from './failures.ts'
import { lockFolder } from './folder-lock.ts'
import { checkDataFile } from './integrity.ts'
import { firstFormat, flush, readFormat, storeFormat, writeManifest } from './manifest.ts'
import type { StoreLog } from './sweep.ts'

interface FileOptions {
  dataDir: string
  maxDbs: number
  clock: Clock
  log: StoreLog | undefined
}

export interface OpenFile {
  root: RootDatabase
  /** Marks the store as having blocks, durably, unless it is marked already. Throws a Failure when the disk can't be written. */
  markBlocks(): void
  close(): Promise<void>
}

const fileName = 'store.lmdb'
/** Address space reserved for the file; LMDB grows it when needed. */
const mapSizeBytes = 64 * 2 ** 30
/** Bounds the start-up time; enough to check about 0.8 GB, or 3 million readings. */
const maxCheckMs = 1_000
/** Size of the two meta pages; a smaller file was never written to. */
const emptyFileBytes = 8_192

/** Throws a Failure that says what is wrong and what to do. */
export function openFile(options: FileOptions): OpenFile {
  const toFailure = createFailures(options.dataDir)
  try {
    makeFolder(options.dataDir)
    const release = lockFolder(options.dataDir)
    try {
      const root = openChecked(options)
      const close = async () => {
        await root.close()
        release()
      }
      return { root, markBlocks: createMarkBlocks(options.dataDir), close }
    } catch (error) {
      release()
      throw error
    }
  } catch (error) {
    throw toFailure(error, 'open')
  }
}

/** Replaces Node's recursive mkdir, which never returns where no folder can be created, such as below /proc. */
function makeFolder(path: string): void {
  try {
    mkdirSync(path)
  } catch (error) {
    const { code } = error as { code?: string }
    const parent = dirname(resolve(path))
    if (code === 'ENOENT' && parent !== resolve(path)) {
      makeFolder(parent)
      mkdirSync(path)
    } else if (code !== 'EEXIST' || !statSync(path).isDirectory()) throw error
  }
}

function openChecked({ dataDir, maxDbs, clock, log }: FileOptions): RootDatabase {
  const path = join(dataDir, fileName)
  const known = readFormat(dataDir) !== null
  const sizeBytes = statSync(path, { throwIfNoEntry: false })?.size ?? 0
  if (known && sizeBytes === 0)
    throw damaged(`${fileName} is missing or empty, though store.json says there is a store`)
  if (!known && sizeBytes < emptyFileBytes) rmSync(path, { force: true })
  else requireUndamaged(path, clock, log)

  const root = open({
    path,
    maxDbs,
    mapSize: mapSizeBytes,
    // Commits flush synchronously: a failed flush fails its writers.
    overlappingSync: false,
    // Otherwise lmdb creates a promise per turn of the event loop, whose unhandled rejection on a full disk ends the process.
    eventTurnBatching: false,
  })
  if (!known) {
    // In this order: after a power failure, a manifest without its file would look like a damaged store.
    flush(path)
    writeManifest(dataDir, firstFormat)
  }
  return root
}

function createMarkBlocks(dataDir: string): () => void {
  let isMarked = readFormat(dataDir) === storeFormat
  return () => {
    if (isMarked) return
    try {
      writeManifest(dataDir, storeFormat)
    } catch (error) {
      throw createFailures(dataDir)(error, 'write')
    }
    isMarked = true
  }
}

function requireUndamaged(path: string, clock: Clock, log: StoreLog | undefined): void {
  const { damage, checkedPages, usedPages } = checkDataFile(path, {
    monotonicMs: () => clock.monotonicMs(),
    maxMs: maxCheckMs,
  })
  if (damage) throw damaged(`${fileName} is damaged: ${damage}`)
  if (checkedPages < usedPages)
    log?.info({ checkedPages, usedPages }, 'the store is large: checked only part of it for damage')
}

const damaged = (what: string) =>
  new Error(`${what}. Restore a backup of this folder, or move it away to begin with an empty store`)
