import { minimumSample, tieRule } from '../../../../schema/engagements.ts'
import type { ConvoyId, DroneId } from '../../../../schema/ids.ts'
import type { Resolvers } from '../resolvers.generated.ts'
import { requireId, requireSize } from '../scalars.ts'
import { droneOf, mostEntries } from './convoys.ts'

export const boardResolvers = {
  Query: {
    leaderboard: (_, { convoyId, limit, at, rankBy }, { loaders }) =>
      loaders.boards.load({
        convoyId: requireId<ConvoyId>(convoyId, 'convoyId'),
        limit: requireSize(limit, 'limit', mostEntries),
        atMs: at ?? null,
        rankBy: rankBy ?? 'ACCURACY',
      }),
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
