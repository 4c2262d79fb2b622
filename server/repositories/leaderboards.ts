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
  /** Table rows, places of the ranking and accuracy counters that were found to differ from the records, and corrected, since the start. */
  readonly corrected: Readonly<Corrections>
  /** True when other processes change the boards too. */
  readonly isShared: boolean
  /**
   * Runs alone on the board of a convoy, among all processes, which agrees with the records when `run` begins; after a `run`
   * that throws, the next turn loads it again. `run` appends to its turn what it is about to store. Fails with `unavailable`
   * when the board can't be loaded, else as `run` does.
   */
  inTurn<R>(convoyId: ConvoyId, run: (board: Board, turn: WritingTurn) => Promise<R>): Promise<R>
  /** The board as it is in memory, in a turn or between two; null when it was never loaded. */
  findBoard(convoyId: ConvoyId): Board | null
  /** The board with what all processes have counted up to now. Changes nothing that is stored. Fails as the store does. */
  catchUp(convoyId: ConvoyId): Promise<Board>
  /** Loads a convoy's board again and compares ranking and table rows with it. Resolves when they agree. */
  reload(convoyId: ConvoyId): Promise<Board>
  /**
   * As `reload`, but only what may differ: the ranking when it does, the rows when the board has changed since they were
   * compared. Takes no turn when everything agrees.
   */
  check(convoyId: ConvoyId): Promise<Board>
}

/** What changed is compared this often: a write that was under way when its turn was lost may come after the first. */
const checksPerChange = 2
/** A board that was counted from so many records is worth a snapshot. */
const snapshotAfterRecords = 1_000

const localTurn: WritingTurn = { append: async () => undefined, requireHeld: () => undefined }

/** `turns` null: this process alone changes boards. */
export function createLeaderboards(deps: Deps, turns: BoardTurns | null = null): Leaderboards {
  const boards = new Map<ConvoyId, Board>()
  const corrected: Corrections = { rows: 0, places: 0, counters: 0 }
  const local = createKeyedMutex<ConvoyId>()
  const isShared = turns !== null
  const checked = new Map<ConvoyId, { mark: string; times: number }>()

  /** The board at a mark: counted on from what is held where that goes, else loaded. Reconciles what follows from it. */
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

  /** Counts what other processes have added. False when that can't be known any more, or not be counted on. */
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
      // Written by a turn that was lost meanwhile: ranking and rows are compared again.
      if (isLost && isDone) await inTurn(convoyId, async () => undefined).catch(ignoreFailure)
    }
  }

  /** Turns are taken in the order of the ids: two that want the same ones never wait for each other. */
  function inTurns<R>(ids: readonly ConvoyId[], run: (boards: [Board, ...Board[]]) => Promise<R>): Promise<R> {
    const next = ([convoyId, ...rest]: readonly ConvoyId[], boards: Board[]): Promise<R> =>
      convoyId
        ? local.run(convoyId, () => inTurn(convoyId, (board) => next(rest, [...boards, board])))
        : run(boards as [Board, ...Board[]])
    return next(ids, [])
  }

  /** The counters of the board's drones that have been in other convoys. */
  async function reconcileMoved(board: Board): Promise<void> {
    for (const { convoyIds, droneIds } of await findMoved(deps, board))
      corrected.counters += await inTurns(convoyIds, (boards) => reconcileCounters(deps, droneIds, boards))
  }

  async function catchUp(convoyId: ConvoyId): Promise<Board> {
    const held = boards.get(convoyId)
    const before = await turns?.readMark(convoyId)
    if (held && !held.needsReload && (!before || (await addTurns(held, before)))) return held
    // A new generation was cut off in its turn: what follows from the records may need reconciling, in a turn.
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
      // Of a holder that is gone somebody has to take over: what it decided is not counted before.
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
 * What was promised in the turn is durable: when its end can't be stored, the board is loaded again in the next one. False
 * when another process has taken the turn meanwhile.
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

/** Counts a board again before a record of `fromMs` comes that is older than its base: the snapshots from then on were dropped. */
export async function recountBoard(
  tables: Ports['tables'],
  board: Board,
  fromMs: number,
  isShared: boolean,
): Promise<void> {
  const question = { atMs: null, noneAfterMs: fromMs - 1, isShared, withWeapons: true }
  const { tallies, weapons, baseMs } = await countTallies(tables, board.convoyId, question)
  Object.assign(board, { tallies, weapons, baseMs })
}
