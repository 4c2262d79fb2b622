import { rollupNames } from '../../../../schema/lake-columns.ts'
import type { LakeQuery } from '../../../ports/questions.ts'
import { readParquet } from '../views.ts'

const hourMs = 3_600_000

/**
 * The views with only those files of rollups whose hour overlaps the range: opening the others costs more than reading these, even
 * when none of their rows is wanted. Other tables are left whole, and so is a view of SQL that this doesn't know.
 */
export const pruneViews = ({ views, hours }: LakeQuery): { name: string; sql: string }[] =>
  views.map(({ name, files, sql }) => {
    if (!hours || !(rollupNames as readonly string[]).includes(name) || files.length === 0) return { name, sql }
    const kept = files.filter((path) => overlaps(path, hours))
    // A view has its columns by at least one file.
    const read = kept.length > 0 ? kept : files.slice(0, 1)
    return { name, sql: sql.replace(readParquet(files), () => readParquet(read)) }
  })

function overlaps(path: string, { fromMs, toMs }: { fromMs: number; toMs: number }): boolean {
  const [, date, hour] = /\/date=([\d-]{10})\/hour=(\d\d)\//.exec(path) ?? []
  const beginMs = Date.parse(`${date}T${hour}:00:00Z`)
  return Number.isNaN(beginMs) || (beginMs < toMs && beginMs + hourMs > fromMs)
}
