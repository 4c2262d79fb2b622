/** `store.json` beside the data file: says that there is a store, and in which format. */
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Counted up when older programs could not read the store. */
export const storeFormat = 1
const fileName = 'store.json'

/**
 * True when the manifest says that there is a store in the folder, false without one. Throws an Error for a manifest that is
 * damaged or of a newer format.
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

/** Says that there is a store, so that it survives a loss of power that there is one. */
export function writeManifest(dataDir: string): void {
  const draft = join(dataDir, `${fileName}.draft`)
  writeFileSync(draft, `${JSON.stringify({ format: storeFormat })}\n`, { flush: true })
  renameSync(draft, join(dataDir, fileName))
  flush(dataDir)
}

/** Brings a file, or the names in a folder, to the disk. */
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
