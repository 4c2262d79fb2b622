/**
 * What each turn adds to a convoy's board: a write-ahead log with one entry per turn, decided by compare and set.
 *
 * A turn appends its records before it stores them. Whoever takes over a turn that was cut off closes its entry first: either
 * the records are in the log, then they are stored again (the same rows, so that a late write of the first holder changes
 * nothing), or they never will be, and the first holder may not store them.
 */
import type { ConvoyId } from '../../schema/ids.ts'
import type { Row } from '../../schema/table-types.ts'
import * as tables from '../../schema/tables.ts'
import type { Tables } from '../ports/tables.ts'
import type { RecentEngagements } from './engagement-pages.ts'
import { type EngagementRow, storeEngagements } from './engagements.ts'
import { everyPage } from './every-page.ts'
import { dropSnapshotsFrom } from './leaderboard-snapshots.ts'

/** Up to where a board was counted by all processes together. */
export type BoardMark = Pick<Row<typeof tables.boardTurns>, 'generation' | 'turn'>

export interface BoardLog {
  /**
   * Decides what the turn after `mark` adds. False: that turn was closed, and nothing of it may be stored. `newestAtMs` is the
   * newest record of the board at `mark`.
   */
  append(
    convoyId: ConvoyId,
    mark: BoardMark,
    records: readonly EngagementRow[],
    newestAtMs: number | null,
  ): Promise<boolean>
  /** Ends the turn after `mark`: when it resolves, what the turn decided is stored and nothing can be appended to it. */
  close(convoyId: ConvoyId, mark: BoardMark): Promise<void>
  /** Records added after one mark up to another of the same generation; null when they are not all kept any more. */
  added(convoyId: ConvoyId, after: BoardMark, upTo: BoardMark): Promise<EngagementRow[] | null>
}

interface Deps {
  tables: Tables
  /** Told of records that were stored for a process that lost its turn. */
  recents?: Pick<RecentEngagements, 'invalidate'>
}

export function createBoardLog({ tables: store, recents }: Deps): BoardLog {
  return {
    async append(convoyId, { generation, turn }, records, newestAtMs) {
      // Before the first record of a generation: from then on snapshots of earlier ones are trusted only up to here.
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
