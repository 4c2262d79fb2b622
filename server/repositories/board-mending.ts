/** Makes what follows from a board agree with it: its ranking and its table rows. */
import { isFailure } from '../../lib/errors.ts'
import { startTally, toTally } from '../../lib/stats/tally.ts'
import type { ConvoyId, DroneId } from '../../schema/ids.ts'
import * as tables from '../../schema/tables.ts'
import type { Ports } from '../ports/index.ts'
import { type Board, scoresOf, toScore } from './board.ts'
import { everyPage } from './every-page.ts'

type Deps = Pick<Ports, 'tables' | 'ranking'>

/** How much was found to differ, and mended. */
export interface Mended {
  rows: number
  places: number
}

/** Compares ranking and rows with the board, mends them, and adds what differed. */
export async function mend(deps: Deps, board: Board, mended: Mended): Promise<void> {
  mended.places += await countWrongPlaces(deps, board)
  await rebuildRanking(deps, board)
  mended.rows += await mendRows(deps, board)
  board.isMended = true
}

/** An empty ranking has forgotten, which it may at any time; one with other scores was wrong. */
async function countWrongPlaces({ ranking }: Pick<Deps, 'ranking'>, board: Board): Promise<number> {
  try {
    const held = await ranking.top(board.convoyId, board.tallies.size + 1_000)
    const isRight = ({ droneId, totalEngagements, successfulHits }: (typeof held)[number]) => {
      const tally = board.tallies.get(droneId)
      return tally?.totalEngagements === totalEngagements && tally.successfulHits === successfulHits
    }
    return held.filter((place) => !isRight(place)).length
  } catch (error) {
    if (!isFailure(error)) throw error
    return 0
  }
}

/** A ranking that is away stays behind, which the board says. */
export async function rebuildRanking({ ranking }: Pick<Deps, 'ranking'>, board: Board): Promise<void> {
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

/** Makes the table rows those of the board: a crash between two writes leaves a drone without its row, or with two. Answers how many differed. */
async function mendRows(deps: Deps, board: Board): Promise<number> {
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
  return due.size + wrong.length
}

type BoardRow = ReturnType<typeof toRow>

const isSameRow = (a: BoardRow, b: BoardRow): boolean =>
  a.accuracyBp === b.accuracyBp &&
  a.totalEngagements === b.totalEngagements &&
  a.successfulHits === b.successfulHits &&
  a.currentStreak === b.currentStreak
