import { mapLimited } from '../../../lib/async/map-limited.ts'
import { isFailure } from '../../../lib/errors.ts'
import type { DroneId } from '../../../schema/ids.ts'
import type { Ports } from '../../ports/index.ts'
import { addToCounters } from '../../repositories/accuracy-counters.ts'
import { addToBoard, type Board, canAddTo, placeOf } from '../../repositories/board.ts'
import { recountBoard } from '../../repositories/board-loading.ts'
import { rebuildRanking, saveRows } from '../../repositories/board-reconciliation.ts'
import type { EngagementEvents } from '../../repositories/engagement-events.ts'
import type { RecentEngagements } from '../../repositories/engagement-pages.ts'
import { type EngagementRow, storeEngagements } from '../../repositories/engagements.ts'
import type { WritingTurn } from '../../repositories/held-turn.ts'
import { dropSnapshots, keepSnapshot } from '../../repositories/leaderboard-snapshots.ts'
import type { Leaderboards } from '../../repositories/leaderboards.ts'

export type StoreDeps = Pick<Ports, 'tables' | 'ranking' | 'clock'> & {
  boards: Leaderboards
  recents: RecentEngagements
  engagementEvents: EngagementEvents
}

/** Concurrent calls of one group, which leaves capacity to other callers. */
const callsAtOnce = 64

/**
 * Stores the records of a turn, counts them and publishes their events. Resolves when all of it is done. What derives from the
 * records may fail: it is then left to the next turn, which compares it with them.
 */
export async function storeAndCount(
  deps: StoreDeps,
  board: Board,
  records: readonly EngagementRow[],
  turn: WritingTurn,
): Promise<void> {
  deps.engagementEvents.expect(records, board.generation)
  await storeRecords(deps, board, records, turn)

  turn.requireHeld()
  const droneIds = new Set(records.map(({ droneId }) => droneId))
  const newDrones = [...droneIds].filter((droneId) => !board.tallies.has(droneId))
  for (const record of records) addToBoard(board, record)
  await Promise.all([
    rankDrones(deps, board, droneIds, new Set(newDrones)),
    derive(board, () => saveBoard(deps, board, droneIds)),
    derive(board, () => addToCounters(deps.tables, records)),
  ])
  await deps.engagementEvents.publish(records)
}

async function storeRecords(
  { tables, boards, recents }: StoreDeps,
  board: Board,
  records: readonly EngagementRow[],
  turn: WritingTurn,
): Promise<void> {
  const fromMs = Math.min(...records.map(({ engagedAtMs }) => engagedAtMs))
  await dropSnapshots(tables, board, fromMs)
  if (!canAddTo(board, records)) await recountBoard({ tables, isShared: boards.isShared }, board, fromMs)
  turn.requireHeld()
  try {
    await storeEngagements(tables, records, board.days)
  } finally {
    await recents.invalidate(records)
  }
}

/** Updates the ranking. A failure, or a ranking that lacks drones, makes the next turn rebuild it. */
async function rankDrones(
  deps: StoreDeps,
  board: Board,
  droneIds: ReadonlySet<DroneId>,
  newDrones: ReadonlySet<DroneId>,
): Promise<void> {
  if (board.isRankingStale) return rebuildRanking(deps, board)
  try {
    await mapLimited([...droneIds], callsAtOnce, async (droneId) => {
      const place = placeOf(board, droneId)
      const ranks = place && (await deps.ranking.record(board.convoyId, droneId, place))
      if (ranks && (ranks.before === null) !== newDrones.has(droneId)) board.isRankingStale = true
    })
  } catch (error) {
    if (!isFailure(error)) throw error
    board.isRankingStale = true
  }
}

async function saveBoard(deps: StoreDeps, board: Board, droneIds: ReadonlySet<DroneId>): Promise<void> {
  await saveRows(deps, board, droneIds)
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
