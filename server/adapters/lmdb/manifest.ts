/** `store.json` beside the data file: marks that a store exists, and its format. */
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** The newest format. A store of format 2 may have compressed blocks, which older versions can't read. */
export const storeFormat = 2
/** The format of a new store: readable by older versions until something is compressed. */
export const firstFormat = 1
const fileName = 'store.json'

/**
 * The format in the manifest of the folder; null: there is none, and no store. Throws an Error for a manifest that is damaged or has
 * a newer format.
 */
export function readFormat(dataDir: string): number | null {
  const text = readIfThere(join(dataDir, fileName))
  if (text === null) return null
  const format = parseFormat(text)
  if (format === null) throw new Error(`${fileName} is damaged: expected {"format":${storeFormat}}, got other text`)
  if (format > storeFormat)
    throw new Error(
      `the store has format ${format}, expected at most ${storeFormat}: a newer version of the program wrote it; start that version`,
    )
  return format
}

/** Writes the manifest durably: it must survive a power failure. */
export function writeManifest(dataDir: string, format: number): void {
  const draft = join(dataDir, `${fileName}.draft`)
  writeFileSync(draft, `${JSON.stringify({ format })}\n`, { flush: true })
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
