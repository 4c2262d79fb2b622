import { requireIds } from '../../../lib/arguments.ts'
import type { ConvoyId } from '../../../schema/ids.ts'
import type { Resolvers } from '../../resolvers.generated.ts'
import { type FleetDeps, type FleetSnapshot, openFleet } from './fleet.ts'

const mostConvoys = 1_000

export const createPictureResolvers = (deps: FleetDeps): Resolvers => ({
  Subscription: {
    fleet: {
      subscribe: (_, { convoyIds }, { actor }) =>
        openFleet(deps, actor, requireIds<ConvoyId>(convoyIds, 'convoyIds', mostConvoys)),
      resolve: (snapshot: FleetSnapshot) => snapshot,
    },
  },
  FleetDrone: {
    convoyId: ({ droneId }) => deps.roster.findDrone(droneId)?.convoyId ?? '',
    recordedAt: ({ recordedAtMs }) => recordedAtMs,
  },
})
