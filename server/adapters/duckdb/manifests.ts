/** Manifests: numbered JSON files that name the valid files of the lake. The highest number that can be read is valid. */
import { join } from 'node:path'
import type { LakeFile, LakeManifest } from '../../ports/lake.ts'
import { codeOf, type LakeFolder } from './folder.ts'
import { tableNames } from './views.ts'

export interface StoredManifest extends LakeManifest {
  writtenAtMs: number
}

const format = 1
const folderName = 'manifest'
const namePattern = /^manifest-(\d{10})\.json$/

export const emptyManifest: StoredManifest = { generation: 0, writtenAtMs: 0, asOfMs: 0, files: [], marks: {} }

export const pathOf = (generation: number): string =>
  `${folderName}/manifest-${String(generation).padStart(10, '0')}.json`

export const printManifest = (manifest: StoredManifest): string => `${JSON.stringify({ format, ...manifest })}\n`

/** Numbers of the manifests in the folder, highest first. */
export async function listGenerations(folder: LakeFolder, root: string): Promise<number[]> {
  const names = await folder.list(join(root, folderName))
  return names.flatMap((name) => Number(namePattern.exec(name)?.[1] ?? 0) || []).sort((a, b) => b - a)
}

/** Null for one that is cut, damaged, of a newer format, or deleted meanwhile. */
export async function readManifest(
  folder: LakeFolder,
  root: string,
  generation: number,
): Promise<StoredManifest | null> {
  try {
    const value: unknown = JSON.parse(await folder.read(join(root, pathOf(generation))))
    return isManifest(value) && value.generation === generation ? value : null
  } catch (error) {
    if (error instanceof SyntaxError || codeOf(error) === 'ENOENT') return null
    throw error
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null
const isCount = (value: unknown): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0

function isManifest(value: unknown): value is StoredManifest {
  return (
    isRecord(value) &&
    value.format === format &&
    [value.generation, value.writtenAtMs, value.asOfMs].every(isCount) &&
    isRecord(value.marks) &&
    Object.values(value.marks).every((mark) => typeof mark === 'number') &&
    Array.isArray(value.files) &&
    value.files.every(isFile)
  )
}

function isFile(value: unknown): value is LakeFile {
  return (
    isRecord(value) &&
    tableNames.some((name) => name === value.table) &&
    typeof value.path === 'string' &&
    isInside(value.path) &&
    (value.hourMs === null || typeof value.hourMs === 'number') &&
    [value.rows, value.sizeBytes, value.readAtMs].every(isCount) &&
    typeof value.digest === 'string' &&
    (value.contents === null || isCount(value.contents)) &&
    Array.isArray(value.columns) &&
    value.columns.every((column) => typeof column === 'string' && /^\w+$/.test(column))
  )
}

/** No name that leads out of the folder, however it came into a manifest. */
const isInside = (path: string): boolean =>
  path.endsWith('.parquet') && path.split('/').every((part) => /^[\w=.-]+$/.test(part) && part !== '..' && part !== '.')
