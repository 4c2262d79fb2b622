import type { LakeBatch } from '../../../lib/lake/batch.ts'
import { createChecksum } from '../../../lib/lake/checksum.ts'
import { type LakeValue, rowsToBatch } from '../../../lib/lake/rows-to-batch.ts'
import { type LakeTableName, lakeColumns } from '../../../schema/lake-columns.ts'
import type { Lake, LakeFile, LakeManifest } from '../../ports/lake.ts'

/** What the next generation will change. */
export interface Changes {
  add: LakeFile[]
  remove: string[]
}

export const filesOf = (manifest: LakeManifest, table: LakeFile['table'], hourMs: number | null): LakeFile[] =>
  manifest.files.filter((file) => file.table === table && file.hourMs === hourMs)

export const pathsOf = (files: readonly LakeFile[]): string[] => files.map(({ path }) => path)

const rowsPerBatch = 4_096

function toBatches(table: LakeTableName, rows: readonly (readonly LakeValue[])[]): LakeBatch[] {
  const types = Object.values(lakeColumns[table])
  const batches: LakeBatch[] = []
  for (let from = 0; from < rows.length; from += rowsPerBatch)
    batches.push(rowsToBatch(types, rows.slice(from, from + rowsPerBatch)))
  return batches
}

/** Writes a table's rows, or those of one hour, unless the lake has just them. */
export async function replaceRows(
  lake: Lake,
  manifest: LakeManifest,
  target: { table: LakeTableName; hourMs: number | null; readAtMs: number },
  rows: readonly (readonly LakeValue[])[],
): Promise<Changes> {
  const before = filesOf(manifest, target.table, target.hourMs)
  const batches = toBatches(target.table, rows)
  const checksum = createChecksum(Object.values(lakeColumns[target.table]))
  for (const batch of batches) checksum.add(batch)
  const [only] = before
  const isSame = before.length <= 1 && (only?.rows ?? 0) === checksum.rows && (only?.contents ?? 0) === checksum.value
  if (isSame) return { add: [], remove: [] }
  const file = await lake.write(target, inTurn(batches))
  return { add: file ? [file] : [], remove: pathsOf(before) }
}

async function* inTurn(batches: readonly LakeBatch[]): AsyncGenerator<LakeBatch> {
  yield* batches
}
