import { movePlace } from '../../lib/stats/rank-order.ts'
import { accuracyBpOf, compareScores } from '../../lib/stats/score.ts'
import { countRecord, type RunningTally, startTally, toTally } from '../../lib/stats/tally.ts'
import { countWeapon, type WeaponTallies } from '../../lib/stats/weapon-tallies.ts'
import type { Placement, Tally } from '../../schema/engagements.ts'
import type { ConvoyId, DroneId } from '../../schema/ids.ts'
import type { Score } from '../ports/ranking.ts'
import type { EngagementRow } from './engagements.ts'

type Place = Score & { droneId: DroneId }

/** The board of one convoy in memory. Changed only during its turn; read at any time. */
export interface Board {
  readonly convoyId: ConvoyId
  tallies: Map<DroneId, RunningTally>
  weapons: WeaponTallies
  /** The scores of all drones, best first. */
  order: Place[]
  totalEngagements: number
  successfulHits: number
  /** Event time of the newest record; null before the first. */
  newestAtMs: number | null
  /** Instant of the snapshot that counting started from: the order of records up to it is unknown. Null: all records were counted. */
  baseMs: number | null
  /** Days known to be listed in the table of engagement days. */
  readonly days: Set<number>
  /** The accuracy in the key of each drone's table row. */
  readonly storedBp: Map<DroneId, number>
  /** Upper bound of the instants of all snapshots; null: there are none. */
  newestSnapshotMs: number | null
  /** When this process last wrote a snapshot; null before the first. */
  snapshotWrittenAtMs: number | null
  /** A write failed midway, so the stored state may differ. The next turn reloads the board. */
  needsReload: boolean
  /** The ranking missed a change. The next turn rebuilds it. */
  isRankingStale: boolean
  /** Generation and number of the last turn whose records are counted. */
  generation: number
  turn: number
  /** Ranking, table rows and counters were compared with the board since it was loaded. */
  isReconciled: boolean
}

export const emptyBoard = (convoyId: ConvoyId): Board => ({
  convoyId,
  tallies: new Map(),
  weapons: new Map(),
  order: [],
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

/** A drone of a board, as it stands once new records of it are counted. */
export interface CountedDrone {
  droneId: DroneId
  score: Score
  tally: Tally
  /** These are its first records. */
  isNew: boolean
}

/** Counts records that were not counted before. Returns their drones. */
export function countRecords(board: Board, rows: readonly EngagementRow[]): CountedDrone[] {
  const drones = new Map(rows.map(({ droneId }) => [droneId, { isNew: !board.tallies.has(droneId) }]))
  for (const row of rows) addToBoard(board, row)
  return Array.from(drones, ([droneId, { isNew }]) => ({ ...figuresOf(board, droneId), isNew }))
}

/** The score and the tally of a drone; zeros for one without records. */
export function figuresOf({ tallies }: Pick<Board, 'tallies'>, droneId: DroneId): Omit<CountedDrone, 'isNew'> {
  const tally = toTally(tallies.get(droneId) ?? startTally())
  return { droneId, score: toScore(tally), tally }
}

/** Counts a record that was not counted before. Returns the new score of its drone. */
function addToBoard(board: Board, row: EngagementRow): Score {
  const { droneId } = row
  const earlier = placeOf(board, droneId)
  const tally = board.tallies.get(droneId) ?? startTally()
  board.tallies.set(droneId, tally)
  countRecord(tally, row)
  const score = toScore(tally)
  movePlace(board.order, earlier, { droneId, ...score })
  countWeapon(board.weapons, row)
  board.totalEngagements += 1
  if (row.hit) board.successfulHits += 1
  board.newestAtMs = Math.max(board.newestAtMs ?? row.engagedAtMs, row.engagedAtMs)
  board.days.add(row.dayMs)
  return score
}

/** Null for a drone without records. */
function placeOf({ tallies }: Pick<Board, 'tallies'>, droneId: DroneId): Place | null {
  const tally = tallies.get(droneId)
  return tally ? { droneId, ...toScore(tally) } : null
}

/** A record with the receipt that every retry returns. */
export type PlacedRecord = EngagementRow & { placement: Placement }

/** The records with the placement of each, as if they were counted one after another. The board stays as it is. */
export function placeRecords(board: Board, records: readonly EngagementRow[]): PlacedRecord[] {
  const order = board.order.slice()
  const moved = new Map<DroneId, Place | null>()
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

/** Every drone's score, best first. */
export const orderOf = (tallies: Board['tallies']): Place[] =>
  Array.from(tallies, ([droneId, tally]) => ({ droneId, ...toScore(tally) })).sort(compareScores)

/** Counts records that another process has stored and written board rows for. */
export function addFromOtherProcess(board: Board, rows: readonly EngagementRow[]): void {
  for (const row of rows) {
    const { accuracyBp } = addToBoard(board, row)
    if (board.isReconciled) board.storedBp.set(row.droneId, accuracyBp)
  }
  // The other process may also have written a snapshot, of this instant at the latest.
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
