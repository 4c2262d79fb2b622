import { createKeyedMutex } from '../../lib/async/keyed-mutex.ts'
import { Failure, isFailure } from '../../lib/errors.ts'
import type { ConvoyId } from '../../schema/ids.ts'
import type { Board } from './board.ts'
import type { BoardDeps, HeldBoards } from './board-loading.ts'
import { reconcile } from './board-reconciliation.ts'
import type { BoardTurns, FreeBoard, HeldTurn } from './board-turns.ts'
import type { EngagementRow } from './engagements.ts'

/** A turn, as seen by code that writes during it. */
export type WritingTurn = Pick<HeldTurn, 'requireHeld'>

/**
 * Exclusive access of one caller in this process to the board of a convoy, until it is disposed of. A turn that has not ended by
 * then is abandoned, and the board is reloaded before its next turn. Every call fails as the store does.
 */
export interface BoardAccess extends AsyncDisposable {
  /** The board with what all processes have counted. Takes a turn only when one was interrupted or something may have to be corrected. */
  read(): Promise<Board>
  /**
   * The board with what all processes have counted, once no other process has a turn. Fails with `unavailable` when others hold it
   * or change it for `giveUpAfterMs`.
   */
  catchUp(): Promise<Board>
  /**
   * Takes a turn that adds records to the board as it was caught up with; null: another process has changed it since. The events of
   * the records are pending then: store and count the records, and end the turn.
   */
  take(records: readonly EngagementRow[]): Promise<WritingTurn | null>
  /**
   * Takes a turn without records. When it resolves, the board agrees with the records, and ranking, rows and counters agree with the
   * board, with the exceptions of `reconcile`.
   */
  beginEmpty(): Promise<Board>
  /** Ends the turn, once everything that follows from its records is written. */
  end(): Promise<void>
}

/** How long records wait for a turn of their own. */
const giveUpAfterMs = 30_000

/** Returns a function that waits for exclusive access to a board. */
export function createBoardAccess(deps: BoardDeps, turns: BoardTurns, held: HeldBoards) {
  const mutex = createKeyedMutex<ConvoyId>()

  return async function open(convoyId: ConvoyId): Promise<BoardAccess> {
    const lock = await mutex.acquire(convoyId)
    const beganMs = deps.clock.monotonicMs()
    let free: FreeBoard | null = null
    let turn: HeldTurn | null = null

    async function beginEmpty(): Promise<Board> {
      for (;;) {
        free = await turns.whenFree(convoyId)
        turn = await turns.take(convoyId, free, [])
        // A turn after an interrupted one begins a generation; otherwise this turn adds nothing, and the board stands at the last mark.
        if (turn) return held.reconciledAt(convoyId, free.isInterrupted ? turn.mark : free.mark)
      }
    }

    async function end(): Promise<void> {
      const board = held.boards.get(convoyId)
      if (!turn || !board) return
      // `beginEmpty` has reconciled it; after `take`, a board that was loaded without a turn has not been.
      if (!board.isReconciled) await reconcile(deps, board, held.corrected)
      const wasStillHeld = await endTurn(turn, board)
      turn = null
      if (!wasStillHeld) await reconcileAgain()
    }

    /** Reconciles derived data again: this process may have written it after it lost the turn. */
    async function reconcileAgain(): Promise<void> {
      try {
        await beginEmpty()
        await end()
      } catch (error) {
        await abandon()
        if (!isFailure(error)) throw error
      }
    }

    async function abandon(): Promise<void> {
      const board = held.boards.get(convoyId)
      if (!turn) return
      if (board) board.needsReload = true
      await turn.abandon()
      turn = null
    }

    return {
      beginEmpty,
      end,
      async read() {
        const mark = await turns.readMark(convoyId)
        const isLoaded = held.boards.has(convoyId)
        const current = mark.isInterrupted ? null : await held.heldAt(convoyId, mark)
        // After a change of generation, derived data may need reconciling, which takes a turn.
        const board = current ?? (isLoaded || mark.isHeld ? null : await held.boardAt(convoyId, mark))
        if (board) return board
        const reconciled = await beginEmpty()
        await end()
        return reconciled
      },
      async catchUp() {
        while (deps.clock.monotonicMs() - beganMs < giveUpAfterMs) {
          free = await turns.whenFree(convoyId)
          if (free.isInterrupted) {
            await beginEmpty()
            await end()
            continue
          }
          const board = await held.boardAt(convoyId, free.mark)
          if (board) return board
        }
        throw new Failure('unavailable', `Other processes change the board of ${convoyId} too often.`, {
          retryAfterMs: 1_000,
        })
      },
      async take(records) {
        const board = held.boards.get(convoyId)
        if (!free || !board) throw new Error(`Expected the board of ${convoyId} to be caught up with before a turn.`)
        turn = await turns.take(convoyId, free, records)
        if (turn) await held.prepareToAdd(board, records)
        return turn
      },
      async [Symbol.asyncDispose]() {
        try {
          await abandon()
        } finally {
          lock[Symbol.dispose]()
        }
      },
    }
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
