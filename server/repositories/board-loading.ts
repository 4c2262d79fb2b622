/** Counts boards from the newest snapshot and the records since. */
import type { ConvoyId } from '../../schema/ids.ts'
import type { Ports } from '../ports/index.ts'
import { type Board, emptyBoard, orderOf } from './board.ts'
import type { BoardMark } from './board-log.ts'
import { countTallies } from './leaderboard-snapshots.ts'

interface Deps {
  tables: Ports['tables']
  /** True when other processes also change the boards. */
  isShared: boolean
}

/** The board with all stored records, and how many of them had to be counted. */
export async function loadBoard(
  { tables, isShared }: Deps,
  convoyId: ConvoyId,
  mark: BoardMark | null,
): Promise<{ board: Board; counted: number }> {
  const { counted, ...of } = await countTallies(tables, convoyId, { atMs: null, isShared, withWeapons: true })
  const board = { ...emptyBoard(convoyId), ...of, order: orderOf(of.tallies), newestSnapshotMs: of.baseMs }
  for (const { totalEngagements, successfulHits } of board.tallies.values()) {
    board.totalEngagements += totalEngagements
    board.successfulHits += successfulHits
  }
  if (mark) Object.assign(board, { generation: mark.generation, turn: mark.turn })
  return { board, counted }
}

/** Recounts a board from an earlier snapshot, before a record of `fromMs` is added. Later snapshots have been deleted. */
export async function recountBoard({ tables, isShared }: Deps, board: Board, fromMs: number): Promise<void> {
  const options = { atMs: null, noneAfterMs: fromMs - 1, isShared, withWeapons: true }
  const { tallies, weapons, baseMs } = await countTallies(tables, board.convoyId, options)
  Object.assign(board, { tallies, weapons, baseMs, order: orderOf(tallies) })
}
