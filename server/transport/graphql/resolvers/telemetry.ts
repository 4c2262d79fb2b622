import type { DroneId } from '../../../../schema/ids.ts'
import { isDoubtfulPosition, readingFlag } from '../../../../schema/telemetry.ts'
import type { Resolvers } from '../resolvers.generated.ts'
import { invalid, requireId, requireSize } from '../scalars.ts'

const mostPoints = 5_000

export const telemetryResolvers = {
  Query: {
    async telemetry(_, { droneId: id, from: fromMs, to: toMs, maxPoints: most }, { loaders }) {
      const droneId = requireId<DroneId>(id, 'droneId')
      const maxPoints = requireSize(most, 'maxPoints', mostPoints, 2)
      if (fromMs > toMs) throw invalid('from', 'an instant not after `to`', new Date(fromMs).toISOString())
      const series = await loaders.series.load({ droneId, fromMs, toMs, maxPoints })
      return { droneId, readingsShown: series.readings.length, ...series }
    },
  },
  Reading: {
    recordedAt: ({ recordedAtMs }) => recordedAtMs,
    nullIsland: ({ flags }) => (flags & readingFlag.nullIsland) !== 0,
    implausible: ({ flags }) => (flags & readingFlag.implausible) !== 0,
    doubtfulPosition: ({ flags }) => isDoubtfulPosition(flags),
    outOfBounds: ({ flags }) => (flags & readingFlag.outOfBounds) !== 0,
    late: ({ flags }) => (flags & readingFlag.late) !== 0,
  },
  FleetDrone: {
    convoyId: ({ droneId }, _, { deps }) => deps.roster.findDrone(droneId)?.convoyId ?? '',
    recordedAt: ({ recordedAtMs }) => recordedAtMs,
  },
} satisfies Resolvers
