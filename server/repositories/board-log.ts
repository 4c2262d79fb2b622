/**
 * What each turn on a board has added. The row of a turn that is in progress holds its records too (see `board-turns.ts`), so
 * whoever takes over an interrupted turn can store them.
 */
import { mapLimited } from '../../lib/async/map-limited.ts'
import type { ConvoyId } from '../../schema/ids.ts'
import type { Row } from '../../schema/table-types.ts'
import * as tables from '../../schema/tables.ts'
import type { Tables } from '../ports/tables.ts'
import { type EngagementRow, type EngagementStore, findEngagement, storeEngagements } from './engagements.ts'
import { everyPage } from './every-page.ts'
import { dropSnapshotsFrom } from './leaderboard-snapshots.ts'

export type TurnRow = Row<typeof tables.boardTurns>

/** The last turn whose records are counted on a board. */
export type BoardMark = Pick<TurnRow, 'generation' | 'turn'>

const findsAtOnce = 64

/** Records added after one mark up to another of the same generation; null when some turns are no longer logged. */
export async function readAdded(
  store: Tables,
  convoyId: ConvoyId,
  { generation, turn }: BoardMark,
  upTo: BoardMark,
): Promise<EngagementRow[] | null> {
  const records: EngagementRow[] = []
  let turns = 0
  const range = { from: { turn: turn + 1 }, until: { turn: upTo.turn + 1 } }
  for await (const rows of everyPage(store, tables.boardLog, { convoyId, generation }, range)) {
    for (const row of rows) records.push(...row.records)
    turns += rows.length
  }
  return turns === upTo.turn - turn ? records : null
}

/** False for a row of a version that appended the records to `board_changes` and then ended the turn in this row. */
export const isCurrentFormat = ({ added, generation, turn }: TurnRow): boolean =>
  added?.generation === generation && added.turn === turn

/**
 * Stores the records of an interrupted turn: the same rows, so a late write of its holder changes nothing. Returns them, and which
 * of them the holder had not stored.
 */
export async function restoreRecords(
  deps: EngagementStore,
  row: TurnRow,
): Promise<{ records: EngagementRow[]; missing: Set<EngagementRow> }> {
  const { tables: store } = deps
  const { convoyId } = row
  const records = isCurrentFormat(row) ? (row.added?.records ?? []) : await closeOldTurn(store, row)
  if (records.length === 0) return { records, missing: new Set() }
  const found = await mapLimited(records, findsAtOnce, (record) => findEngagement(store, record))
  await dropSnapshotsFrom(store, convoyId, Math.min(...records.map(({ engagedAtMs }) => engagedAtMs)))
  await storeEngagements(deps, records, new Set())
  return { records, missing: new Set(records.filter((_, at) => found[at] === null)) }
}

/** A version without the column `added` appends to `board_changes` by compare-and-set: an empty entry keeps it from appending any more. */
async function closeOldTurn(store: Tables, { convoyId, generation, turn }: TurnRow): Promise<EngagementRow[]> {
  const closed = { convoyId, generation, turn: turn + 1, records: [] }
  const { current } = await store.insertIf(tables.boardChanges, closed, null)
  return (current?.records ?? []).map((record) => ({ ...record, placement: record.placement ?? null }))
}
