import { isFailure, isTransient } from '../../lib/errors.ts'
import type { Convoy, Drone } from '../../schema/convoys.ts'
import type { FleetCache } from '../ports/fleet.ts'

type Reader = Pick<FleetCache, 'rosters' | 'read'>

interface CachedFleet {
  convoys: Convoy[]
  drones: Drone[]
}

/**
 * The roster as last cached, for a process that can't load it because of `reason`. Throws an Error for the operator when nothing
 * is cached either, or when the reason is not an outage.
 */
export async function requireCachedRoster(fleet: Reader | null, reason: unknown): Promise<CachedFleet> {
  if (!isTransient(reason)) throw reason
  const cached = fleet && (await readCachedRoster(fleet))
  if (!cached) throw new Error(reason.message, { cause: reason })
  return cached
}

/** Null when nothing is cached or the cache is unavailable. Drones out of service are not cached. */
async function readCachedRoster(fleet: Reader): Promise<CachedFleet | null> {
  try {
    const rosters = await fleet.rosters()
    const drones: Drone[] = []
    for (const { convoy, droneIds } of rosters)
      for (const state of await fleet.read(convoy.convoyId, droneIds, ['drone']))
        if (state?.drone) drones.push(state.drone)
    return rosters.length > 0 ? { convoys: rosters.map(({ convoy }) => convoy), drones } : null
  } catch (error) {
    if (!isFailure(error)) throw error
    return null
  }
}
