import type { z } from 'zod'
import { Failure } from '../../../lib/errors.ts'
import { requirePermission } from '../../../lib/permissions.ts'
import type { Drone, Waypoint } from '../../../schema/convoys.ts'
import type { ConvoyId, DroneId } from '../../../schema/ids.ts'
import type { Actor } from '../../../schema/permissions.ts'
import type { Row } from '../../../schema/table-types.ts'
import type { waypoints } from '../../../schema/tables.ts'
import type { Ports } from '../../ports/index.ts'
import { publishRosterChange, type Roster } from '../../repositories/roster.ts'
import type { Routes } from '../../repositories/routes.ts'
import { requireInput, routeSchema } from './input.ts'

type Deps = Pick<Ports, 'bus' | 'clock'> & { roster: Roster; routes: Routes }

/** Replaces a drone's route with 1 to 25 waypoints. Throws `missing` when the drone is not in that convoy, or `invalid`. */
export async function setRoute(deps: Deps, actor: Actor, input: z.input<typeof routeSchema>): Promise<Drone> {
  requirePermission(actor, 'convoys:write')
  const { convoyId, droneId, waypoints: points } = requireInput(routeSchema, input)
  const drone = deps.roster.findDrone(droneId)
  if (drone?.convoyId !== convoyId) throw missingDrone(convoyId, droneId)

  const route = points.map((point, at) => ({ ...point, sequence: at + 1 }))
  await deps.routes.write({ convoyId, droneId }, route)
  await publishRosterChange(deps, convoyId, [droneId])
  return drone
}

export const toRows = (
  convoyId: ConvoyId,
  droneId: DroneId,
  points: readonly Omit<Waypoint, 'sequence'>[],
): Row<typeof waypoints>[] => points.map((point, at) => ({ convoyId, droneId, sequence: at + 1, ...point }))

function missingDrone(convoyId: ConvoyId, droneId: DroneId): Failure {
  return new Failure('missing', `Convoy ${convoyId} has no drone ${droneId}.`, {
    faults: [{ code: 'missing', path: 'droneId', expected: `a drone of convoy ${convoyId}`, got: droneId }],
  })
}
