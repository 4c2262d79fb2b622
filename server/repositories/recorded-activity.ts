/** How much was reported in each minute and hour, and events to mark on a timeline. */
import { mapLimited } from '../../lib/async/map-limited.ts'
import { dayLengthMs, dayMsOf } from '../../lib/time/day.ts'
import type { ConvoyId } from '../../schema/ids.ts'
import type { Row } from '../../schema/table-types.ts'
import * as tables from '../../schema/tables.ts'
import type { Tables } from '../ports/tables.ts'
import { everyPage } from './every-page.ts'

export const activityStepsMs = { minute: 60_000, hour: 3_600_000 } as const
/** Over a longer range hours are read instead of minutes. */
export const longestByMinuteMs = 86_400_000
const readsAtOnce = 16

export type ActivityRow = Row<typeof tables.recordedActivity>
export type ActivityKey = Pick<ActivityRow, 'stepMs' | 'convoyId' | 'atMs' | 'fence'>
export type Activity = Pick<ActivityRow, 'readings' | 'late' | 'marks'>
export type Mark = Omit<Row<typeof tables.recordedMarks>, 'dayMs'>

export const noActivity = (): Activity => ({ readings: 0, late: 0, marks: 0 })

/** What one recorder has counted of a step; null: nothing. */
export const findActivity = (store: Tables, key: ActivityKey): Promise<ActivityRow | null> =>
  store.find(tables.recordedActivity, { ...key, dayMs: dayMsOf(key.atMs) })

/** Writes what one recorder has counted of these steps. */
export const storeActivity = (store: Tables, rows: readonly (ActivityKey & Activity)[]): Promise<void> =>
  store.insert(
    tables.recordedActivity,
    rows.map((row) => ({ ...row, dayMs: dayMsOf(row.atMs) })),
  )

/**
 * Activity of these convoys together, or of all (null), from `fromMs` to before `toMs`, by the beginning of each step of `stepMs`
 * (a multiple of a minute; of an hour for more than a day); steps in which nothing happened are left out. Costs a read a day and
 * convoy, and at most 1,440 rows a convoy, or 24 a day.
 */
export async function readActivity(
  store: Pick<Tables, 'scan'>,
  convoyIds: readonly ConvoyId[] | null,
  { fromMs, toMs, stepMs }: { fromMs: number; toMs: number; stepMs: number },
): Promise<Map<number, Activity>> {
  const baseMs = toMs - fromMs > longestByMinuteMs ? activityStepsMs.hour : activityStepsMs.minute
  const partitions = (convoyIds ?? [tables.everyConvoyId]).flatMap((convoyId) =>
    daysBetween(fromMs, toMs).map((dayMs) => ({ stepMs: baseMs, dayMs, convoyId })),
  )
  const found = new Map<number, Activity>()
  await mapLimited(partitions, readsAtOnce, async (partition) => {
    const range = { from: { atMs: Math.floor(fromMs / baseMs) * baseMs }, until: { atMs: toMs } }
    for await (const rows of everyPage(store, tables.recordedActivity, partition, range))
      for (const row of rows) {
        const atMs = Math.floor(row.atMs / stepMs) * stepMs
        const sum = found.get(atMs) ?? noActivity()
        sum.readings += row.readings
        sum.late += row.late
        sum.marks += row.marks
        found.set(atMs, sum)
      }
  })
  return new Map([...found].sort(([a], [b]) => a - b))
}

/** Stores a mark; false: it was stored before. */
export async function storeMark(store: Tables, mark: Mark): Promise<boolean> {
  const row = { ...mark, dayMs: dayMsOf(mark.atMs) }
  if (await store.find(tables.recordedMarks, row)) return false
  await store.insert(tables.recordedMarks, [row])
  return true
}

/** Marks from `fromMs` to before `toMs`, oldest first, at most `limit` of them. */
export async function readMarks(
  store: Pick<Tables, 'scan'>,
  convoyIds: readonly ConvoyId[] | null,
  { fromMs, toMs, limit }: { fromMs: number; toMs: number; limit: number },
): Promise<Mark[]> {
  const wanted = convoyIds && new Set(convoyIds)
  const marks: Mark[] = []
  for (const dayMs of daysBetween(fromMs, toMs)) {
    const range = { from: { atMs: fromMs }, until: { atMs: toMs }, limit }
    for await (const rows of everyPage(store, tables.recordedMarks, { dayMs }, range)) {
      marks.push(...rows.filter(({ convoyId }) => !wanted || wanted.has(convoyId)))
      if (marks.length >= limit) return marks.slice(0, limit)
    }
  }
  return marks
}

function daysBetween(fromMs: number, toMs: number): number[] {
  const firstMs = dayMsOf(fromMs)
  return Array.from({ length: Math.ceil((toMs - firstMs) / dayLengthMs) }, (_, day) => firstMs + day * dayLengthMs)
}
