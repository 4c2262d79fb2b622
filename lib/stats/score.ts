/** What a board sorts by: accuracy, then more hits, then fewer engagements, then drone id. */

/** Accuracy in basis points, 0 … 10,000, to the nearest; 0 before the first engagement. */
export function accuracyBpOf(successfulHits: number, totalEngagements: number): number {
  return totalEngagements === 0 ? 0 : Math.round((successfulHits * 10_000) / totalEngagements)
}

/** The score of a drone. */
export interface BoardPlace {
  droneId: string
  accuracyBp: number
  successfulHits: number
  totalEngagements: number
}

/** Negative when `a` ranks above `b`; 0 for the same drone with the same score only. */
export function compareScores(a: BoardPlace, b: BoardPlace): number {
  return (
    b.accuracyBp - a.accuracyBp ||
    b.successfulHits - a.successfulHits ||
    a.totalEngagements - b.totalEngagements ||
    (a.droneId < b.droneId ? -1 : a.droneId > b.droneId ? 1 : 0)
  )
}
