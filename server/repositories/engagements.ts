/** Engagement records in the tables, found by convoy and time. */
import { dayMsOf } from '../../lib/time/day.ts'
import type { ConvoyId, DroneId, EngagementId } from '../../schema/ids.ts'
import type { Row } from '../../schema/table-types.ts'
import * as tables from '../../schema/tables.ts'
import type { Tables } from '../ports/tables.ts'
import { everyPage } from './every-page.ts'
import type { Reader } from './strategies/reader.ts'

export type EngagementRow = Row<typeof tables.engagements>

/** The tables, and the cached pages of records that outdate when records are stored. */
export interface EngagementStore {
  tables: Tables
  recents: Pick<Reader<{ convoyId: ConvoyId; droneId: DroneId }, unknown>, 'invalidate'>
}

/**
 * Stores the rows durably and invalidates the cached pages of their drones, also when it fails. New days are listed first, so no
 * row is in an unlisted day. `knownDays` are those already listed.
 */
export async function storeEngagements(
  { tables: store, recents }: EngagementStore,
  rows: readonly EngagementRow[],
  knownDays: Set<number>,
): Promise<void> {
  const days = rows.filter(({ dayMs }) => !knownDays.has(dayMs)).map(({ convoyId, dayMs }) => ({ convoyId, dayMs }))
  if (days.length > 0) await store.insert(tables.engagementDays, days)
  for (const { dayMs } of days) knownDays.add(dayMs)
  try {
    await store.insert(tables.engagements, rows)
  } finally {
    await recents.invalidate(rows)
  }
}

/** The stored record, or null. */
export function findEngagement(
  store: Tables,
  { convoyId, dayMs, engagedAtMs, engagementId }: EngagementRow,
): Promise<EngagementRow | null> {
  return store.find(tables.engagements, { convoyId, dayMs, engagedAtMs, engagementId })
}

interface Between {
  afterMs?: number | null
  upToMs?: number | null
}

/** Days of a convoy with engagements, newest first, from that of `upToMs` back to that of `afterMs`; null: unbounded. */
export async function* daysOf(
  store: Tables,
  convoyId: ConvoyId,
  { afterMs = null, upToMs = null }: Between = {},
): AsyncGenerator<number> {
  const range = {
    ...(upToMs === null ? {} : { from: { dayMs: dayMsOf(upToMs) } }),
    ...(afterMs === null ? {} : { until: { dayMs: dayMsOf(afterMs) - 1 } }),
  }
  for await (const rows of everyPage(store, tables.engagementDays, { convoyId }, { ...range, limit: daysAtOnce }))
    for (const { dayMs } of rows) yield dayMs
}
/** Most callers need the newest day or two. */
const daysAtOnce = 32

/**
 * Every engagement of a convoy with afterMs < engagedAtMs ≤ upToMs (null: unbounded), a page at a time, oldest first. Records of
 * the same millisecond come in any order.
 */
export async function* everyEngagement(
  store: Tables,
  convoyId: ConvoyId,
  { afterMs = null, upToMs = null }: Between = {},
): AsyncGenerator<EngagementRow[]> {
  const days: number[] = []
  for await (const dayMs of daysOf(store, convoyId, { afterMs, upToMs })) days.unshift(dayMs)
  for (const dayMs of days) {
    yield* everyPage(
      store,
      tables.engagements,
      { convoyId, dayMs },
      {
        reverse: true,
        ...(upToMs === null ? {} : { from: { engagedAtMs: upToMs } }),
        ...(afterMs === null ? {} : { until: { engagedAtMs: afterMs } }),
      },
    )
  }
}

/** Every engagement of a convoy, newest first, a page at a time, starting at `from` or, if that record is gone, at the next. */
export async function* engagementsNewestFirst(
  store: Tables,
  convoyId: ConvoyId,
  from: { engagedAtMs: number; engagementId: EngagementId } | null,
  pageSize: number,
): AsyncGenerator<EngagementRow[]> {
  for await (const dayMs of daysOf(store, convoyId, { upToMs: from?.engagedAtMs ?? null })) {
    const range = from && dayMs === dayMsOf(from.engagedAtMs) ? { from, limit: pageSize } : { limit: pageSize }
    yield* everyPage(store, tables.engagements, { convoyId, dayMs }, range)
  }
}
