import { accuracyBpOf } from '../../lib/stats/score.ts'
import { countRecord, type RunningTally, startTally } from '../../lib/stats/tally.ts'
import type { ConvoyId, DroneId } from '../../schema/ids.ts'
import type { Score } from '../ports/ranking.ts'
import type { EngagementRow } from './engagements.ts'
import { countWeapon, type WeaponTallies } from './weapon-tallies.ts'

/** The board of one convoy in memory. Changed only in its turn; read at any time. */
export interface Board {
  readonly convoyId: ConvoyId
  tallies: Map<DroneId, RunningTally>
  weapons: WeaponTallies
  totalEngagements: number
  successfulHits: number
  /** Event time of the newest record; null before the first. */
  newestAtMs: number | null
  /** Instant of the snapshot that it was counted on from: order within the records up to it is not known. Null: from nothing. */
  baseMs: number | null
  /** Days that are known to be listed as holding engagements. */
  readonly days: Set<number>
  /** The accuracy under which each drone has its row in the table. */
  readonly storedBp: Map<DroneId, number>
  /** No snapshot is of a later instant; null: there is none. */
  newestSnapshotMs: number | null
  /** When this process last wrote a snapshot; null before the first. */
  snapshotWrittenAtMs: number | null
  /** Something failed midway: what is stored may differ from this. The next turn loads it again. */
  needsReload: boolean
  /** The ranking store missed a change. The next turn rebuilds it. */
  isRankingStale: boolean
  /** Up to which turn of which generation the records of all processes are counted. */
  generation: number
  turn: number
  /** The ranking, the table rows and the counters were compared with it since it was loaded. */
  isReconciled: boolean
}

export const emptyBoard = (convoyId: ConvoyId): Board => ({
  convoyId,
  tallies: new Map(),
  weapons: new Map(),
  totalEngagements: 0,
  successfulHits: 0,
  newestAtMs: null,
  baseMs: null,
  days: new Set(),
  storedBp: new Map(),
  newestSnapshotMs: null,
  snapshotWrittenAtMs: null,
  needsReload: false,
  isRankingStale: false,
  generation: 0,
  turn: 0,
  isReconciled: false,
})

/** Counts a record that is stored and was not counted before. Answers the new score of its drone. */
export function addToBoard(board: Board, row: EngagementRow): Score {
  const tally = board.tallies.get(row.droneId) ?? startTally()
  board.tallies.set(row.droneId, tally)
  countRecord(tally, row)
  countWeapon(board.weapons, row)
  board.totalEngagements += 1
  if (row.hit) board.successfulHits += 1
  board.newestAtMs = Math.max(board.newestAtMs ?? row.engagedAtMs, row.engagedAtMs)
  board.days.add(row.dayMs)
  return toScore(tally)
}

/** True when these records can be counted on: an instant that the board's base holds can change a streak in it. */
export const canAddTo = ({ baseMs, tallies }: Board, rows: readonly EngagementRow[]): boolean =>
  baseMs === null || rows.every(({ engagedAtMs, droneId }) => engagedAtMs > baseMs || !tallies.has(droneId))

/** Counts what another process has stored, counted and written rows for. */
export function addFromOtherProcess(board: Board, rows: readonly EngagementRow[]): void {
  for (const row of rows) {
    const { accuracyBp } = addToBoard(board, row)
    if (board.isReconciled) board.storedBp.set(row.droneId, accuracyBp)
  }
  // It may have kept a snapshot too: of no later instant than this.
  board.newestSnapshotMs = board.newestAtMs
}

export const toScore = ({
  successfulHits,
  totalEngagements,
}: Pick<Score, 'successfulHits' | 'totalEngagements'>): Score => ({
  accuracyBp: accuracyBpOf(successfulHits, totalEngagements),
  successfulHits,
  totalEngagements,
})

/** The scores of all drones, in no order. */
export const scoresOf = (board: Board): ({ droneId: DroneId } & Score)[] =>
  Array.from(board.tallies, ([droneId, tally]) => ({ droneId, ...toScore(tally) }))
