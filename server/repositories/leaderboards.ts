import { createTurns } from '../../lib/async/turns.ts'
import { isFailure } from '../../lib/errors.ts'
import { startTally, toTally } from '../../lib/stats/tally.ts'
import type { ConvoyId, DroneId } from '../../schema/ids.ts'
import * as tables from '../../schema/tables.ts'
import type { Ports } from '../ports/index.ts'
import { type Board, countOnBoard, emptyBoard, scoresOf, toScore } from './board.ts'
import { everyEngagement } from './engagements.ts'
import { everyPage } from './every-page.ts'
import { newestSnapshotMsOf } from './leaderboard-snapshots.ts'

type Deps = Pick<Ports, 'tables' | 'ranking'>

/** Boards of all convoys, held in memory and counted from the engagement rows, which are the truth. */
export interface Leaderboards {
  /**
   * Runs alone on the board of a convoy, which agrees with the records when `run` begins; after a `run` that throws, the next
   * turn loads it anew. Fails with `unavailable` when it can't be loaded, else as `run` does.
   */
  inTurn<R>(convoyId: ConvoyId, run: (board: Board) => Promise<R>): Promise<R>
  /** The board as it is in memory, in a turn or between two; null when it was never loaded. */
  findBoard(convoyId: ConvoyId): Board | null
  /** Counts a convoy's records anew and mends the ranking and the table rows. Resolves when they agree. */
  reload(convoyId: ConvoyId): Promise<Board>
}

export function createLeaderboards(deps: Deps): Leaderboards {
  const boards = new Map<ConvoyId, Board>()
  const turns = createTurns<ConvoyId>()

  const load = async (convoyId: ConvoyId) => {
    const board = await loadBoard(deps, convoyId)
    boards.set(convoyId, board)
    return board
  }

  return {
    findBoard: (convoyId) => boards.get(convoyId) ?? null,
    reload: (convoyId) => turns.take(convoyId, () => load(convoyId)),
    inTurn: (convoyId, run) =>
      turns.take(convoyId, async () => {
        const held = boards.get(convoyId)
        const board = held && !held.inDoubt ? held : await load(convoyId)
        if (board.rankingBehind) await rebuildRanking(deps, board)
        try {
          return await run(board)
        } catch (error) {
          board.inDoubt = true
          throw error
        }
      }),
  }
}

async function loadBoard(deps: Deps, convoyId: ConvoyId): Promise<Board> {
  const board = emptyBoard(convoyId)
  for await (const rows of everyEngagement(deps.tables, convoyId)) {
    for (const row of rows) countOnBoard(board, row)
  }
  board.newestSnapshotMs = await newestSnapshotMsOf(deps.tables, board)
  await rebuildRanking(deps, board)
  await mendRows(deps, board)
  return board
}

async function rebuildRanking({ ranking }: Pick<Deps, 'ranking'>, board: Board): Promise<void> {
  try {
    await ranking.rebuild(board.convoyId, scoresOf(board))
    board.rankingBehind = false
  } catch (error) {
    if (!isFailure(error)) throw error
    board.rankingBehind = true
  }
}

/** Writes the rows of these drones; a row under an accuracy of before goes once the new one is durable. */
export async function saveRows(
  { tables: store }: Pick<Deps, 'tables'>,
  board: Board,
  droneIds: Iterable<DroneId>,
): Promise<void> {
  const { convoyId } = board
  const rows = Array.from(droneIds, (droneId) => toRow(board, droneId))
  const outdated = rows.flatMap(({ droneId, accuracyBp }) => {
    const storedBp = board.storedBp.get(droneId) ?? accuracyBp
    return storedBp === accuracyBp ? [] : [{ convoyId, accuracyBp: storedBp, droneId }]
  })
  await store.insert(tables.leaderboard, rows)
  if (outdated.length > 0) await store.delete(tables.leaderboard, outdated)
  for (const { droneId, accuracyBp } of rows) board.storedBp.set(droneId, accuracyBp)
}

function toRow(board: Board, droneId: DroneId) {
  const tally = toTally(board.tallies.get(droneId) ?? startTally())
  return { convoyId: board.convoyId, accuracyBp: toScore(tally).accuracyBp, droneId, ...tally }
}

/** Makes the table rows those of the board: a crash between two writes leaves a drone without its row, or with two. */
async function mendRows(deps: Deps, board: Board): Promise<void> {
  const { convoyId } = board
  const due = new Map(Array.from(board.tallies.keys(), (droneId) => [droneId, toRow(board, droneId)]))
  const wrong: { convoyId: ConvoyId; accuracyBp: number; droneId: DroneId }[] = []
  for await (const rows of everyPage(deps.tables, tables.leaderboard, { convoyId })) {
    for (const row of rows) {
      const { accuracyBp, droneId } = row
      const expected = due.get(droneId)
      if (expected && isSameRow(expected, row)) due.delete(droneId)
      if (toRow(board, droneId).accuracyBp === accuracyBp) board.storedBp.set(droneId, accuracyBp)
      else wrong.push({ convoyId, accuracyBp, droneId })
    }
  }
  if (due.size > 0) await saveRows(deps, board, due.keys())
  if (wrong.length > 0) await deps.tables.delete(tables.leaderboard, wrong)
}

type BoardRow = ReturnType<typeof toRow>

const isSameRow = (a: BoardRow, b: BoardRow): boolean =>
  a.accuracyBp === b.accuracyBp &&
  a.totalEngagements === b.totalEngagements &&
  a.successfulHits === b.successfulHits &&
  a.currentStreak === b.currentStreak
