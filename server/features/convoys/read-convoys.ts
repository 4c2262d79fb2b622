import { requirePermission } from '../../../lib/permissions.ts'
import type { Convoy, Drone, Waypoint } from '../../../schema/convoys.ts'
import type { ConvoyId, DroneId } from '../../../schema/ids.ts'
import type { Actor } from '../../../schema/permissions.ts'
import type { Roster } from '../../repositories/roster.ts'
import type { Routes } from '../../repositories/routes.ts'

interface Deps {
  roster: Roster
}

/** The convoys in use, or the archived ones, by callsign. */
export function listConvoys({ roster }: Deps, actor: Actor, areArchived = false): Convoy[] {
  requirePermission(actor, 'picture:read')
  return [...(areArchived ? roster.archivedConvoys() : roster.convoys())].sort(
    (a, b) => a.callsign.localeCompare(b.callsign) || (a.convoyId < b.convoyId ? -1 : 1),
  )
}

export function findConvoy({ roster }: Deps, actor: Actor, convoyId: ConvoyId): Convoy | null {
  requirePermission(actor, 'picture:read')
  return roster.findConvoy(convoyId)
}

export function findDrone({ roster }: Deps, actor: Actor, droneId: DroneId): Drone | null {
  requirePermission(actor, 'picture:read')
  return roster.findDrone(droneId)
}

/** A convoy's drones: those in service, in order of drone id, or those that are not. */
export function listDrones({ roster }: Deps, actor: Actor, convoyId: ConvoyId, areRetired = false): readonly Drone[] {
  requirePermission(actor, 'picture:read')
  return areRetired ? roster.retiredDronesOf(convoyId) : roster.dronesOf(convoyId)
}

/** A drone's waypoints in order; empty without a route. */
export async function readRoute(
  { routes }: { routes: Routes },
  actor: Actor,
  { convoyId, droneId }: Pick<Drone, 'convoyId' | 'droneId'>,
): Promise<Waypoint[]> {
  requirePermission(actor, 'picture:read')
  return (await routes.read({ convoyId, droneId })) ?? []
}
