/** Boards in memory and the turns in which they change. Not safe for concurrent calls on one convoy: see `leaderboards.ts`. */
import { Failure, isFailure } from '../../lib/errors.ts'
import type { ConvoyId } from '../../schema/ids.ts'
import type { Ports } from '../ports/index.ts'
import { addFromOtherProcess, type Board, canAddTo } from './board.ts'
import { loadBoard } from './board-loading.ts'
import { type BoardMark, readAdded } from './board-log.ts'
import { type Corrections, rebuildRanking, reconcile } from './board-reconciliation.ts'
import type { BoardTurns, FreeBoard } from './board-turns.ts'
import type { EngagementRow } from './engagements.ts'
import type { HeldTurn, WritingTurn } from './held-turn.ts'
import { keepSnapshot } from './leaderboard-snapshots.ts'
import type { Roster } from './roster.ts'

export type BoardDeps = Pick<Ports, 'tables' | 'ranking' | 'clock'> & {
  roster: Pick<Roster, 'findDrone' | 'pastConvoysOf'>
}

export interface BoardAccess {
  /** The boards that were loaded. */
  readonly boards: ReadonlyMap<ConvoyId, Board>
  readonly corrected: Corrections
  /** Adds records in a turn; see `Leaderboards.add`. */
  add<R extends EngagementRow>(convoyId: ConvoyId, plan: PlanRecords<R>, write: WriteRecords<R>): Promise<void>
  /** Runs in a turn that adds nothing; see `Leaderboards.inTurn`. */
  inTurn<R>(convoyId: ConvoyId, run: (board: Board) => Promise<R>): Promise<R>
  /** The board with what all processes have counted. Takes a turn only when one was interrupted or something may have to be corrected. */
  catchUp(convoyId: ConvoyId): Promise<Board>
}

export type PlanRecords<R> = (board: Board) => Promise<R[]>
export type WriteRecords<R> = (board: Board, records: readonly R[], turn: WritingTurn) => Promise<void>

/** A snapshot is written after more records than this had to be counted to load a board. */
const snapshotAfterRecords = 1_000
/** How long records wait for a turn of their own. */
const giveUpAfterMs = 30_000

const localTurn: WritingTurn = { requireHeld: () => undefined }

