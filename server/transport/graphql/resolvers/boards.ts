import { minimumSample, tieRule } from '../../../../schema/engagements.ts'
import type { ConvoyId, DroneId } from '../../../../schema/ids.ts'
import type { Resolvers } from '../resolvers.generated.ts'
import { requireId, requireSize } from '../scalars.ts'
import type { BoardQuery } from '../verbs.ts'
import { droneOf, mostEntries } from './convoys.ts'

export const boardResolvers = {
  Query: {
    leaderboard(_, { convoyId, limit, at, rankBy }, { deps, actor, loaders }) {
      const query: BoardQuery = {
        convoyId: requireId<ConvoyId>(convoyId, 'convoyId'),
        limit: requireSize(limit, 'limit', mostEntries),
        atMs: at ?? null,
        rankBy: rankBy ?? 'ACCURACY',
      }
      // The board of now is in memory; that of a past instant is counted from the records.
      return query.atMs === null ? deps.verbs.readLeaderboard(actor, query) : loaders.boards.load(query)
    },
    engagements: (_, { convoyId, droneId, first, after }, { loaders }) =>
      loaders.engagements.load({
        convoyId: requireId<ConvoyId>(convoyId, 'convoyId'),
        droneId: droneId == null ? null : requireId<DroneId>(droneId, 'droneId'),
        limit: requireSize(first, 'first', 500),
        after: after ?? null,
      }),
  },
  Leaderboard: {
    averageAccuracy: ({ averageAccuracyPct }) => averageAccuracyPct,
    asOf: ({ asOfMs }) => asOfMs,
    entries: ({ convoyId, entries }, _, { deps }) =>
      entries.map((entry) => {
        const drone = deps.roster.findDrone(entry.droneId)
        return { ...entry, inConvoy: drone?.convoyId === convoyId && drone.retiredAtMs === null }
      }),
    tieRule: () => tieRule,
    minimumSample: () => minimumSample,
  },
  Engagement: {
    callsign: ({ droneId }, _, context) => droneOf(droneId, context)?.callsign ?? droneId,
    engagedAt: ({ engagedAtMs }) => engagedAtMs,
  },
} satisfies Resolvers
