import { createBatcher } from '../../lib/async/batcher.ts'
import { createKeyedMutex } from '../../lib/async/keyed-mutex.ts'
import { isFailure } from '../../lib/errors.ts'
import type { ConvoyId } from '../../schema/ids.ts'
import type { Ports } from '../ports/index.ts'
import { findMoved, reconcileCounters } from './accuracy-counters.ts'
import { addFromOtherProcess, type Board, canAddTo, emptyBoard } from './board.ts'
import type { BoardMark } from './board-log.ts'
import { type Corrections, hasWrongPlaces, rebuildRanking, reconcile } from './board-reconciliation.ts'
import type { BoardTurns, HeldTurn, WritingTurn } from './board-turns.ts'
import { countTallies, keepSnapshot } from './leaderboard-snapshots.ts'
import type { Roster } from './roster.ts'

type Deps = Pick<Ports, 'tables' | 'ranking' | 'clock'> & { roster: Pick<Roster, 'findDrone' | 'pastConvoysOf'> }

/** Boards of all convoys, held in memory and counted from the engagement rows, which are the system of record. */
export interface Leaderboards {
  /** Table rows, ranks and accuracy counters that differed from the records and were corrected since the start. */
  readonly corrected: Readonly<Corrections>
  /** True when other processes also change the boards. */
  readonly isShared: boolean
  /**
   * Runs with exclusive access to the board of a convoy, among all processes. The board agrees with the records when `run`
   * begins; after a `run` that throws, the next turn reloads it. `run` must append records to its turn before it stores them.
   * Fails with `unavailable` when the board can't be loaded, else as `run` does.
   */
  inTurn<R>(convoyId: ConvoyId, run: (board: Board, turn: WritingTurn) => Promise<R>): Promise<R>
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
/** A snapshot is written after more records than this had to be counted to load a board. */
const snapshotAfterRecords = 1_000

const localTurn: WritingTurn = { append: async () => undefined, requireHeld: () => undefined }

/** `turns` null: only this process changes boards. */
export function createLeaderboards(deps: Deps, turns: BoardTurns | null = null): Leaderboards {
  const boards = new Map<ConvoyId, Board>()
  const corrected: Corrections = { rows: 0, places: 0, counters: 0 }
  const local = createKeyedMutex<ConvoyId>()
  const isShared = turns !== null
  const checked = new Map<ConvoyId, { mark: string; times: number }>()

  /** The board at a mark: the one in memory plus the turns since, if possible, else reloaded. Reconciles what derives from it. */
  async function advanceTo(convoyId: ConvoyId, mark: BoardMark | null): Promise<Board> {
    const held = boards.get(convoyId)
    if (held && !held.needsReload && (!mark || (await addTurns(held, mark)))) {
      if (!held.isReconciled) await reconcile(deps, held, corrected)
      else if (held.isRankingStale) await rebuildRanking(deps, held)
      return held
    }
    const { board, counted } = await loadBoard(deps, convoyId, mark, isShared)
    boards.set(convoyId, board)
    await reconcile(deps, board, corrected)
    if (counted > snapshotAfterRecords) await keepSnapshot(deps, board)
    return board
  }

  /** Adds the turns of other processes. False when their records are no longer logged or can't be added to this board. */
  async function addTurns(board: Board, mark: BoardMark): Promise<boolean> {
    if (board.generation !== mark.generation || board.turn > mark.turn) return false
    if (board.turn === mark.turn) return true
    const added = await turns?.added(board.convoyId, board, mark)
    if (!added || !canAddTo(board, added)) return false
    addFromOtherProcess(board, added)
    board.turn = mark.turn
    return true
  }

  async function inTurn<R>(convoyId: ConvoyId, run: (board: Board, turn: WritingTurn) => Promise<R>): Promise<R> {
    const turn = (await turns?.take(convoyId)) ?? null
    let board: Board | null = null
    let isDone = false
    let isLost = false
    try {
      board = await advanceTo(convoyId, turn?.mark ?? null)
      const result = await run(board, turn ?? localTurn)
      isDone = true
      return result
    } catch (error) {
      if (board) board.needsReload = true
      throw error
    } finally {
      if (turn) isLost = !(await endTurn(turn, board, !isDone))
      // The turn was lost while `run` wrote: compare ranking and rows again.
      if (isLost && isDone) await inTurn(convoyId, async () => undefined).catch(ignoreFailure)
    }
  }

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

  async function catchUp(convoyId: ConvoyId): Promise<Board> {
    const held = boards.get(convoyId)
    const before = await turns?.readMark(convoyId)
    if (held && !held.needsReload && (!before || (await addTurns(held, before)))) return held
    // After a change of generation, derived data may need reconciling, which takes a turn.
    if (!held && before && !before.isHeld) {
      const { board } = await loadBoard(deps, convoyId, before, isShared)
      const after = await turns?.readMark(convoyId)
      if (after && !after.isHeld && after.generation === before.generation && after.turn === before.turn) {
        boards.set(convoyId, board)
        return board
      }
    }
    return inTurn(convoyId, async (board) => board)
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
    isShared,
    findBoard: (convoyId) => boards.get(convoyId) ?? null,
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
      const mark = `${board.generation} ${board.turn} ${board.totalEngagements}`
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

const ignoreFailure = (error: unknown): void => {
  if (!isFailure(error)) throw error
}

/**
 * Ends a turn. Acknowledged records are already durable, so when the end can't be stored, the board is only marked for a reload.
 * False when another process has taken the turn meanwhile.
 */
async function endTurn(turn: HeldTurn, board: Board | null, hasFailed: boolean): Promise<boolean> {
  try {
    const mark = await turn.end(hasFailed || (board?.needsReload ?? false))
    if (board && mark) Object.assign(board, { generation: mark.generation, turn: mark.turn })
    if (board && !mark) board.needsReload = true
    return mark !== null
  } catch (error) {
    if (!isFailure(error)) throw error
    if (board) board.needsReload = true
    return true
  }
}

async function loadBoard(
  { tables }: Pick<Deps, 'tables'>,
  convoyId: ConvoyId,
  mark: BoardMark | null,
  isShared: boolean,
): Promise<{ board: Board; counted: number }> {
  const { counted, ...of } = await countTallies(tables, convoyId, { atMs: null, isShared, withWeapons: true })
  const board = { ...emptyBoard(convoyId), ...of, newestSnapshotMs: of.baseMs }
  for (const { totalEngagements, successfulHits } of board.tallies.values()) {
    board.totalEngagements += totalEngagements
    board.successfulHits += successfulHits
  }
  if (mark) Object.assign(board, { generation: mark.generation, turn: mark.turn })
  return { board, counted }
}

/** Recounts a board from an earlier snapshot, before a record of `fromMs` is added. Later snapshots have been deleted. */
export async function recountBoard(
  tables: Ports['tables'],
  board: Board,
  fromMs: number,
  isShared: boolean,
): Promise<void> {
  const options = { atMs: null, noneAfterMs: fromMs - 1, isShared, withWeapons: true }
  const { tallies, weapons, baseMs } = await countTallies(tables, board.convoyId, options)
  Object.assign(board, { tallies, weapons, baseMs })
}
