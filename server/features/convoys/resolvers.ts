import { requireId } from '../../../lib/arguments.ts'
import { invalid } from '../../../lib/errors.ts'
import type { Drone, Waypoint } from '../../../schema/convoys.ts'
import type { ConvoyId, DroneId } from '../../../schema/ids.ts'
import { type Action, isAllowed, permissions } from '../../../schema/permissions.ts'
import type { Ports } from '../../ports/index.ts'
import type { Roster } from '../../repositories/roster.ts'
import type { Routes } from '../../repositories/routes.ts'
import type { NewDroneInput, Resolvers } from '../../resolvers.generated.ts'
import type { Loader } from '../../transport/graphql/loaders.ts'
import { addDrones } from './add-drones.ts'
import { archiveConvoy, restoreConvoy } from './archive-convoy.ts'
import { assignDrone } from './assign-drone.ts'
import { renameDrone, retireDrone, returnDrone } from './change-drone.ts'
import { createConvoy } from './create-convoy.ts'
import { findConvoy, findDrone, listConvoys, listDrones, readRoute } from './read-convoys.ts'
import { setRoute } from './set-route.ts'
import { updateConvoy } from './update-convoy.ts'

type Deps = Pick<Ports, 'tables' | 'bus' | 'clock'> & { roster: Roster; routes: Routes }

const readsAtOnce = 16

export function createConvoyResolvers(deps: Deps): Resolvers {
  const routes: Loader<Drone, Waypoint[]> = {
    textOf: ({ droneId }) => droneId,
    atOnce: readsAtOnce,
    read: (drone, { actor }) => readRoute(deps, actor, drone),
  }
  return {
    Query: {
      convoys: (_, { archived }, { actor }) => listConvoys(deps, actor, archived ?? false),
      permissions: (_, __, { actor }) =>
        (Object.keys(permissions) as Action[]).filter((action) => isAllowed(actor, action)),
      convoy: (_, { convoyId }, { actor }) => findConvoy(deps, actor, requireId<ConvoyId>(convoyId, 'convoyId')),
      drone: (_, { droneId }, { actor }) => findDrone(deps, actor, requireId<DroneId>(droneId, 'droneId')),
    },
    Convoy: {
      drones: ({ convoyId }, { retired }, { actor }) => [...listDrones(deps, actor, convoyId, retired ?? false)],
      archivedAt: ({ archivedAtMs }) => archivedAtMs,
    },
    Drone: {
      convoy({ convoyId }, _, { actor }) {
        const convoy = findConvoy(deps, actor, convoyId)
        if (!convoy) throw invalid('convoyId', 'a known convoy', convoyId)
        return convoy
      },
      route: (drone, _, context) => context.load(routes, drone),
      retiredAt: ({ retiredAtMs }) => retiredAtMs,
    },
    Mutation: createChanges(deps),
  }
}

const createChanges = (deps: Deps): NonNullable<Resolvers['Mutation']> => ({
  createConvoy: (_, { input }, context) =>
    context.change(async () => ({
      convoy: await createConvoy(deps, context.actor, {
        ...input,
        convoyId: input.convoyId ?? null,
        aor: input.aor ?? [],
        roe: input.roe ?? 'OBSERVE_ONLY',
        status: input.status ?? 'PLANNED',
        heartbeatIntervalMs: input.heartbeatIntervalMs ?? 2_000,
      }),
    })),
  updateConvoy: (_, { input }, context) =>
    context.change(async () => ({ convoy: await updateConvoy(deps, context.actor, input) })),
  async addDrone(_, { input: { convoyId, ...drone } }, context) {
    const result = await context.change(async () => {
      const [added] = await addDrones(deps, context.actor, { convoyId, drones: [toNewDrone(drone)] })
      return { drone: added ?? null }
    })
    const faults = result.faults.map((fault) => ({ ...fault, path: ofOne(fault.path) }))
    return { ...result, message: result.message && ofOne(result.message), faults }
  },
  addDrones: async (_, { input: { convoyId, drones } }, context) => ({
    drones: [],
    ...(await context.change(async () => ({
      drones: await addDrones(deps, context.actor, { convoyId, drones: drones.map(toNewDrone) }),
    }))),
  }),
  assignDrone: (_, { input }, context) =>
    context.change(async () => ({ drone: await assignDrone(deps, context.actor, input) })),
  renameDrone: (_, { input }, context) =>
    context.change(async () => ({ drone: await renameDrone(deps, context.actor, input) })),
  retireDrone: (_, { input }, context) =>
    context.change(async () => ({ drone: await retireDrone(deps, context.actor, input) })),
  returnDrone: (_, { input }, context) =>
    context.change(async () => ({ drone: await returnDrone(deps, context.actor, input) })),
  archiveConvoy: (_, { input }, context) =>
    context.change(async () => ({ convoy: await archiveConvoy(deps, context.actor, input) })),
  restoreConvoy: (_, { input }, context) =>
    context.change(async () => ({ convoy: await restoreConvoy(deps, context.actor, input) })),
  setRoute: (_, { input }, context) =>
    context.change(async () => ({ drone: await setRoute(deps, context.actor, input) })),
})

const toNewDrone = ({ droneId, callsign, platformType, reportIntervalMs, route }: NewDroneInput) => ({
  droneId: droneId ?? null,
  callsign,
  platformType: platformType ?? 'UNKNOWN',
  reportIntervalMs: reportIntervalMs ?? null,
  route: route ?? null,
})

/** Removes the list prefix from the path of a fault of a single drone. */
const ofOne = (text: string) => text.replace(/^drones\.0\./, '')
