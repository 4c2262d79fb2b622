import { compareScores } from '../../../lib/stats/score.ts'
import type { ConvoyId, DroneId } from '../../../schema/ids.ts'
import type { Ranking, Score } from '../../ports/ranking.ts'

type Place = Score & { droneId: DroneId }

interface Board {
  /** Best first. Lookup is a binary search; moving an entry shifts those in between, some µs in a board of thousands. */
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
      const held = board.byDrone.get(droneId)
      const before = held ? indexOf(board.order, held) : null
      if (held && before !== null && held.totalEngagements > score.totalEngagements) {
        return { before: before + 1, after: before + 1 }
      }
      const place = toPlace(droneId, score)
      if (before !== null) board.order.splice(before, 1)
      const after = indexOf(board.order, place)
      board.order.splice(after, 0, place)
      board.byDrone.set(droneId, place)
      return { before: before === null ? null : before + 1, after: after + 1 }
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

/** Index of this entry in the order, or where it would be inserted. */
function indexOf(order: readonly Place[], place: Place): number {
  let low = 0
  let high = order.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (compareScores(order[middle] as Place, place) < 0) low = middle + 1
    else high = middle
  }
  return low
}
