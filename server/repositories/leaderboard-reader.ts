import type { ConvoyId } from '../../schema/ids.ts'
import { type ReadStrategyName, strategyDefaults } from '../../schema/strategies.ts'
import type { Ports } from '../ports/index.ts'
import { createReader, type Reader } from './strategies/reader.ts'

/** Sizes that answers are kept in: a smaller question is answered by the next of them, a greater one without a cache. */
export const cachedLimits = [10, 50] as const

export interface LeaderboardKey {
  convoyId: ConvoyId
  rankBy: 'ACCURACY' | 'WILSON'
  limit: (typeof cachedLimits)[number]
}

/**
 * Boards of now as they were answered. Whoever changes a board says so before that is answered, so only what else an answer
 * shows (callsigns, drones on the roster) may be as old as the TTL.
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

/** Every answer of a convoy, for `changed`. */
export const leaderboardKeysOf = (convoyId: ConvoyId): LeaderboardKey[] =>
  (['ACCURACY', 'WILSON'] as const).flatMap((rankBy) => cachedLimits.map((limit) => ({ convoyId, rankBy, limit })))
