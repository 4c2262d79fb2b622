import { createBatcher } from '../../lib/async/batcher.ts'
import type { ConvoyId } from '../../schema/ids.ts'
import { findMoved, reconcileCounters } from './accuracy-counters.ts'
import type { Board } from './board.ts'
import { type BoardAccess, createBoardAccess } from './board-access.ts'
import { type BoardDeps, createHeldBoards } from './board-loading.ts'
import { type Corrections, hasWrongPlaces } from './board-reconciliation.ts'
import type { BoardTurns } from './board-turns.ts'

/** Boards of all convoys, held in memory and counted from the engagement rows, which are the system of record. */
export interface Leaderboards {
  /** Table rows, ranks and accuracy counters that differed from the records and were corrected since the start. */
  readonly corrected: Readonly<Corrections>
  /** True when other processes also change the boards. */
  readonly isShared: boolean
  /** Waits for exclusive access, in this process, to the board of a convoy. */
  open(convoyId: ConvoyId): Promise<BoardAccess>
  /** The board in memory, which may be changing in a turn; null when it was never loaded. */
  findBoard(convoyId: ConvoyId): Board | null
  /**
   * The board with everything that all processes have counted so far. Writes to the store only to repair: after an interrupted turn,
   * or when the board has to be loaded. Fails as the store does.
   */
  readCurrent(convoyId: ConvoyId): Promise<Board>
  /** Takes a turn that makes the ranking agree with a board, and table rows and counters too if they may differ. */
  reconcile(convoyId: ConvoyId): Promise<Board>
  /** Reloads a convoy's board and compares ranking and table rows with it. Resolves when they agree. */
  reload(convoyId: ConvoyId): Promise<Board>
  /**
   * Like `reconcile`, but only as needed. After a change, the first two checks always take a turn; later ones do so only if the
   * ranking differs or a turn has not ended.
   */
  check(convoyId: ConvoyId): Promise<Board>
}

/** A changed board is compared this often: a write in flight when its turn was lost may arrive after the first comparison. */
const checksPerChange = 2

export function createLeaderboards(deps: BoardDeps, turns: BoardTurns): Leaderboards {
  const held = createHeldBoards(deps, turns)
  const { boards, corrected } = held
  const open = createBoardAccess(deps, turns, held)
  const checked = new Map<ConvoyId, { fingerprint: string; times: number }>()

  /** `changes`: fields of the board in memory to reset first, so that it is reloaded or compared again. */
  async function reconcile(
    convoyId: ConvoyId,
    changes: Partial<Pick<Board, 'needsReload' | 'isReconciled'>> = {},
  ): Promise<Board> {
    await using access = await open(convoyId)
    Object.assign(boards.get(convoyId) ?? {}, changes)
    const board = await access.beginEmpty()
    await access.end()
    return board
  }

  /** Reconciles the counters of the board's drones that have been in other convoys, in turns on the boards of all of them. */
  async function reconcileMoved(board: Board): Promise<void> {
    for (const { convoyIds, droneIds } of await findMoved(deps, board)) {
      await using opened = new AsyncDisposableStack()
      const all: { access: BoardAccess; board: Board }[] = []
      // In ascending order, like every caller: avoids deadlocks.
      for (const convoyId of convoyIds) {
        const access = opened.use(await open(convoyId))
        all.push({ access, board: await access.beginEmpty() })
      }
      const own = all.map(({ board }) => board)
      corrected.counters += await reconcileCounters(deps, droneIds, own as [Board, ...Board[]])
      for (const { access } of all.reverse()) await access.end()
    }
  }

  /** Concurrent callers share one read: each sees everything counted before it called. */
  const reads = createBatcher<ConvoyId, null, Board>({
    maxItems: Number.POSITIVE_INFINITY,
    async run(convoyId, close) {
      await using access = await open(convoyId)
      const asked = close()
      const board = await access.read()
      return asked.map(() => ({ status: 'fulfilled', value: board }))
    },
  })

  return {
    corrected,
    isShared: turns.isShared,
    open,
    findBoard: (convoyId) => boards.get(convoyId) ?? null,
    readCurrent: (convoyId) => reads.add(convoyId, null),
    reconcile: (convoyId) => reconcile(convoyId),
    async reload(convoyId) {
      const board = await reconcile(convoyId, { needsReload: true })
      await reconcileMoved(board)
      return board
    },
    async check(convoyId) {
      let board = await reads.add(convoyId, null)
      const fingerprint = `${board.generation} ${board.totalEngagements}`
      const before = checked.get(convoyId)
      const times = before?.fingerprint === fingerprint ? before.times : 0
      // A turn left by a dead process must be taken over: until then its records are not counted.
      const { isHeld } = await turns.readMark(convoyId)
      if (times < checksPerChange || isHeld || (await hasWrongPlaces(deps, board))) {
        board = await reconcile(convoyId, { isReconciled: false })
        await reconcileMoved(board)
      }
      checked.set(convoyId, { fingerprint, times: Math.min(times + 1, checksPerChange) })
      return board
    },
  }
}
