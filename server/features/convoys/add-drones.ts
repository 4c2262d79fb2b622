import { randomUUID } from 'node:crypto'
import type { z } from 'zod'
import { requirePermission } from '../../../lib/permissions.ts'
import type { Drone } from '../../../schema/convoys.ts'
import type { ConvoyId, DroneId } from '../../../schema/ids.ts'
import type { Actor } from '../../../schema/permissions.ts'
import * as tables from '../../../schema/tables.ts'
import type { Ports } from '../../ports/index.ts'
import { type Roster, requireConvoy } from '../../repositories/roster.ts'
import { newDronesSchema, requireInput } from './input.ts'
import { refuseArchived, refuseDrones, toDrone } from './rules.ts'
import { toRows } from './set-route.ts'

type Deps = Pick<Ports, 'tables' | 'clock'> & { roster: Roster }

/** Ids of drones being written, by roster, so that concurrent calls cannot add the same drone twice. */
const inFlight = new WeakMap<Roster, Map<DroneId, ConvoyId>>()

/**
 * Adds 1 to 200 drones to a convoy, with their routes if given; all or nothing. Throws `missing`, `invalid`, or `conflict` for
 * an archived convoy or a drone that already belongs to a convoy.
 */
export async function addDrones(deps: Deps, actor: Actor, input: z.input<typeof newDronesSchema>): Promise<Drone[]> {
  requirePermission(actor, 'convoys:write')
  const { convoyId, drones: wanted } = requireInput(newDronesSchema, input)
  const convoy = requireConvoy(deps.roster, convoyId)
  refuseArchived(convoy)

  const pending = pendingOf(deps.roster)
  const droneIds = wanted.map(({ droneId }) => droneId ?? (randomUUID() as DroneId))
  const holderOf = (id: DroneId) => deps.roster.findDrone(id)?.convoyId ?? pending.get(id) ?? null
  const refusal = refuseDrones(convoy, deps.roster.dronesOf(convoyId).length, droneIds, holderOf)
  if (refusal) throw refusal

  const nowMs = deps.clock.nowMs()
  const drones = wanted.map((one, at) => toDrone(convoyId, droneIds[at] as DroneId, one, nowMs))
  const routes = wanted.flatMap(({ route }, at) => toRows(convoyId, droneIds[at] as DroneId, route ?? []))
  for (const id of droneIds) pending.set(id, convoyId)
  try {
    const elsewhere = await deps.roster.claimDrones(convoyId, droneIds)
    const conflict = refuseDrones(convoy, 0, droneIds, (id) => elsewhere.get(id) ?? null)
    if (conflict) throw conflict
    if (routes.length) await deps.tables.insert(tables.waypoints, routes)
    await deps.roster.addDrones(convoyId, drones)
  } finally {
    for (const id of droneIds) pending.delete(id)
  }
  return drones
}

function pendingOf(roster: Roster): Map<DroneId, ConvoyId> {
  const known = inFlight.get(roster) ?? new Map<DroneId, ConvoyId>()
  inFlight.set(roster, known)
  return known
}
