/**
 * Boards at past instants. The board at an instant is that of the records with engagedAtMs up to it, as known today.
 * A snapshot keeps the board at the instant of its newest record, so that a past board needs only the records since. It is
 * dropped before a record of that instant or an earlier one is stored: a snapshot that stands is exact.
 */
import { countRecord, type RunningTally, startTally, toTally } from '../../lib/stats/tally.ts'
import type { ConvoyId, DroneId } from '../../schema/ids.ts'
import type { Row } from '../../schema/table-types.ts'
import * as tables from '../../schema/tables.ts'
import type { Ports } from '../ports/index.ts'
import type { Tables } from '../ports/tables.ts'
import type { Board } from './board.ts'
import { dayMsOf, daysOf, everyEngagement } from './engagements.ts'
import { everyPage } from './every-page.ts'

/** A convoy's board is written at most this often. */
export const snapshotEveryMs = 30_000

/** Writes a snapshot of a board that changed, unless this process wrote one less than `snapshotEveryMs` ago. */
export async function keepSnapshot(deps: Pick<Ports, 'tables' | 'clock'>, board: Board): Promise<void> {
  const { convoyId, newestAtMs: atMs, snapshotWrittenAtMs } = board
  const nowMs = deps.clock.nowMs()
  const isDue = snapshotWrittenAtMs === null || Math.abs(nowMs - snapshotWrittenAtMs) >= snapshotEveryMs
  if (atMs === null || !isDue || board.newestSnapshotMs === atMs) return
  const entries = Array.from(board.tallies, ([droneId, tally]) => ({ droneId, ...toTally(tally) }))
  await deps.tables.insert(tables.leaderboardSnapshots, [{ convoyId, dayMs: dayMsOf(atMs), atMs, entries }])
  board.newestSnapshotMs = atMs
  board.snapshotWrittenAtMs = nowMs
}

/** Drops the snapshots of `fromMs` and later: call before storing a record of `fromMs`. */
export async function dropSnapshots(store: Tables, board: Board, fromMs: number): Promise<void> {
  if (board.newestSnapshotMs === null || board.newestSnapshotMs < fromMs) return
  const { convoyId } = board
  for (const dayMs of board.days) {
    if (dayMs < dayMsOf(fromMs)) continue
    const range = { until: { atMs: fromMs - 1 } }
    for await (const rows of everyPage(store, tables.leaderboardSnapshots, { convoyId, dayMs }, range)) {
      await store.delete(
        tables.leaderboardSnapshots,
        rows.map(({ atMs }) => ({ convoyId, dayMs, atMs })),
      )
    }
  }
  board.newestSnapshotMs = fromMs - 1
}

/** Instant of the newest snapshot of a board; null when it has none. */
export async function newestSnapshotMsOf(store: Tables, { convoyId, days }: Board): Promise<number | null> {
  const snapshot = await findSnapshot(
    store,
    convoyId,
    [...days].sort((a, b) => b - a),
    null,
  )
  return snapshot?.atMs ?? null
}

/** The tallies of a convoy's drones at a past instant, exact; drones without a record by then are not in it. */
export async function talliesAt(store: Tables, convoyId: ConvoyId, atMs: number): Promise<Map<DroneId, RunningTally>> {
  const snapshot = await findSnapshot(store, convoyId, await daysOf(store, convoyId, atMs), atMs)
  const tallies = new Map(snapshot?.entries.map(({ droneId, ...tally }) => [droneId, startTally(tally)]))
  const since = everyEngagement(store, convoyId, { afterMs: snapshot?.atMs ?? null, upToMs: atMs })
  for await (const rows of since) {
    for (const row of rows) {
      const tally = tallies.get(row.droneId) ?? startTally()
      tallies.set(row.droneId, tally)
      countRecord(tally, row)
    }
  }
  return tallies
}

/** The newest snapshot in these days (newest first), none after `upToMs`. */
async function findSnapshot(
  store: Tables,
  convoyId: ConvoyId,
  days: readonly number[],
  upToMs: number | null,
): Promise<Row<typeof tables.leaderboardSnapshots> | null> {
  const range = upToMs === null ? {} : { from: { atMs: upToMs } }
  for (const dayMs of days) {
    const { rows } = await store.scan(tables.leaderboardSnapshots, { convoyId, dayMs }, { ...range, limit: 1 })
    if (rows[0]) return rows[0]
  }
  return null
}
