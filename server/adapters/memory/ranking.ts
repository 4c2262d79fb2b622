import { indexOfPlace, movePlace } from '../../../lib/stats/rank-order.ts'
import { compareScores } from '../../../lib/stats/score.ts'
import type { ConvoyId, DroneId } from '../../../schema/ids.ts'
import type { Ranking, Score } from '../../ports/ranking.ts'

type Place = Score & { droneId: DroneId }

interface Board {
  /** Best first. */
  order: Place[]
  byDrone: Map<DroneId, Place>
}

/** In-process boards. Every method runs synchronously and is therefore atomic. */
export function createMemoryRanking(): Ranking {
  const boards = new Map<ConvoyId, Board>()

  return {
    async record(convoyId, droneId, score) {
      const board = boards.get(convoyId) ?? emptyBoard()
      boards.set(convoyId, board)
      const held = board.byDrone.get(droneId) ?? null
      if (held && held.totalEngagements > score.totalEngagements) {
        const rank = indexOfPlace(board.order, held) + 1
        return { before: rank, after: rank }
      }
      const place = toPlace(droneId, score)
      board.byDrone.set(droneId, place)
      return movePlace(board.order, held, place)
    },

    async top(convoyId, limit) {
      const best = boards.get(convoyId)?.order.slice(0, Math.max(0, limit)) ?? []
      return best.map((place, at) => ({ ...place, rank: at + 1 }))
    },

    async rebuild(convoyId, scores) {
      const byDrone = new Map(scores.map((score) => [score.droneId, toPlace(score.droneId, score)]))
      boards.set(convoyId, { order: [...byDrone.values()].sort(compareScores), byDrone })
    },
  }
}

const emptyBoard = (): Board => ({ order: [], byDrone: new Map() })

const toPlace = (droneId: DroneId, { accuracyBp, successfulHits, totalEngagements }: Score): Place => ({
  droneId,
  accuracyBp,
  successfulHits,
  totalEngagements,
})
