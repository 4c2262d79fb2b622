import type { ConvoyId, DroneId } from '../../../../schema/ids.ts'
import { type Action, isAllowed, permissions } from '../../../../schema/permissions.ts'
import { findConvoy, findDrone, listConvoys, listDrones } from '../../../features/convoys/read-convoys.ts'
import { newestOfDrone } from '../../../features/engagements/list.ts'
import type { GraphqlContext } from '../context.ts'
import type { ConvoyModel, DroneModel } from '../models.ts'
import type { Resolvers } from '../resolvers.generated.ts'
import { invalid, requireId, requireSize } from '../scalars.ts'

export const mostEntries = 1_000

export const convoyResolvers = {
  Query: {
    convoys: (_, { archived }, { deps, actor }) => listConvoys(deps, actor, archived ?? false),
    permissions: (_, __, { actor }) =>
      (Object.keys(permissions) as Action[]).filter((action) => isAllowed(actor, action)),
    convoy: (_, { convoyId }, { deps, actor }) => findConvoy(deps, actor, requireId<ConvoyId>(convoyId, 'convoyId')),
    drone: (_, { droneId }, { deps, actor }) => findDrone(deps, actor, requireId<DroneId>(droneId, 'droneId')),
  },
  Convoy: {
    drones: ({ convoyId }, { retired }, { deps, actor }) => [...listDrones(deps, actor, convoyId, retired ?? false)],
    archivedAt: ({ archivedAtMs }) => archivedAtMs,
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
    engagements(drone, { first }, { loaders, deps }) {
      const limit = requireSize(first, 'first', 500)
      return newestOfDrone(deps.roster, drone, limit, async (convoyId) => {
        const page = await loaders.engagements.load({ convoyId, droneId: drone.droneId, limit, after: null })
        return page.nodes
      })
    },
    retiredAt: ({ retiredAtMs }) => retiredAtMs,
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
