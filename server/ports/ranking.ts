import type { ConvoyId, DroneId } from '../../schema/ids.ts'

/** What a board sorts by: accuracy, then more hits, then fewer engagements, then drone id ascending. */
export interface Score {
  /** Accuracy in basis points, 0 … 10,000. */
  accuracyBp: number
  successfulHits: number
  totalEngagements: number
}

export interface Ranked extends Score {
  droneId: DroneId
  /** 1 is best. */
  rank: number
}

/** One sorted board per convoy. Holds no truth: `rebuild` restores it from the records. Fails with `unavailable` only; then nothing changed. */
export interface Ranking {
  /**
   * Sets the score of a drone and returns its rank before and after, in one atomic step. `before` is null for a drone new to
   * the board. The same score again: the same rank. A score with fewer engagements than the one held is older and is
   * ignored, so that shuffled writers agree in the end. O(log n + moved places).
   */
  record(convoyId: ConvoyId, droneId: DroneId, score: Score): Promise<{ before: number | null; after: number }>
  /** The best `limit`, in order; all of them when `limit` exceeds the board. Empty for an unknown convoy. */
  top(convoyId: ConvoyId, limit: number): Promise<Ranked[]>
  /** Makes the board exactly these scores. A `record` that comes meanwhile with more engagements wins over the rebuilt score. */
  rebuild(convoyId: ConvoyId, scores: readonly ({ droneId: DroneId } & Score)[]): Promise<void>
}
