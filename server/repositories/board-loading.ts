/** Boards in memory: counted from the newest snapshot and the records since, and kept up with other processes. */
import type { ConvoyId } from '../../schema/ids.ts'
import type { Ports } from '../ports/index.ts'
import { addFromOtherProcess, type Board, emptyBoard, orderOf } from './board.ts'
import { type BoardMark, readAdded } from './board-log.ts'
import { type Corrections, rebuildRanking, reconcile } from './board-reconciliation.ts'
import type { BoardTurns } from './board-turns.ts'
import type { EngagementRow } from './engagements.ts'
import { countTallies, dropSnapshotsFrom, keepSnapshot } from './leaderboard-snapshots.ts'
import type { Roster } from './roster.ts'

export type BoardDeps = Pick<Ports, 'tables' | 'ranking' | 'clock'> & {
  roster: Pick<Roster, 'findDrone' | 'pastConvoysOf'>
}

/** The boards that were loaded, as of marks. The caller has exclusive access to the board. */
export interface HeldBoards {
  readonly boards: ReadonlyMap<ConvoyId, Board>
  readonly corrected: Corrections
  /** The board in memory plus the turns up to a mark, which may take reading their records; null when it has to be loaded. */
  heldAt(convoyId: ConvoyId, mark: BoardMark): Promise<Board | null>
  /** Like `heldAt`, but loads the board if it has to; null when another process has changed it meanwhile. */
  boardAt(convoyId: ConvoyId, mark: BoardMark): Promise<Board | null>
  /** The board at the mark of a turn that this process has, with everything that derives from it reconciled. */
  reconciledAt(convoyId: ConvoyId, mark: BoardMark): Promise<Board>
  /** In a turn, before records are stored: deletes the snapshots that they outdate and makes the board able to count them. */
  prepareToAdd(board: Board, records: readonly EngagementRow[]): Promise<void>
}

/** A snapshot is written after more records than this had to be counted to load a board. */
const snapshotAfterRecords = 1_000

export function createHeldBoards(deps: BoardDeps, turns: BoardTurns): HeldBoards {
  const { tables } = deps
  const { isShared } = turns
  const boards = new Map<ConvoyId, Board>()
  const corrected: Corrections = { rows: 0, places: 0, counters: 0 }

  /** The board with all stored records, and how many of them had to be counted. */
  async function load(convoyId: ConvoyId, { generation, turn }: BoardMark): Promise<{ board: Board; counted: number }> {
    const { counted, ...of } = await countTallies(tables, convoyId, { atMs: null, isShared, withWeapons: true })
    const loaded = { ...of, order: orderOf(of.tallies), newestSnapshotMs: of.baseMs, generation, turn }
    const board = { ...emptyBoard(convoyId), ...loaded }
    for (const { totalEngagements, successfulHits } of board.tallies.values()) {
      board.totalEngagements += totalEngagements
      board.successfulHits += successfulHits
    }
    return { board, counted }
  }

  /** Adds the turns of other processes. False when their records are no longer logged or can't be added to this board. */
  async function addTurns(board: Board, mark: BoardMark): Promise<boolean> {
    if (board.generation !== mark.generation || board.turn > mark.turn) return false
    if (board.turn === mark.turn) return true
    const added = await readAdded(tables, board.convoyId, board, mark)
    if (!added || !canAddTo(board, added)) return false
    addFromOtherProcess(board, added)
    board.turn = mark.turn
    return true
  }

  async function heldAt(convoyId: ConvoyId, mark: BoardMark): Promise<Board | null> {
    const held = boards.get(convoyId)
    return held && !held.needsReload && (await addTurns(held, mark)) ? held : null
  }

  async function reconciledAt(convoyId: ConvoyId, mark: BoardMark): Promise<Board> {
    const held = await heldAt(convoyId, mark)
    if (held) {
      if (!held.isReconciled) await reconcile(deps, held, corrected)
      else if (held.isRankingStale) await rebuildRanking(deps, held)
      return held
    }
    const { board, counted } = await load(convoyId, mark)
    boards.set(convoyId, board)
    await reconcile(deps, board, corrected)
    if (counted > snapshotAfterRecords) await keepSnapshot(deps, board)
    return board
  }

  return {
    boards,
    corrected,
    heldAt,
    reconciledAt,
    async boardAt(convoyId, mark) {
      // No other process writes what derives from it: a turn is not needed to reconcile that.
      if (!isShared) return reconciledAt(convoyId, mark)
      const held = await heldAt(convoyId, mark)
      if (held) return held
      const { board } = await load(convoyId, mark)
      const now = await turns.readMark(convoyId)
      if (now.isHeld || now.generation !== mark.generation || now.turn !== mark.turn) return null
      boards.set(convoyId, board)
      return board
    },
    async prepareToAdd(board, records) {
      const { convoyId, newestSnapshotMs } = board
      const fromMs = Math.min(...records.map(({ engagedAtMs }) => engagedAtMs))
      if (newestSnapshotMs !== null && newestSnapshotMs >= fromMs) {
        await dropSnapshotsFrom(tables, convoyId, fromMs)
        board.newestSnapshotMs = fromMs - 1
      }
      if (canAddTo(board, records)) return
      const options = { atMs: null, noneAfterMs: fromMs - 1, isShared, withWeapons: true }
      const { tallies, weapons, baseMs } = await countTallies(tables, convoyId, options)
      Object.assign(board, { tallies, weapons, baseMs, order: orderOf(tallies) })
    },
  }
}

/** False when a record of a known drone is not newer than the board's snapshot, which keeps no order of records to compute a streak. */
const canAddTo = ({ baseMs, tallies }: Board, rows: readonly EngagementRow[]): boolean =>
  baseMs === null || rows.every(({ engagedAtMs, droneId }) => engagedAtMs > baseMs || !tallies.has(droneId))
