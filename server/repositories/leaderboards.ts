import { createBatcher } from '../../lib/async/batcher.ts'
import { createKeyedMutex } from '../../lib/async/keyed-mutex.ts'
import type { ConvoyId } from '../../schema/ids.ts'
import { findMoved, reconcileCounters } from './accuracy-counters.ts'
import type { Board } from './board.ts'
import { type BoardDeps, createBoardAccess, type PlanRecords, type WriteRecords } from './board-access.ts'
import { type Corrections, hasWrongPlaces } from './board-reconciliation.ts'
import type { BoardTurns } from './board-turns.ts'
import type { EngagementRow } from './engagements.ts'

/** Boards of all convoys, held in memory and counted from the engagement rows, which are the system of record. */
export interface Leaderboards {
  /** Table rows, ranks and accuracy counters that differed from the records and were corrected since the start. */
  readonly corrected: Readonly<Corrections>
  /** True when other processes also change the boards. */
  readonly isShared: boolean
  /**
   * Adds records to the board of a convoy, in a turn among all processes. `plan` gets the board as it agrees with the records and
   * returns those to add; it runs again when another process changes the board meanwhile, so it writes nothing. When `write` is
   * called, they are committed: it stores and counts them. Without records no turn is taken. After a `write` that throws, the board is
   * reloaded. Fails with `unavailable` when the board can't be loaded, else as `plan` and `write` do.
   */
  add<R extends EngagementRow>(convoyId: ConvoyId, plan: PlanRecords<R>, write: WriteRecords<R>): Promise<void>
  /**
   * Runs with exclusive access to the board of a convoy, among all processes, and adds nothing. The board agrees with the records
   * when `run` begins; after a `run` that throws, the next turn reloads it. Fails as `add` does.
   */
  inTurn<R>(convoyId: ConvoyId, run: (board: Board) => Promise<R>): Promise<R>
  /** The board in memory, which may be changing in a turn; null when it was never loaded. */
  findBoard(convoyId: ConvoyId): Board | null
  /** The board with everything that all processes have counted so far. Writes nothing to the store. Fails as the store does. */
  catchUp(convoyId: ConvoyId): Promise<Board>
  /** Reloads a convoy's board and compares ranking and table rows with it. Resolves when they agree. */
  reload(convoyId: ConvoyId): Promise<Board>
  /**
   * Like `reload`, but only as needed: for a board that changed since it was last compared, or whose ranking differs. Takes no
   * turn when everything agrees.
   */
  check(convoyId: ConvoyId): Promise<Board>
}

/** A changed board is compared this often: a write in flight when its turn was lost may arrive after the first comparison. */
const checksPerChange = 2

/** `turns` null: only this process changes boards. */
export function createLeaderboards(deps: BoardDeps, turns: BoardTurns | null = null): Leaderboards {
  const { boards, corrected, add, inTurn, catchUp } = createBoardAccess(deps, turns)
  /** One at a time on each board in this process; turns order the processes. */
  const local = createKeyedMutex<ConvoyId>()
  const checked = new Map<ConvoyId, { mark: string; times: number }>()

  /** Takes turns in the order of the given ids, which all callers sort: avoids deadlocks. */
  function inTurns<R>(ids: readonly ConvoyId[], run: (boards: [Board, ...Board[]]) => Promise<R>): Promise<R> {
    const next = ([convoyId, ...rest]: readonly ConvoyId[], boards: Board[]): Promise<R> =>
      convoyId
        ? local.run(convoyId, () => inTurn(convoyId, (board) => next(rest, [...boards, board])))
        : run(boards as [Board, ...Board[]])
    return next(ids, [])
  }

  /** Reconciles the counters of the board's drones that have been in other convoys. */
  async function reconcileMoved(board: Board): Promise<void> {
    for (const { convoyIds, droneIds } of await findMoved(deps, board))
      corrected.counters += await inTurns(convoyIds, (boards) => reconcileCounters(deps, droneIds, boards))
  }

  /** Concurrent callers share one catch-up: each sees everything counted before it called. */
  const catchingUp = createBatcher<ConvoyId, null, Board>({
    maxItems: Number.POSITIVE_INFINITY,
    run: (convoyId, close) =>
      local.run(convoyId, async () => {
        const asked = close()
        const board = await catchUp(convoyId)
        return asked.map(() => ({ status: 'fulfilled', value: board }))
      }),
  })

  return {
    corrected,
    isShared: turns !== null,
    findBoard: (convoyId) => boards.get(convoyId) ?? null,
    add: (convoyId, plan, write) => local.run(convoyId, () => add(convoyId, plan, write)),
    inTurn: (convoyId, run) => local.run(convoyId, () => inTurn(convoyId, run)),
    async reload(convoyId) {
      const board = await local.run(convoyId, () => {
        const held = boards.get(convoyId)
        if (held) held.needsReload = true
        return inTurn(convoyId, async (loaded) => loaded)
      })
      await reconcileMoved(board)
      return board
    },
    catchUp: (convoyId) => catchingUp.add(convoyId, null),
    async check(convoyId) {
      const board = await catchingUp.add(convoyId, null)
      const mark = `${board.generation} ${board.totalEngagements}`
      const before = checked.get(convoyId)
      const times = before?.mark === mark ? before.times : 0
      // A turn left by a dead process must be taken over: until then its records are not counted.
      const isHeld = (await turns?.readMark(convoyId))?.isHeld ?? false
      if (times < checksPerChange || isHeld || (await hasWrongPlaces(deps, board))) {
        await local.run(convoyId, () => {
          board.isReconciled = false
          return inTurn(convoyId, async () => undefined)
        })
        await reconcileMoved(board)
      }
      checked.set(convoyId, { mark, times: Math.min(times + 1, checksPerChange) })
      return board
    },
  }
}
