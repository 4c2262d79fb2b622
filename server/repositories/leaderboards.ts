import { createBatcher } from '../../lib/async/batcher.ts'
import { createKeyedMutex } from '../../lib/async/keyed-mutex.ts'
import { Failure, isFailure } from '../../lib/errors.ts'
import type { ConvoyId } from '../../schema/ids.ts'
import type { Ports } from '../ports/index.ts'
import { findMoved, reconcileCounters } from './accuracy-counters.ts'
import { addFromOtherProcess, type Board, canAddTo } from './board.ts'
import { loadBoard } from './board-loading.ts'
import { type BoardMark, readAdded } from './board-log.ts'
import { type Corrections, hasWrongPlaces, rebuildRanking, reconcile } from './board-reconciliation.ts'
import type { BoardTurns, FreeBoard } from './board-turns.ts'
import type { EngagementRow } from './engagements.ts'
import type { HeldTurn, WritingTurn } from './held-turn.ts'
import { keepSnapshot } from './leaderboard-snapshots.ts'
import type { Roster } from './roster.ts'

type Deps = Pick<Ports, 'tables' | 'ranking' | 'clock'> & { roster: Pick<Roster, 'findDrone' | 'pastConvoysOf'> }

type WriteRecords = (board: Board, records: readonly EngagementRow[], turn: WritingTurn) => Promise<void>

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
  add(convoyId: ConvoyId, plan: (board: Board) => Promise<EngagementRow[]>, write: WriteRecords): Promise<void>
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
/** A snapshot is written after more records than this had to be counted to load a board. */
const snapshotAfterRecords = 1_000

/** How long records wait for a turn of their own. */
const giveUpAfterMs = 30_000

const localTurn: WritingTurn = { requireHeld: () => undefined }

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
    const { board, counted } = await loadBoard({ ...deps, isShared }, convoyId, mark)
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

  async function add(convoyId: ConvoyId, plan: (board: Board) => Promise<EngagementRow[]>, write: WriteRecords) {
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
        if (!board.isReconciled) await reconcile(deps, board, corrected)
        await write(board, records, turn ?? localTurn)
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
    const { board } = await loadBoard({ ...deps, isShared }, convoyId, mark)
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
    const isCurrent = held && !held.needsReload && !before?.isInterrupted
    if (isCurrent && (!before || (await addTurns(held, before)))) return held
    // After a change of generation, derived data may need reconciling, which takes a turn.
    const loaded = !held && before && !before.isHeld ? await loadAt(convoyId, before) : null
    return loaded ?? inTurn(convoyId, async (board) => board)
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
