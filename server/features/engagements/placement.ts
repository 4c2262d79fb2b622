import { movePlace } from '../../../lib/stats/rank-order.ts'
import type { EngagementReceipt, Placement } from '../../../schema/engagements.ts'
import type { DroneId } from '../../../schema/ids.ts'
import { type Board, placeOf, toScore } from '../../repositories/board.ts'
import type { EngagementRow } from '../../repositories/engagements.ts'
import { rankChangeOf } from './rules.ts'

export type PlacedRecord = EngagementRow & { placement: Placement }

/** The records with the placement of each, as if they were counted one after another. The board stays as it is. */
export function placeRecords(board: Board, records: readonly EngagementRow[]): PlacedRecord[] {
  const order = board.order.slice()
  const moved = new Map<DroneId, ReturnType<typeof placeOf>>()
  return records.map((record) => {
    const { droneId, hit } = record
    const earlier = moved.get(droneId) ?? placeOf(board, droneId)
    const score = toScore({
      totalEngagements: (earlier?.totalEngagements ?? 0) + 1,
      successfulHits: (earlier?.successfulHits ?? 0) + (hit ? 1 : 0),
    })
    const place = { droneId, ...score }
    moved.set(droneId, place)
    return { ...record, placement: { ...movePlace(order, earlier, place), accuracyBp: score.accuracyBp } }
  })
}

/** The placement of a record that is counted already, stored by a version that kept none: as if it were the drone's last engagement. */
export function placementOfCounted(board: Board, { droneId, hit }: EngagementRow): Placement {
  const place = placeOf(board, droneId) ?? { droneId, ...toScore({ totalEngagements: 0, successfulHits: 0 }) }
  const totalEngagements = place.totalEngagements - 1
  const successfulHits = place.successfulHits - (hit ? 1 : 0)
  const order = board.order.filter((other) => other.droneId !== droneId)
  const earlier = totalEngagements > 0 ? { droneId, ...toScore({ totalEngagements, successfulHits }) } : null
  if (earlier) movePlace(order, null, earlier)
  return { ...movePlace(order, earlier, place), accuracyBp: place.accuracyBp }
}

export const toReceipt = ({ engagementId, placement }: PlacedRecord): EngagementReceipt => ({
  engagementId,
  newRank: placement.after,
  rankChange: rankChangeOf(placement.before, placement.after),
  newAccuracyPct: placement.accuracyBp / 100,
})

/** False for a record stored by a version that kept the receipt in the claim. */
export const isPlaced = (record: EngagementRow): record is PlacedRecord => record.placement !== null
