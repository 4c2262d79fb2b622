/** Updates and reconciles what derives from a board: its ranking, its table rows and the accuracy counters of its drones. */
import { mapLimited } from '../../lib/async/map-limited.ts'
import { isFailure } from '../../lib/errors.ts'
import type { ConvoyId, DroneId } from '../../schema/ids.ts'
import * as tables from '../../schema/tables.ts'
import type { Ports } from '../ports/index.ts'
import { addToCounters, reconcileCounters } from './accuracy-counters.ts'
import { type Board, type CountedDrone, figuresOf } from './board.ts'
import type { EngagementRow } from './engagements.ts'
import { everyPage } from './every-page.ts'
import { keepSnapshot } from './leaderboard-snapshots.ts'

type Deps = Pick<Ports, 'tables' | 'ranking'> & Parameters<typeof reconcileCounters>[0]

type UpdateDeps = Pick<Ports, 'tables' | 'ranking' | 'clock'>

/** Updates of one group that run at once, which leaves capacity to other callers. */
const callsAtOnce = 64

/** How many entries differed and were corrected. */
export interface Corrections {
  rows: number
  places: number
  counters: number
}

/**
 * Updates what derives from a board after these records of these drones were counted. What fails is left to the next turn, which
 * compares it with the records.
 */
export async function updateDerived(
  deps: UpdateDeps,
  board: Board,
  records: readonly EngagementRow[],
  drones: readonly CountedDrone[],
): Promise<void> {
  await Promise.all([
    rankDrones(deps, board, drones),
    derive(board, () => saveBoard(deps, board, drones)),
    derive(board, () => addToCounters(deps.tables, records)),
  ])
}

/** Updates the ranking. A failure, or a ranking that lacks drones, makes the next turn rebuild it. */
async function rankDrones(deps: UpdateDeps, board: Board, drones: readonly CountedDrone[]): Promise<void> {
  if (board.isRankingStale) return rebuildRanking(deps, board)
  try {
    await mapLimited(drones, callsAtOnce, async ({ droneId, score, isNew }) => {
      const { before } = await deps.ranking.record(board.convoyId, droneId, score)
      if ((before === null) !== isNew) board.isRankingStale = true
    })
  } catch (error) {
    if (!isFailure(error)) throw error
    board.isRankingStale = true
  }
}

async function saveBoard(deps: UpdateDeps, board: Board, drones: readonly CountedDrone[]): Promise<void> {
  await saveRows(deps, board, drones)
  await keepSnapshot(deps, board)
}

/** Failures are not reported: the next turn compares what derives from the records with them. */
async function derive(board: Board, work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    if (!isFailure(error)) throw error
    board.needsReload = true
  }
}

/**
 * Makes ranking, rows and counters agree with the board, and adds how many differed to `corrected`. Skips the counters of drones
 * that have been in other convoys: those need the turns of all their boards.
 */
export async function reconcile(deps: Deps, board: Board, corrected: Corrections): Promise<void> {
  corrected.places += await countWrongPlaces(deps, board)
  await rebuildRanking(deps, board)
  corrected.rows += await reconcileRows(deps, board)
  corrected.counters += await reconcileCounters(deps, board.weapons.keys(), [board])
  board.isReconciled = true
}

/** Counts entries with a wrong score. A missing entry is not an error: the ranking may lose entries at any time. */
async function countWrongPlaces(deps: Pick<Deps, 'ranking'>, board: Board): Promise<number> {
  return (await comparePlaces(deps, board))?.wrong ?? 0
}

/** True when the ranking lacks a drone of the board or has a wrong score for one; false while it is unavailable. */
export async function hasWrongPlaces(deps: Pick<Deps, 'ranking'>, board: Board): Promise<boolean> {
  const places = await comparePlaces(deps, board)
  return places !== null && (places.wrong > 0 || places.held < board.tallies.size)
}

async function comparePlaces(
  { ranking }: Pick<Deps, 'ranking'>,
  { convoyId, tallies }: Board,
): Promise<{ held: number; wrong: number } | null> {
  try {
    const held = await ranking.top(convoyId, tallies.size + 1_000)
    const isRight = ({ droneId, totalEngagements, successfulHits }: (typeof held)[number]) => {
      const tally = tallies.get(droneId)
      return tally?.totalEngagements === totalEngagements && tally.successfulHits === successfulHits
    }
    return { held: held.length, wrong: held.filter((place) => !isRight(place)).length }
  } catch (error) {
    if (!isFailure(error)) throw error
    return null
  }
}

/** While the ranking is unavailable, marks it as stale on the board. */
export async function rebuildRanking({ ranking }: Pick<Deps, 'ranking'>, board: Board): Promise<void> {
  try {
    await ranking.rebuild(board.convoyId, board.order)
    board.isRankingStale = false
  } catch (error) {
    if (!isFailure(error)) throw error
    board.isRankingStale = true
  }
}

/** Writes the rows of these drones. The accuracy is part of the key, so an old row is deleted once the new one is durable. */
async function saveRows(
  { tables: store }: Pick<Ports, 'tables'>,
  board: Board,
  drones: readonly DroneFigures[],
): Promise<void> {
  const { convoyId } = board
  const rows = drones.map((drone) => toRow(convoyId, drone))
  const outdated = rows.flatMap(({ droneId, accuracyBp }) => {
    const storedBp = board.storedBp.get(droneId) ?? accuracyBp
    return storedBp === accuracyBp ? [] : [{ convoyId, accuracyBp: storedBp, droneId }]
  })
  await store.insert(tables.leaderboard, rows)
  if (outdated.length > 0) await store.delete(tables.leaderboard, outdated)
  for (const { droneId, accuracyBp } of rows) board.storedBp.set(droneId, accuracyBp)
}

type DroneFigures = ReturnType<typeof figuresOf>

const toRow = (convoyId: ConvoyId, { droneId, score, tally }: DroneFigures) => ({
  convoyId,
  accuracyBp: score.accuracyBp,
  droneId,
  ...tally,
})

/** Makes the table rows agree with the board and resolves with how many differed. A crash can leave a drone with no row or with two. */
async function reconcileRows(deps: Pick<Ports, 'tables'>, board: Board): Promise<number> {
  const { convoyId } = board
  const due = new Map(Array.from(board.tallies.keys(), (droneId) => [droneId, figuresOf(board, droneId)]))
  const wrong: { convoyId: ConvoyId; accuracyBp: number; droneId: DroneId }[] = []
  for await (const rows of everyPage(deps.tables, tables.leaderboard, { convoyId })) {
    for (const row of rows) {
      const { accuracyBp, droneId } = row
      const expected = due.get(droneId)
      if (expected && isSameRow(toRow(convoyId, expected), row)) due.delete(droneId)
      if (figuresOf(board, droneId).score.accuracyBp === accuracyBp) board.storedBp.set(droneId, accuracyBp)
      else wrong.push({ convoyId, accuracyBp, droneId })
    }
  }
  if (due.size > 0) await saveRows(deps, board, [...due.values()])
  if (wrong.length > 0) await deps.tables.delete(tables.leaderboard, wrong)
  return due.size + wrong.length
}

type BoardRow = ReturnType<typeof toRow>

const isSameRow = (a: BoardRow, b: BoardRow): boolean =>
  a.accuracyBp === b.accuracyBp &&
  a.totalEngagements === b.totalEngagements &&
  a.successfulHits === b.successfulHits &&
  a.currentStreak === b.currentStreak
