/** How a board is ordered and how sure an accuracy is. The one place: server and screen both ask here. */
import type { RankBy } from '../api/documents.generated.ts'

export interface Scored {
  droneId: string
  totalEngagements: number
  successfulHits: number
}

/** z of the 95 % interval. */
const z = 1.959963984540054

export const accuracyPctOf = ({ successfulHits, totalEngagements }: Omit<Scored, 'droneId'>): number =>
  totalEngagements === 0 ? 0 : (100 * successfulHits) / totalEngagements

/** Bounds of the 95 % Wilson interval, in per cent; 0 … 100 before the first engagement. */
export function wilsonPct({ successfulHits, totalEngagements }: Omit<Scored, 'droneId'>): {
  low: number
  high: number
} {
  const n = totalEngagements
  if (n === 0) return { low: 0, high: 100 }
  const share = successfulHits / n
  const middle = share + (z * z) / (2 * n)
  const reach = z * Math.sqrt((share * (1 - share)) / n + (z * z) / (4 * n * n))
  const scale = 100 / (1 + (z * z) / n)
  return { low: Math.max(0, (middle - reach) * scale), high: Math.min(100, (middle + reach) * scale) }
}

/** Best first: accuracy (or the lower Wilson bound), more hits, fewer engagements, drone id. Never 0 for two drones. */
export function compareScored(rankBy: RankBy): (a: Scored, b: Scored) => number {
  const score = rankBy === 'WILSON' ? (entry: Scored) => wilsonPct(entry).low : accuracyPctOf
  return (a, b) =>
    score(b) - score(a) ||
    b.successfulHits - a.successfulHits ||
    a.totalEngagements - b.totalEngagements ||
    (a.droneId < b.droneId ? -1 : 1)
}
