import type { z } from 'zod'
import { refusal } from '../../../lib/errors.ts'
import { requirePermission } from '../../../lib/permissions.ts'
import type { Drone } from '../../../schema/convoys.ts'
import type { DroneId } from '../../../schema/ids.ts'
import type { Actor } from '../../../schema/permissions.ts'
import type { Ports } from '../../ports/index.ts'
import type { Roster } from '../../repositories/roster.ts'
import { droneAtVersionSchema, droneNameSchema, requireInput } from './input.ts'
import { maxDronesPerConvoy, staleVersion } from './rules.ts'

type Deps = Pick<Ports, 'clock'> & { roster: Roster }

/** Changes a drone's callsign. Throws `conflict` for an outdated version, `missing`, or `invalid`. */
export async function renameDrone(
  { roster }: Deps,
  actor: Actor,
  input: z.input<typeof droneNameSchema>,
): Promise<Drone> {
  requirePermission(actor, 'convoys:write')
  const { droneId, version, callsign } = requireInput(droneNameSchema, input)
  return changeOnce(roster, droneId, version, { callsign })
}

/**
 * Takes a drone out of service: it disappears from map, lists and counts and its readings are refused; stored data is kept.
 * Throws as `renameDrone` does.
 */
export async function retireDrone(
  { roster, clock }: Deps,
  actor: Actor,
  input: z.input<typeof droneAtVersionSchema>,
): Promise<Drone> {
  requirePermission(actor, 'convoys:write')
  const { droneId, version } = requireInput(droneAtVersionSchema, input)
  const drone = await requireDrone(roster, droneId, version)
  if (drone.retiredAtMs !== null) return drone
  return changeOnce(roster, droneId, version, { retiredAtMs: clock.nowMs() })
}

/** Returns a drone to service in its convoy. Throws as `renameDrone` does, and `conflict` when the convoy is full. */
export async function returnDrone(
  { roster }: Deps,
  actor: Actor,
  input: z.input<typeof droneAtVersionSchema>,
): Promise<Drone> {
  requirePermission(actor, 'convoys:write')
  const { droneId, version } = requireInput(droneAtVersionSchema, input)
  const drone = await requireDrone(roster, droneId, version)
  if (drone.retiredAtMs !== null && roster.dronesOf(drone.convoyId).length >= maxDronesPerConvoy)
    throw refusal('conflict', 'droneId', `room in its convoy of at most ${maxDronesPerConvoy} drones`, 'a full convoy')
  return changeOnce(roster, droneId, version, { retiredAtMs: null })
}

/** The drone in the roster of this process, reloaded when its version is not the one that the caller saw. */
export async function requireDrone(roster: Roster, droneId: DroneId, version: number): Promise<Drone> {
  if (roster.findDrone(droneId)?.version !== version) await roster.findElsewhere([droneId])
  const drone = roster.findDrone(droneId)
  if (!drone) throw refusal('missing', 'droneId', 'a known drone', droneId)
  return drone
}

/** Idempotent: a change already made by an earlier attempt of the same call is no conflict. */
async function changeOnce(
  roster: Roster,
  droneId: DroneId,
  version: number,
  change: Partial<Pick<Drone, 'callsign' | 'retiredAtMs'>>,
): Promise<Drone> {
  const isMade = (drone: Drone) =>
    Object.entries(change).every(([name, value]) => drone[name as keyof typeof change] === value)
  const before = await requireDrone(roster, droneId, version)
  if (isMade(before)) return before
  if (before.version !== version) throw staleVersion('Drone', before, version)
  const after = { ...before, ...change, version: version + 1 }
  const { applied, current } = await roster.saveDrone(after, version)
  if (applied || (current && isMade(current))) return current ?? after
  throw staleVersion('Drone', current ?? before, version)
}
