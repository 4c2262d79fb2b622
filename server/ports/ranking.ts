import type { ConvoyId, DroneId } from '../../schema/ids.ts'

/** Sort order of a board: accuracy, then more hits, then fewer engagements, then drone id ascending. */
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

/** One sorted board per convoy. Not a system of record: `rebuild` restores it from the records. Fails only with `unavailable`; then nothing has changed. */
export interface Ranking {
  /**
   * Sets the score of a drone and returns its rank before and after, in one atomic step. `before` is null for a drone new to
   * the board. Idempotent. A score with fewer engagements than the current one is older and is ignored, so that writes in any
   * order converge. O(log n + moved places).
   */
  record(convoyId: ConvoyId, droneId: DroneId, score: Score): Promise<{ before: number | null; after: number }>
  /** The best `limit`, in order; all of them when `limit` exceeds the board. Empty for an unknown convoy. */
  top(convoyId: ConvoyId, limit: number): Promise<Ranked[]>
  /** Replaces the board with exactly these scores. A concurrent `record` with more engagements wins over the rebuilt score. */
  rebuild(convoyId: ConvoyId, scores: readonly ({ droneId: DroneId } & Score)[]): Promise<void>
}
