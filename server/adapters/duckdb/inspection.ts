/** Compares files with what their manifest says, without reading them: finds files that are missing or cut. */
import { join } from 'node:path'
import { mapLimited } from '../../../lib/async/map-limited.ts'
import type { Clock } from '../../ports/clock.ts'
import type { LakeFault, LakeFile } from '../../ports/lake.ts'
import { codeOf, type LakeFolder } from './folder.ts'

const inspectedAtOnce = 32
/** Files never change under their name: one that was whole is looked at again only after this long. */
const trustedForMs = 300_000

export interface FileInspection {
  /** The files that are there and whole, and what is wrong with the others. */
  sort(files: readonly LakeFile[]): Promise<{ whole: LakeFile[]; faults: LakeFault[] }>
}

export function createFileInspection(
  root: string,
  folder: LakeFolder,
  clock: Pick<Clock, 'monotonicMs'>,
): FileInspection {
  const wholeAtMs = new Map<string, number>()

  async function faultOf(file: LakeFile): Promise<LakeFault | null> {
    const { path, sizeBytes } = file
    const trustedAtMs = wholeAtMs.get(path)
    if (trustedAtMs !== undefined && clock.monotonicMs() - trustedAtMs < trustedForMs) return null
    wholeAtMs.delete(path)
    const got = await describeFile(join(root, path))
    const expected = `${sizeBytes} bytes that end with PAR1`
    if (got !== expected) return toFault(file, expected, got)
    wholeAtMs.set(path, clock.monotonicMs())
    return null
  }

  async function describeFile(path: string): Promise<string> {
    try {
      const tail = await folder.tailOf(path)
      return `${await folder.sizeOf(path)} bytes that end with ${/^\w+$/.test(tail) ? tail : 'others'}`
    } catch (error) {
      return codeOf(error) === 'ENOENT' ? 'no file' : (error as Error).message
    }
  }

  return {
    async sort(files) {
      const found = await mapLimited(files, inspectedAtOnce, faultOf)
      const listed = new Set(files.map(({ path }) => path))
      for (const path of wholeAtMs.keys()) if (!listed.has(path)) wholeAtMs.delete(path)
      return { whole: files.filter((_, at) => found[at] === null), faults: found.filter((fault) => fault !== null) }
    },
  }
}

export const toFault = ({ table, path, hourMs }: LakeFile, expected: string, got: string): LakeFault => ({
  ...{ table, path, hourMs },
  ...{ expected, got },
})
