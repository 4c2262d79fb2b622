import type { ConvoyId } from '../../schema/ids.ts'
import { type ReadStrategyName, strategyDefaults } from '../../schema/strategies.ts'
import type { Ports } from '../ports/index.ts'
import { createReader, type Reader } from './strategies/reader.ts'

/** Limits for which boards are cached: a smaller limit uses the next of these, a greater one bypasses the cache. */
export const cachedLimits = [10, 50] as const

export interface LeaderboardKey {
  convoyId: ConvoyId
  rankBy: 'ACCURACY' | 'WILSON'
  limit: (typeof cachedLimits)[number]
}

/**
 * Cached current leaderboards. A change of a board invalidates them before it is acknowledged, so only other data in them
 * (callsigns, drones on the roster) may be as old as the TTL.
 */
export type LeaderboardReader<A> = Reader<LeaderboardKey, A>

export const leaderboardTtlMs = 1_000

export const createLeaderboardReader = <A>(
  deps: Pick<Ports, 'cache' | 'clock'>,
  load: (key: LeaderboardKey) => Promise<A>,
  strategy: ReadStrategyName = strategyDefaults.leaderboard.read,
): LeaderboardReader<A> =>
  createReader(
    deps,
    {
      name: 'leaderboard',
      keyTextOf: ({ convoyId, rankBy, limit }) => `${convoyId}:${rankBy}:${limit}`,
      load,
      ttlMs: leaderboardTtlMs,
    },
    strategy,
  )

/** Every cache key of a convoy, for `invalidate`. */
export const leaderboardKeysOf = (convoyId: ConvoyId): LeaderboardKey[] =>
  (['ACCURACY', 'WILSON'] as const).flatMap((rankBy) => cachedLimits.map((limit) => ({ convoyId, rankBy, limit })))
