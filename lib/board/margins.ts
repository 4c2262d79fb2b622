import type { Board } from './board.ts'

/**
 * How far each row is behind the rank above, in percentage points of what the board ranks by (accuracy, or the lower bound of its
 * confidence interval), to two decimals: 0 for a tie. Null for the first, which has none above.
 */
export function marginsOf({ rows, rankBy }: Pick<Board, 'rows' | 'rankBy'>): (number | null)[] {
  const scores = rows.map((row) => (rankBy === 'WILSON' ? row.wilsonLowPct : row.accuracyPct))
  return scores.map((score, at) => {
    const above = scores[at - 1]
    return above === undefined ? null : Math.max(0, Math.round((above - score) * 100) / 100)
  })
}
