import { createGroups } from '../../lib/async/groups.ts'
import { createTurns } from '../../lib/async/turns.ts'
import { isFailure } from '../../lib/errors.ts'
import type { ConvoyId } from '../../schema/ids.ts'
import type { Ports } from '../ports/index.ts'
import { type Board, countForeign, countOnBoard, emptyBoard } from './board.ts'
import { type Mended, mend, rebuildRanking } from './board-mending.ts'
import type { BoardMark, BoardTurns } from './board-turns.ts'
import { everyEngagement } from './engagements.ts'
import { newestSnapshotMsOf } from './leaderboard-snapshots.ts'

type Deps = Pick<Ports, 'tables' | 'ranking'>

/** Boards of all convoys, held in memory and counted from the engagement rows, which are the truth. */
export interface Leaderboards {
  /** Table rows and places of the ranking that were found to differ from the records, and mended, since the start. */
  readonly mended: Readonly<Mended>
  /** True when other processes change the boards too. */
  readonly isShared: boolean
  /**
   * Runs alone on the board of a convoy, among all processes, which agrees with the records when `run` begins; after a `run`
   * that throws, the next turn loads it anew. Fails with `unavailable` when it can't be loaded, else as `run` does.
   */
  inTurn<R>(convoyId: ConvoyId, run: (board: Board) => Promise<R>): Promise<R>
  /** The board as it is in memory, in a turn or between two; null when it was never loaded. */
  findBoard(convoyId: ConvoyId): Board | null
  /** The board with what all processes have counted up to now. Changes nothing that is stored. Fails as the store does. */
  catchUp(convoyId: ConvoyId): Promise<Board>
  /** Counts a convoy's records anew and mends the ranking and the table rows. Resolves when they agree. */
  reload(convoyId: ConvoyId): Promise<Board>
}

/** `turns` null: this process alone changes boards. */
export function createLeaderboards(deps: Deps, turns: BoardTurns | null = null): Leaderboards {
  const boards = new Map<ConvoyId, Board>()
  const mended: Mended = { rows: 0, places: 0 }
  const local = createTurns<ConvoyId>()

  /** The board at a mark: counted on from what is held where that goes, else from all records. Mends what follows from them. */
  async function bringTo(convoyId: ConvoyId, mark: BoardMark | null): Promise<Board> {
    const held = boards.get(convoyId)
    if (held && !held.inDoubt && (!mark || (await countOn(held, mark)))) {
      if (!held.isMended) await mend(deps, held, mended)
      else if (held.rankingBehind) await rebuildRanking(deps, held)
      return held
    }
    const board = await countAll(deps, convoyId, mark)
    boards.set(convoyId, board)
    await mend(deps, board, mended)
    return board
  }

  /** Counts what other processes have added. Answers false when that can't be known any more. */
  async function countOn(board: Board, mark: BoardMark): Promise<boolean> {
    if (board.generation !== mark.generation || board.turn > mark.turn) return false
    if (board.turn === mark.turn) return true
    const added = await turns?.added(board.convoyId, board, mark)
    if (!added) return false
    countForeign(board, added)
    board.turn = mark.turn
    return true
  }

  async function inTurn<R>(convoyId: ConvoyId, run: (board: Board) => Promise<R>): Promise<R> {
    const turn = await turns?.take(convoyId)
    let board: Board | null = null
    let isDone = false
    try {
      board = await bringTo(convoyId, turn?.mark ?? null)
      board.added = []
      const result = await run(board)
      isDone = true
      return result
    } catch (error) {
      if (board) board.inDoubt = true
      throw error
    } finally {
      if (turn) await endTurn(board, () => turn.end(board?.added ?? [], board !== null && !isDone))
    }
  }

  async function catchUp(convoyId: ConvoyId): Promise<Board> {
    const held = boards.get(convoyId)
    const before = await turns?.look(convoyId)
    if (held && !held.inDoubt && (!before || (await countOn(held, before)))) return held
    // A new generation was cut off in its turn: what follows from the records may need mending, in a turn.
    if (!held && before && !before.isHeld) {
      const board = await countAll(deps, convoyId, before)
      const after = await turns?.look(convoyId)
      if (after && !after.isHeld && after.generation === before.generation && after.turn === before.turn) {
        boards.set(convoyId, board)
        return board
      }
    }
    return inTurn(convoyId, async (board) => board)
  }
  /** Those who ask while a look waits its turn share it: each sees what was counted before it asked. */
  const catchingUp = createGroups<ConvoyId, null, Board>({
    maxItems: Number.POSITIVE_INFINITY,
    run: (convoyId, close) =>
      local.take(convoyId, async () => {
        const asked = close()
        const board = await catchUp(convoyId)
        return asked.map(() => ({ status: 'fulfilled', value: board }))
      }),
  })

  return {
    mended,
    isShared: turns !== null,
    findBoard: (convoyId) => boards.get(convoyId) ?? null,
    inTurn: (convoyId, run) => local.take(convoyId, () => inTurn(convoyId, run)),
    reload: (convoyId) =>
      local.take(convoyId, async () => {
        const held = boards.get(convoyId)
        if (held) held.inDoubt = true
        return inTurn(convoyId, async (board) => board)
      }),
    catchUp: (convoyId) => catchingUp.join(convoyId, null),
  }
}

/** What was answered in the turn is durable: when its end can't be stored, the board is loaded anew in the next one. */
async function endTurn(board: Board | null, end: () => Promise<BoardMark>): Promise<void> {
  try {
    const mark = await end()
    if (board) Object.assign(board, { generation: mark.generation, turn: mark.turn })
  } catch (error) {
    if (!isFailure(error)) throw error
    if (board) board.inDoubt = true
  }
}

async function countAll(deps: Deps, convoyId: ConvoyId, mark: BoardMark | null): Promise<Board> {
  const board = emptyBoard(convoyId)
  for await (const rows of everyEngagement(deps.tables, convoyId)) {
    for (const row of rows) countOnBoard(board, row)
  }
  board.newestSnapshotMs = await newestSnapshotMsOf(deps.tables, board)
  if (mark) Object.assign(board, { generation: mark.generation, turn: mark.turn })
  return board
}
