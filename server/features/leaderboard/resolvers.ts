import { requireId } from '../../../lib/arguments.ts'
import { requireCount } from '../../../lib/errors.ts'
import { minimumSample, tieRule } from '../../../schema/engagements.ts'
import type { ConvoyId } from '../../../schema/ids.ts'
import type { Resolvers } from '../../resolvers.generated.ts'
import type { Loader } from '../../transport/graphql/loaders.ts'
import { type LeaderboardAnswer, type LeaderboardQuestion, maxBoardEntries } from './read.ts'
import { type CachedLeaderboardDeps, readCachedLeaderboard } from './read-cached.ts'

export interface LeaderboardResolverDeps extends CachedLeaderboardDeps {
  subscription: NonNullable<NonNullable<Resolvers['Subscription']>['leaderboardChanges']>
}

const readsAtOnce = 16

export function createLeaderboardResolvers(deps: LeaderboardResolverDeps): Resolvers {
  const boards: Loader<LeaderboardQuestion, LeaderboardAnswer> = {
    textOf: ({ convoyId, limit, atMs, rankBy }) => `${convoyId}/${limit}/${atMs}/${rankBy}`,
    atOnce: readsAtOnce,
    read: (question, { actor }) => readCachedLeaderboard(deps, actor, question),
  }
  return {
    Query: {
      leaderboard(_, { convoyId, limit, at, rankBy }, context) {
        const question: LeaderboardQuestion = {
          convoyId: requireId<ConvoyId>(convoyId, 'convoyId'),
          limit: requireCount(limit, 'limit', maxBoardEntries),
          atMs: at ?? null,
          rankBy: rankBy ?? 'ACCURACY',
        }
        // The current board is in memory; that of a past instant is computed from the records.
        return question.atMs === null
          ? readCachedLeaderboard(deps, context.actor, question)
          : context.load(boards, question)
      },
    },
    Subscription: { leaderboardChanges: deps.subscription },
    Convoy: {
      leaderboard: ({ convoyId }, { limit, rankBy }, context) =>
        context.load(boards, {
          convoyId,
          limit: requireCount(limit, 'limit', maxBoardEntries),
          atMs: null,
          rankBy: rankBy ?? 'ACCURACY',
        }),
    },
    Leaderboard: {
      averageAccuracy: ({ averageAccuracyPct }) => averageAccuracyPct,
      asOf: ({ asOfMs }) => asOfMs,
      entries: ({ convoyId, members, entries }) =>
        entries.map((entry) => {
          if (members) return { ...entry, inConvoy: members.has(entry.droneId) }
          const drone = deps.roster.findDrone(entry.droneId)
          return { ...entry, inConvoy: drone?.convoyId === convoyId && drone.retiredAtMs === null }
        }),
      tieRule: () => tieRule,
      minimumSample: () => minimumSample,
    },
  }
}