/** `turns` null: only this process changes boards. */
export function createBoardAccess(deps: BoardDeps, turns: BoardTurns | null): BoardAccess {
  const boards = new Map<ConvoyId, Board>()
  const corrected: Corrections = { rows: 0, places: 0, counters: 0 }
  const loading = { ...deps, isShared: turns !== null }

  /** The board at a mark: the one in memory plus the turns since, if possible, else reloaded. Reconciles what derives from it. */
  async function advanceTo(convoyId: ConvoyId, mark: BoardMark | null): Promise<Board> {
    const held = boards.get(convoyId)
    if (held && !held.needsReload && (!mark || (await addTurns(held, mark)))) {
      if (!held.isReconciled) await reconcile(deps, held, corrected)
      else if (held.isRankingStale) await rebuildRanking(deps, held)
      return held
    }
    const { board, counted } = await loadBoard(loading, convoyId, mark)
    boards.set(convoyId, board)
    await reconcile(deps, board, corrected)
    if (counted > snapshotAfterRecords) await keepSnapshot(deps, board)
    return board
  }

  /** Adds the turns of other processes. False when their records are no longer logged or can't be added to this board. */
  async function addTurns(board: Board, mark: BoardMark): Promise<boolean> {
    if (board.generation !== mark.generation || board.turn > mark.turn) return false
    if (board.turn === mark.turn) return true
    const added = await readAdded(deps.tables, board.convoyId, board, mark)
    if (!added || !canAddTo(board, added)) return false
    addFromOtherProcess(board, added)
    board.turn = mark.turn
    return true
  }

  async function inTurn<R>(convoyId: ConvoyId, run: (board: Board) => Promise<R>): Promise<R> {
    const turn = turns && (await takeTurn(turns, convoyId))
    return finishTurn(convoyId, turn, async () => run(await advanceTo(convoyId, turn?.before ?? null)))
  }

  async function add<R extends EngagementRow>(convoyId: ConvoyId, plan: PlanRecords<R>, write: WriteRecords<R>) {
    const beganMs = deps.clock.monotonicMs()
    while (deps.clock.monotonicMs() - beganMs < giveUpAfterMs) {
      const free = (await turns?.whenFree(convoyId)) ?? null
      const board = free ? await boardAt(convoyId, free) : await advanceTo(convoyId, null)
      if (!board) continue
      const records = await plan(board)
      if (records.length === 0) return
      const turn = (free && (await turns?.take(convoyId, free, records))) ?? null
      if (free && !turn) continue
      await finishTurn(convoyId, turn, async () => {
        await write(board, records, turn ?? localTurn)
        if (!board.isReconciled) await reconcile(deps, board, corrected)
      })
      return
    }
    throw new Failure('unavailable', `Other processes change the board of ${convoyId} too often.`, {
      retryAfterMs: 1_000,
    })
  }

  /** The board at the mark of the newest turn; null when that has changed meanwhile. Takes a turn only after an interrupted one. */
  async function boardAt(convoyId: ConvoyId, { mark, isInterrupted }: FreeBoard): Promise<Board | null> {
    if (isInterrupted) {
      await inTurn(convoyId, async () => undefined)
      return null
    }
    const held = boards.get(convoyId)
    if (held && !held.needsReload && (await addTurns(held, mark))) return held
    return loadAt(convoyId, mark)
  }

  /** Loads a board outside of a turn; null when it has changed meanwhile. */
  async function loadAt(convoyId: ConvoyId, mark: BoardMark): Promise<Board | null> {
    const { board } = await loadBoard(loading, convoyId, mark)
    const now = await turns?.readMark(convoyId)
    if (!now || now.isHeld || now.generation !== mark.generation || now.turn !== mark.turn) return null
    boards.set(convoyId, board)
    return board
  }

  /** Runs `work` and ends its turn. */
  async function finishTurn<R>(convoyId: ConvoyId, turn: HeldTurn | null, work: () => Promise<R>): Promise<R> {
    let result: R
    try {
      result = await work()
    } catch (error) {
      const board = boards.get(convoyId)
      if (board) board.needsReload = true
      await turn?.abandon()
      throw error
    }
    const board = boards.get(convoyId)
    // The turn was lost while `work` wrote: compare ranking and rows again.
    if (turn && board && !(await endTurn(turn, board)))
      await inTurn(convoyId, async () => undefined).catch(ignoreFailure)
    return result
  }

  async function catchUp(convoyId: ConvoyId): Promise<Board> {
    const held = boards.get(convoyId)
    const before = await turns?.readMark(convoyId)
    const isCurrent = held && !held.needsReload && !before?.isInterrupted
    if (isCurrent && (!before || (await addTurns(held, before)))) return held
    // After a change of generation, derived data may need reconciling, which takes a turn.
    const loaded = !held && before && !before.isHeld ? await loadAt(convoyId, before) : null
    return loaded ?? inTurn(convoyId, async (board) => board)
  }

  return { boards, corrected, add, inTurn, catchUp }
}

const ignoreFailure = (error: unknown): void => {
  if (!isFailure(error)) throw error
}

/** Takes a turn that adds nothing. `before`: the mark of the board at which it was taken. */
async function takeTurn(turns: BoardTurns, convoyId: ConvoyId): Promise<HeldTurn & { before: BoardMark }> {
  for (;;) {
    const free = await turns.whenFree(convoyId)
    const turn = await turns.take(convoyId, free, [])
    if (turn) return { ...turn, before: free.isInterrupted ? turn.mark : free.mark }
  }
}

/**
 * Ends a turn. Acknowledged records are already durable, so when the end can't be stored, the board is only marked for a reload.
 * False when another process has taken over meanwhile.
 */
async function endTurn(turn: HeldTurn, board: Board): Promise<boolean> {
  try {
    if (board.needsReload) {
      await turn.abandon()
      return true
    }
    const isEnded = await turn.end(board.newestAtMs)
    if (isEnded) Object.assign(board, turn.mark)
    else board.needsReload = true
    return isEnded
  } catch (error) {
    if (!isFailure(error)) throw error
    board.needsReload = true
    await turn.abandon()
    return true
  }
}
