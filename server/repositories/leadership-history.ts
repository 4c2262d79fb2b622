/** Leadership at past instants, from its stored changes. */
import { dayMsOf } from '../../lib/time/day.ts'
import type { ConvoyId } from '../../schema/ids.ts'
import type { LeadershipChange } from '../../schema/leadership.ts'
import * as tables from '../../schema/tables.ts'
import type { Tables } from '../ports/tables.ts'
import { everyPage } from './every-page.ts'

/** The newest change of a convoy's leadership up to `atMs`; null when there was none. Two to four reads. */
export async function findLeadershipChange(
  store: Pick<Tables, 'scan'>,
  convoyId: ConvoyId,
  atMs: number,
): Promise<LeadershipChange | null> {
  // Both tables are newest first; the first day up to then may begin after it.
  const days = await store.scan(tables.leadershipDays, { convoyId }, { from: { dayMs: dayMsOf(atMs) }, limit: 2 })
  for (const { dayMs } of days.rows) {
    const found = await store.scan(tables.leadershipEvents, { convoyId, dayMs }, { from: { atMs }, limit: 1 })
    const [row] = found.rows
    if (row) return row.change
  }
  return null
}

/** The changes of a convoy's leadership from `fromMs` to before `toMs`, newest first, a page at a time. */
export async function* readLeadershipChanges(
  store: Pick<Tables, 'scan'>,
  convoyId: ConvoyId,
  fromMs: number,
  toMs: number,
): AsyncGenerator<LeadershipChange[]> {
  const days = { from: { dayMs: dayMsOf(toMs - 1) }, until: { dayMs: dayMsOf(fromMs) - 1 } }
  for await (const pages of everyPage(store, tables.leadershipDays, { convoyId }, days))
    for (const { dayMs } of pages) {
      const range = { from: { atMs: toMs - 1 }, until: { atMs: fromMs - 1 } }
      for await (const rows of everyPage(store, tables.leadershipEvents, { convoyId, dayMs }, range))
        yield rows.map(({ change }) => change)
    }
}
