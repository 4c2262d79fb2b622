import { accuracyBpOf, compareScores } from '../../../lib/stats/score.ts'
import { type RunningTally, toTally } from '../../../lib/stats/tally.ts'
import { wilsonInterval } from '../../../lib/stats/wilson.ts'
import type { BoardEntry, Tally } from '../../../schema/engagements.ts'
import type { DroneId } from '../../../schema/ids.ts'
import type { Ranked } from '../../ports/ranking.ts'
import { toScore } from '../../repositories/board.ts'

export type RankBy = 'ACCURACY' | 'WILSON'
export type Tallies = ReadonlyMap<DroneId, RunningTally>
type Counts = Pick<Tally, 'totalEngagements' | 'successfulHits'>

/** All drones with engagements, best first, with their ranks. Ties are broken as for equal accuracies. */
export function rankTallies(tallies: Tallies, rankBy: RankBy): Ranked[] {
  const places = Array.from(tallies, ([droneId, tally]) => ({
    droneId,
    ...toScore(tally),
    lowerBound: rankBy === 'WILSON' ? wilsonInterval(tally.successfulHits, tally.totalEngagements).low : 0,
  }))
  places.sort((a, b) => b.lowerBound - a.lowerBound || compareScores(a, b))
  return places.map(({ lowerBound: _, ...place }, at) => ({ ...place, rank: at + 1 }))
}

/** One entry of the board. `tally` provides the streak; null when it is not known yet. */
export function toEntry(
  { rank, droneId, accuracyBp, totalEngagements, successfulHits }: Ranked,
  tally: RunningTally | null,
  callsign: string,
): BoardEntry {
  const { low, high } = wilsonInterval(successfulHits, totalEngagements)
  return {
    rank,
    droneId,
    callsign,
    accuracyPct: accuracyBp / 100,
    wilsonLowPct: toPct(low),
    wilsonHighPct: toPct(high),
    totalEngagements,
    successfulHits,
    currentStreak: tally ? toTally(tally).currentStreak : 0,
  }
}

/** A ratio in percent, to two decimals like every accuracy. */
const toPct = (ratio: number): number => Math.round(ratio * 10_000) / 100

/** Hits per engagement in percent; null before the first engagement. */
export const averageAccuracyPctOf = ({ totalEngagements, successfulHits }: Counts): number | null =>
  totalEngagements === 0 ? null : accuracyBpOf(successfulHits, totalEngagements) / 100

export function totalOf(tallies: Tallies): Counts {
  const total = { totalEngagements: 0, successfulHits: 0 }
  for (const { totalEngagements, successfulHits } of tallies.values()) {
    total.totalEngagements += totalEngagements
    total.successfulHits += successfulHits
  }
  return total
}
