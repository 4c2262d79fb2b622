import type { z } from 'zod'
import { refusal } from '../../../lib/errors.ts'
import { requirePermission } from '../../../lib/permissions.ts'
import type { Drone } from '../../../schema/convoys.ts'
import type { Actor } from '../../../schema/permissions.ts'
import { type Roster, requireConvoy } from '../../repositories/roster.ts'
import type { Routes } from '../../repositories/routes.ts'
import { requireDrone } from './change-drone.ts'
import { assignmentSchema, requireInput } from './input.ts'
import { maxDronesPerConvoy, refuseArchived, staleVersion } from './rules.ts'

interface Deps {
  roster: Roster
  routes: Routes
}

/**
 * Assigns a drone to a convoy. Its readings, records and route move with it; boards keep what was recorded in the old convoy.
 * Does nothing for a drone that is in the convoy already, whatever the version. Throws `conflict` for an outdated version and
 * for an archived or full convoy, `missing`, or `invalid`.
 */
export async function assignDrone(
  { roster, routes }: Deps,
  actor: Actor,
  input: z.input<typeof assignmentSchema>,
): Promise<Drone> {
  requirePermission(actor, 'convoys:write')
  const { droneId, convoyId, version } = requireInput(assignmentSchema, input)
  if (!roster.findConvoy(convoyId)) await roster.reload(convoyId, [])
  const convoy = requireConvoy(roster, convoyId)
  const drone = await requireDrone(roster, droneId, version)
  if (drone.convoyId === convoyId) return drone
  if (drone.version !== version) throw staleVersion('Drone', drone, version)
  refuseArchived(convoy)
  const size = roster.dronesOf(convoyId).length
  if (drone.retiredAtMs === null && size >= maxDronesPerConvoy)
    throw refusal('conflict', 'convoyId', `a convoy of fewer than ${maxDronesPerConvoy} drones`, `${size}`)

  const route = await routes.read({ convoyId: drone.convoyId, droneId })
  if (route && route.length > 0) await routes.write({ convoyId, droneId }, route)
  const { applied, current } = await roster.moveDrone(drone, convoyId)
  if (applied && current) return current
  throw staleVersion('Drone', current ?? drone, version)
}
