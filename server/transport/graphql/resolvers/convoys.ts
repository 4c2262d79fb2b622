import type { ConvoyId, DroneId } from '../../../../schema/ids.ts'
import { findConvoy, findDrone, listConvoys, listDrones } from '../../../features/convoys/read-convoys.ts'
import type { GraphqlContext } from '../context.ts'
import type { ConvoyModel, DroneModel } from '../models.ts'
import type { Resolvers } from '../resolvers.generated.ts'
import { invalid, requireId, requireSize } from '../scalars.ts'

export const mostEntries = 1_000

export const convoyResolvers = {
  Query: {
    convoys: (_, __, { deps, actor }) => listConvoys(deps, actor),
    convoy: (_, { convoyId }, { deps, actor }) => findConvoy(deps, actor, requireId<ConvoyId>(convoyId, 'convoyId')),
    drone: (_, { droneId }, { deps, actor }) => findDrone(deps, actor, requireId<DroneId>(droneId, 'droneId')),
  },
  Convoy: {
    drones: ({ convoyId }, _, { deps, actor }) => [...listDrones(deps, actor, convoyId)],
    leadership: ({ convoyId }, _, { deps, actor }) => deps.verbs.readLeadership(actor, convoyId),
    leaderboard: ({ convoyId }, { limit, rankBy }, { loaders }) =>
      loaders.boards.load({
        convoyId,
        limit: requireSize(limit, 'limit', mostEntries),
        atMs: null,
        rankBy: rankBy ?? 'ACCURACY',
      }),
  },
  Drone: {
    convoy: ({ convoyId }, _, context) => requireConvoy(convoyId, context),
    route: (drone, _, { loaders }) => loaders.routes.load(drone),
    latest: ({ droneId }, _, { loaders }) => loaders.latest.load(droneId),
    async history({ droneId }, _, { loaders }) {
      const span = await loaders.spans.load(droneId)
      return span && { from: span.firstAtMs, to: span.lastAtMs }
    },
    async engagements({ convoyId, droneId }, { first }, { loaders }) {
      const limit = requireSize(first, 'first', 500)
      const page = await loaders.engagements.load({ convoyId, droneId, limit, after: null })
      return page.nodes
    },
  },
} satisfies Resolvers

function requireConvoy(convoyId: ConvoyId, { deps, actor }: GraphqlContext): ConvoyModel {
  const convoy = findConvoy(deps, actor, convoyId)
  if (!convoy) throw invalid('convoyId', 'a known convoy', convoyId)
  return convoy
}

/** Drones that are known of these ids; rights are checked at the drone, whichever way led to it. */
export const droneOf = (droneId: DroneId | null, { deps, actor }: GraphqlContext): DroneModel | null =>
  droneId && findDrone(deps, actor, droneId)
