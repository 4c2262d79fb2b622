/**
 * The leaderboard on the screen: as last loaded from the server, updated by each event until it is loaded again.
 * All functions are pure: they return a new board.
 */
import type { LeaderboardQuery, RankBy } from '../api/documents.generated.ts'
import { accuracyPctOf, compareScored, wilsonPct } from './rules.ts'

type Answer = LeaderboardQuery['leaderboard']

export interface BoardRow {
  rank: number
  droneId: string
  callsign: string
  accuracyPct: number
  wilsonLowPct: number
  wilsonHighPct: number
  totalEngagements: number
  successfulHits: number
  currentStreak: number
  /** False when it has left the convoy or is out of service. */
  inConvoy: boolean
  /** Places gained (positive) or lost at its last change of rank; null if none was seen. */
  move: { places: number; atMs: number } | null
  /** Its last engagement seen. */
  last: { engagementId: string; hit: boolean } | null
}

export interface Board {
  convoyId: string
  convoyCallsign: string
  totalDrones: number
  averageAccuracyPct: number | null
  tieRule: string
  minimumSample: number
  rankBy: RankBy
  /** When the server made it, or the time of the newest event applied since. */
  asOfMs: number
  stale: boolean
  rows: BoardRow[]
}

export interface EngagementNews {
  convoyId: string
  engagementId: string
  droneId: string
  hit: boolean
  newAccuracyPct: number
  timestamp: string
}

/** The largest difference between two roundings of one accuracy. */
const sameAccuracyPct = 0.01
/** How long a change of rank is shown. */
export const moveShownForMs = 30_000

/**
 * The board as loaded. Moves and last engagements of the previous board are kept, and a rank that differs from the previous one
 * counts as a move at `nowMs`.
 */
export function boardOf(answer: Answer, before: Board | null, nowMs: number): Board {
  const same = before?.convoyId === answer.convoyId && before.rankBy === answer.rankBy ? before : null
  const held = new Map(same?.rows.map((row) => [row.droneId, row]))
  const rows = answer.entries.map((entry): BoardRow => {
    const known = held.get(entry.droneId)
    return { ...entry, last: known?.last ?? null, move: moveOf(known, entry.rank, nowMs) }
  })
  return {
    convoyId: answer.convoyId,
    convoyCallsign: answer.convoyCallsign,
    totalDrones: answer.totalDrones,
    averageAccuracyPct: answer.averageAccuracy,
    tieRule: answer.tieRule,
    minimumSample: answer.minimumSample,
    rankBy: answer.rankBy,
    asOfMs: Date.parse(answer.asOf),
    stale: answer.stale,
    rows,
  }
}

/** The loaded board `answer`, with the changes since then applied. */
export function leaderboardOf(board: Board, answer: Answer): Answer {
  const held = new Map(answer.entries.map((entry) => [entry.droneId, entry]))
  return {
    ...answer,
    averageAccuracy: board.averageAccuracyPct,
    asOf: new Date(board.asOfMs).toISOString(),
    entries: board.rows.map(({ move: _move, last: _last, ...row }) => ({ ...held.get(row.droneId), ...row })),
  }
}

const moveOf = (known: BoardRow | undefined, rank: number, nowMs: number): BoardRow['move'] =>
  known && known.rank !== rank ? { places: known.rank - rank, atMs: nowMs } : (known?.move ?? null)

/**
 * The board after one engagement. `agrees` is false when the accuracy in the event differs from that of the board, which has then
 * missed an event or includes this one already: it is returned unchanged and must be loaded again.
 */
export function applyEngagement(board: Board, news: EngagementNews, nowMs: number): { board: Board; agrees: boolean } {
  const row = board.rows.find((one) => one.droneId === news.droneId)
  if (news.convoyId !== board.convoyId) return { board, agrees: true }
  if (!row) return { board, agrees: false }
  const counted = countEngagement(row, news.hit)
  if (Math.abs(counted.accuracyPct - news.newAccuracyPct) > sameAccuracyPct) return { board, agrees: false }
  const changed: BoardRow = { ...row, ...counted, last: { engagementId: news.engagementId, hit: news.hit } }
  const rows = rank(
    board.rows.map((one) => (one === row ? changed : one)),
    board.rankBy,
    nowMs,
  )
  const asOfMs = Math.max(board.asOfMs, Date.parse(news.timestamp))
  return { board: { ...board, rows, asOfMs, averageAccuracyPct: averageOf(board, rows) }, agrees: true }
}

/** Marks the row of an engagement without counting it, for an event that the board already includes. */
export function markEngagement(board: Board, news: EngagementNews): Board {
  const last = { engagementId: news.engagementId, hit: news.hit }
  return { ...board, rows: board.rows.map((row) => (row.droneId === news.droneId ? { ...row, last } : row)) }
}

function countEngagement(row: BoardRow, hit: boolean) {
  const totals = {
    totalEngagements: row.totalEngagements + 1,
    successfulHits: row.successfulHits + (hit ? 1 : 0),
  }
  const { low, high } = wilsonPct(totals)
  return {
    ...totals,
    accuracyPct: accuracyPctOf(totals),
    wilsonLowPct: low,
    wilsonHighPct: high,
    currentStreak: hit ? Math.max(0, row.currentStreak) + 1 : Math.min(0, row.currentStreak) - 1,
  }
}

function rank(rows: BoardRow[], rankBy: RankBy, nowMs: number): BoardRow[] {
  return rows
    .toSorted(compareScored(rankBy))
    .map((row, index) => ({ ...row, rank: index + 1, move: moveOf(row, index + 1, nowMs) }))
}

/** Of the whole convoy; unchanged when some of its drones are not on this board. */
function averageOf(board: Board, rows: readonly BoardRow[]): number | null {
  if (rows.length < board.totalDrones) return board.averageAccuracyPct
  const totalEngagements = rows.reduce((sum, row) => sum + row.totalEngagements, 0)
  const successfulHits = rows.reduce((sum, row) => sum + row.successfulHits, 0)
  return totalEngagements === 0 ? null : accuracyPctOf({ totalEngagements, successfulHits })
}
