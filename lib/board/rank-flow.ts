import type { RankBy } from '../api/documents.generated.ts'
import { compareScored, type Scored } from './rules.ts'

export interface RankFlow {
  /** Instants of the steps, oldest first; the last is the current board. */
  atMs: number[]
  /** The rank of each drone at every step. */
  lines: { droneId: string; ranks: number[] }[]
}

export interface PastEngagement {
  droneId: string
  hit: boolean
  engagedAt: string
}

/**
 * How the ranks came to be: takes back one engagement after another (`newestFirst`) from a board and ranks it again.
 * Returns at most `steps` + 1 columns. Engagements of drones that are not on the board are passed over.
 */
export function rankFlow(
  board: { rows: readonly Scored[]; rankBy: RankBy; asOfMs: number },
  newestFirst: readonly PastEngagement[],
  steps: number,
): RankFlow {
  const compare = compareScored(board.rankBy)
  const tallies = new Map(board.rows.map((row) => [row.droneId, { ...row }]))
  const ranksNow = () => new Map([...tallies.values()].sort(compare).map((tally, index) => [tally.droneId, index + 1]))
  const columns = [{ atMs: board.asOfMs, ranks: ranksNow() }]
  for (const past of newestFirst) {
    if (columns.length > steps) break
    const tally = tallies.get(past.droneId)
    if (!tally || tally.totalEngagements === 0) continue
    tally.totalEngagements -= 1
    tally.successfulHits = Math.max(0, tally.successfulHits - (past.hit ? 1 : 0))
    columns.push({ atMs: Date.parse(past.engagedAt), ranks: ranksNow() })
  }
  columns.reverse()
  return {
    atMs: columns.map((column) => column.atMs),
    lines: board.rows.map(({ droneId }) => ({
      droneId,
      ranks: columns.map((column) => column.ranks.get(droneId) ?? 0),
    })),
  }
}
