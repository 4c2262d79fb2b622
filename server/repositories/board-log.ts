/**
 * A write-ahead log of what each turn adds to a convoy's board, with one entry per turn, written by compare and set.
 *
 * A turn appends its records before it stores them. A process that takes over an interrupted turn closes its entry first: if the
 * records are in the log, it stores them again (the same rows, so a late write of the first holder changes nothing); if not, it
 * writes an empty entry, and the first holder can no longer append or store them.
 */
import type { ConvoyId } from '../../schema/ids.ts'
import type { Row } from '../../schema/table-types.ts'
import * as tables from '../../schema/tables.ts'
import type { Tables } from '../ports/tables.ts'
import type { RecentEngagements } from './engagement-pages.ts'
import { type EngagementRow, storeEngagements } from './engagements.ts'
import { everyPage } from './every-page.ts'
import { dropSnapshotsFrom } from './leaderboard-snapshots.ts'

/** The last turn whose records are counted on a board. */
export type BoardMark = Pick<Row<typeof tables.boardTurns>, 'generation' | 'turn'>

export interface BoardLog {
  /**
   * Writes the entry of the turn after `mark`. False: that turn was closed by another process, and its records must not be
   * stored. `newestAtMs` is the time of the board's newest record at `mark`.
   */
  append(
    convoyId: ConvoyId,
    mark: BoardMark,
    records: readonly EngagementRow[],
    newestAtMs: number | null,
  ): Promise<boolean>
  /** Closes the turn after `mark`: when it resolves, the records of its entry are stored and nothing can be appended to it. */
  close(convoyId: ConvoyId, mark: BoardMark): Promise<void>
  /** Records added after one mark up to another of the same generation; null when some entries are no longer stored. */
  added(convoyId: ConvoyId, after: BoardMark, upTo: BoardMark): Promise<EngagementRow[] | null>
}

interface Deps {
  tables: Tables
  /** Invalidated for records stored on behalf of a process that lost its turn. */
  recents?: Pick<RecentEngagements, 'invalidate'>
}

export function createBoardLog({ tables: store, recents }: Deps): BoardLog {
  return {
    async append(convoyId, { generation, turn }, records, newestAtMs) {
      // Written before the first record of a generation: snapshots of earlier generations are trusted only up to `newestAtMs`.
      if (generation > 0 && turn === 0)
        await store.insertIf(tables.boardGenerations, { convoyId, generation, newestAtMs }, null)
      const entry = { convoyId, generation, turn: turn + 1, records: [...records] }
      return (await store.insertIf(tables.boardChanges, entry, null)).applied
    },

    async close(convoyId, { generation, turn }) {
      const closed = { convoyId, generation, turn: turn + 1, records: [] }
      const { current } = await store.insertIf(tables.boardChanges, closed, null)
      const records = current?.records ?? []
      if (records.length === 0) return
      await dropSnapshotsFrom(store, convoyId, Math.min(...records.map(({ engagedAtMs }) => engagedAtMs)))
      await storeEngagements(store, records, new Set())
      await recents?.invalidate(records)
    },

    async added(convoyId, { generation, turn }, upTo) {
      const records: EngagementRow[] = []
      let turns = 0
      const range = { from: { turn: turn + 1 }, until: { turn: upTo.turn + 1 } }
      for await (const rows of everyPage(store, tables.boardChanges, { convoyId, generation }, range)) {
        for (const row of rows) records.push(...row.records)
        turns += rows.length
      }
      return turns === upTo.turn - turn ? records : null
    },
  }
}
