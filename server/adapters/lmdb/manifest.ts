/** `store.json` beside the data file: marks that a store exists, and its format. */
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Incremented when older versions can't read the store any more. */
export const storeFormat = 1
const fileName = 'store.json'

/**
 * Whether the folder has a manifest and so a store. Throws an Error for a manifest that is damaged or has a newer format.
 */
export function hasManifest(dataDir: string): boolean {
  const text = readIfThere(join(dataDir, fileName))
  if (text === null) return false
  const format = parseFormat(text)
  if (format === null) throw new Error(`${fileName} is damaged: expected {"format":${storeFormat}}, got other text`)
  if (format > storeFormat)
    throw new Error(
      `the store has format ${format}, expected at most ${storeFormat}: a newer version of the program wrote it; start that version`,
    )
  return true
}

/** Writes the manifest durably: it must survive a power failure. */
export function writeManifest(dataDir: string): void {
  const draft = join(dataDir, `${fileName}.draft`)
  writeFileSync(draft, `${JSON.stringify({ format: storeFormat })}\n`, { flush: true })
  renameSync(draft, join(dataDir, fileName))
  flush(dataDir)
}

/** Flushes a file, or the entries of a folder, to disk. */
export function flush(path: string): void {
  const handle = openSync(path, 'r')
  fsyncSync(handle)
  closeSync(handle)
}

function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if ((error as { code?: string }).code === 'ENOENT') return null
    throw error
  }
}

function parseFormat(text: string): number | null {
  try {
    const { format } = JSON.parse(text) as { format?: unknown }
    return typeof format === 'number' && Number.isInteger(format) ? format : null
  } catch {
    return null
  }
}
