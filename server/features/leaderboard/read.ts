import { isFailure, requireCount } from '../../../lib/errors.ts'
import { requirePermission } from '../../../lib/permissions.ts'
import { compareScores } from '../../../lib/stats/score.ts'
import { startTally } from '../../../lib/stats/tally.ts'
import type { BoardEntry } from '../../../schema/engagements.ts'
import type { ConvoyId, DroneId } from '../../../schema/ids.ts'
import type { Actor } from '../../../schema/permissions.ts'
import type { FleetCache, Ports } from '../../ports/index.ts'
import type { Ranked } from '../../ports/ranking.ts'
import { type Board, emptyBoard, orderOf } from '../../repositories/board.ts'
import { countTallies } from '../../repositories/leaderboard-snapshots.ts'
import type { Leaderboards } from '../../repositories/leaderboards.ts'
import { type Roster, requireConvoy } from '../../repositories/roster.ts'
import { readRosterAt } from '../../repositories/roster-history.ts'
import { averageAccuracyPctOf, type RankBy, rankTallies, type Tallies, toEntry, totalOf } from './rules.ts'

export type LeaderboardDeps = Pick<Ports, 'tables' | 'ranking' | 'clock'> & {
  roster: Pick<Roster, 'findConvoy' | 'findDrone' | 'dronesOf'>
  boards: Leaderboards
  fleet: Pick<FleetCache, 'read'>
}

export interface LeaderboardQuestion {
  convoyId: ConvoyId
  /** 1 … `maxBoardEntries`. */
  limit: number
  /** The board as of this instant; null: now. */
  atMs: number | null
  rankBy: RankBy
}

export interface LeaderboardAnswer {
  convoyId: ConvoyId
  convoyCallsign: string
  /** Who was in service in the convoy at a past instant; null: not known, or the board is the current one. */
  members: ReadonlySet<DroneId> | null
  /** Drones on the convoy's roster; those without engagements have no entry. */
  totalDrones: number
  /** Of the whole convoy; null before its first engagement. */
  averageAccuracyPct: number | null
  rankBy: RankBy
  asOfMs: number
  /** True when a store is unavailable or behind, and this is what this process knows. */
  stale: boolean
  entries: BoardEntry[]
}

export const maxBoardEntries = 1_000

/**
 * The best drones of a convoy. The current board comes from memory, without reading the store; that of a past instant is computed
 * from the previous snapshot and the records since, with the names of that time. Fails with `missing` for an unknown convoy, `invalid` for a limit out of bounds.
 */
export async function readLeaderboard(
  deps: LeaderboardDeps,
  actor: Actor,
  question: LeaderboardQuestion,
): Promise<LeaderboardAnswer> {
  requirePermission(actor, 'picture:read')
  requireCount(question.limit, 'limit', maxBoardEntries)
  return loadLeaderboard(deps, question)
}

/** Like `readLeaderboard`, without the permission check. */
export async function loadLeaderboard(
  deps: LeaderboardDeps,
  { convoyId, limit, atMs, rankBy }: LeaderboardQuestion,
): Promise<LeaderboardAnswer> {
  const convoy = requireConvoy(deps.roster, convoyId)

  const { board, isBehind } = await currentBoard(deps, convoyId)
  const isPast = atMs !== null && board.newestAtMs !== null && atMs < board.newestAtMs
  const { isShared } = deps.boards
  const roster = atMs === null ? null : await readRosterAt(deps.tables, convoyId, atMs)
  const past = isPast ? await countTallies(deps.tables, convoyId, { atMs, isShared }) : null
  const tallies: Tallies = past?.tallies ?? board.tallies
  const ranked = isPast || rankBy === 'WILSON' ? null : await topOf(deps, board, limit)
  const places = ranked ?? rankTallies(tallies, rankBy).slice(0, limit)
  return {
    convoyId,
    convoyCallsign: (roster?.convoy ?? convoy).callsign,
    members: roster && new Set(roster.drones.keys()),
    totalDrones: roster?.drones.size ?? deps.roster.dronesOf(convoyId).length,
    averageAccuracyPct: averageAccuracyPctOf(isPast ? totalOf(tallies) : board),
    rankBy,
    asOfMs: atMs ?? deps.clock.nowMs(),
    stale: !isPast && (isBehind || (rankBy === 'ACCURACY' && ranked === null)),
    entries: places.map((place) => {
      const { droneId } = place
      const drone = roster?.drones.get(droneId) ?? deps.roster.findDrone(droneId)
      return toEntry(place, tallies.get(droneId) ?? null, drone?.callsign ?? droneId)
    }),
  }
}

/**
 * The board in memory. If it may be outdated it is brought up to date first, unless the store is unavailable: then a process that
 * has none shows the figures of the cached fleet.
 */
async function currentBoard(deps: LeaderboardDeps, convoyId: ConvoyId): Promise<{ board: Board; isBehind: boolean }> {
  const { boards } = deps
  const held = boards.findBoard(convoyId)
  if (held && !held.needsReload && !boards.isShared) return { board: held, isBehind: false }
  try {
    return { board: await boards.readCurrent(convoyId), isBehind: false }
  } catch (error) {
    if (!isFailure(error)) throw error
    const known = held ?? (await cachedBoard(deps, convoyId))
    if (known) return { board: known, isBehind: true }
    throw error
  }
}

/** The drones in service with their cached figures; null when there are none. */
async function cachedBoard({ fleet, roster }: LeaderboardDeps, convoyId: ConvoyId): Promise<Board | null> {
  const droneIds = roster.dronesOf(convoyId).map(({ droneId }) => droneId)
  const states = await fleet.read(convoyId, droneIds, ['figures']).catch((error: unknown) => {
    if (!isFailure(error)) throw error
    return []
  })
  const known = states.flatMap((state) => (state?.figures ? [{ droneId: state.droneId, ...state.figures }] : []))
  if (known.length === 0) return null
  const counted = known.filter(({ totalEngagements }) => totalEngagements > 0)
  const tallies = new Map(counted.map((figures) => [figures.droneId, startTally(figures)]))
  return { ...emptyBoard(convoyId), tallies, order: orderOf(tallies), ...totalOf(tallies) }
}

/** The top of the board from the ranking store; null when that is unavailable or behind. A ranking that lacks changes is rebuilt. */
async function topOf({ ranking, boards }: LeaderboardDeps, board: Board, limit: number): Promise<Ranked[] | null> {
  if (board.isRankingStale && !boards.isShared) return null
  // Copied: turns of this process may change it meanwhile.
  const counted = board.order.slice()
  try {
    const top = await ranking.top(board.convoyId, limit)
    if (!board.isRankingStale && includes(top, counted, limit)) return top
    board.isRankingStale = true
    await boards.reconcile(board.convoyId)
    return board.isRankingStale ? null : await ranking.top(board.convoyId, limit)
  } catch (error) {
    if (isFailure(error)) return null
    throw error
  }
}

/** False when the ranking lacks something that was counted: another process may have failed to rank it. It may be newer. */
function includes(top: readonly Ranked[], counted: Board['order'], limit: number): boolean {
  const isEqual = (place: Board['order'][number], at: number) =>
    top[at] !== undefined && compareScores(top[at], place) === 0
  if (counted.slice(0, limit).every(isEqual)) return true
  const engagements = new Map(counted.map(({ droneId, totalEngagements }) => [droneId, totalEngagements]))
  return (
    top.length >= Math.min(limit, counted.length) &&
    top.some(({ droneId, totalEngagements }) => totalEngagements > (engagements.get(droneId) ?? 0))
  )
}
