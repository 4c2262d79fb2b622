import { isFailure } from '../../../lib/errors.ts'
import { compareScores } from '../../../lib/stats/score.ts'
import type { DroneId } from '../../../schema/ids.ts'
import type { Ports } from '../../ports/index.ts'
import type { Score } from '../../ports/ranking.ts'
import { addToBoard, type Board, scoresOf, toScore } from '../../repositories/board.ts'
import type { EngagementRow } from '../../repositories/engagements.ts'

/** The rank of a drone before and after an engagement, and its accuracy after it. */
export interface Placement {
  /** Null for a drone new to the board. */
  before: number | null
  after: number
  accuracyBp: number
}

/** Counts an engagement that has just become durable and updates the rank of its drone. */
export async function countAndRank(
  { ranking }: Pick<Ports, 'ranking'>,
  board: Board,
  row: EngagementRow,
): Promise<Placement> {
  const { convoyId, droneId } = row
  const held = board.tallies.get(droneId)
  const earlier = held ? toScore(held) : null
  const score = addToBoard(board, row)
  if (!board.isRankingStale) {
    const ranks = await ranking.record(convoyId, droneId, score).catch(nullIfUnavailable)
    if (ranks && (ranks.before === null) === (earlier === null)) return { ...ranks, accuracyBp: score.accuracyBp }
    board.isRankingStale = true
  }
  return placementOf(board, droneId, earlier, score)
}

const nullIfUnavailable = (error: unknown): null => {
  if (isFailure(error)) return null
  throw error
}

/** The placement for an engagement that an earlier try counted without a receipt: computed as if it were the drone's last engagement. */
export function placementOfStored(board: Board, { droneId, hit }: EngagementRow): Placement {
  const score = toScore(board.tallies.get(droneId) ?? { totalEngagements: 0, successfulHits: 0 })
  const totalEngagements = score.totalEngagements - 1
  const successfulHits = score.successfulHits - (hit ? 1 : 0)
  const earlier = totalEngagements > 0 ? toScore({ totalEngagements, successfulHits }) : null
  return placementOf(board, droneId, earlier, score)
}

/** Ranks from the tallies, without the ranking store. O(drones of the convoy). */
function placementOf(board: Board, droneId: DroneId, earlier: Score | null, score: Score): Placement {
  const others = scoresOf(board).filter((other) => other.droneId !== droneId)
  const rankWith = (own: Score) => 1 + others.filter((other) => compareScores(other, { droneId, ...own }) < 0).length
  return { before: earlier && rankWith(earlier), after: rankWith(score), accuracyBp: score.accuracyBp }
}
