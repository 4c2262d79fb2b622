/** How the screen sorts a board between two loads: by the server's own rules, in lib/stats. */
import type { RankBy } from '../api/documents.generated.ts'
import { accuracyBpOf, compareScores } from '../stats/score.ts'
import { wilsonInterval } from '../stats/wilson.ts'

export interface Scored {
  droneId: string
  totalEngagements: number
  successfulHits: number
}

/** To two decimals, as it ranks. */
export const accuracyPctOf = ({ successfulHits, totalEngagements }: Omit<Scored, 'droneId'>): number =>
  accuracyBpOf(successfulHits, totalEngagements) / 100

/** Bounds of the 95 % Wilson interval, in per cent; 0 … 100 before the first engagement. */
export function wilsonPct({ successfulHits, totalEngagements }: Omit<Scored, 'droneId'>): {
  low: number
  high: number
} {
  const { low, high } = wilsonInterval(successfulHits, totalEngagements)
  return { low: low * 100, high: high * 100 }
}

/** Best first: accuracy (or the lower Wilson bound), more hits, fewer engagements, drone id. Never 0 for two drones. */
export function compareScored(rankBy: RankBy): (a: Scored, b: Scored) => number {
  const toPlace = (entry: Scored) => ({
    ...entry,
    accuracyBp: accuracyBpOf(entry.successfulHits, entry.totalEngagements),
  })
  return (a, b) =>
    (rankBy === 'WILSON' ? wilsonPct(b).low - wilsonPct(a).low : 0) || compareScores(toPlace(a), toPlace(b))
}
