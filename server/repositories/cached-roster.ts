import type { Convoy, Drone } from '../../schema/convoys.ts'
import type { FleetCache } from '../ports/fleet.ts'

/** The roster as last cached, for a process that starts while the database is unavailable; null when nothing is cached. Drones out of service are not in it. Fails as the cache does. */
export async function readCachedRoster(
  fleet: Pick<FleetCache, 'rosters' | 'read'>,
): Promise<{ convoys: Convoy[]; drones: Drone[] } | null> {
  const rosters = await fleet.rosters()
  if (rosters.length === 0) return null
  const drones: Drone[] = []
  for (const { convoy, droneIds } of rosters)
    for (const state of await fleet.read(convoy.convoyId, droneIds, ['drone']))
      if (state?.drone) drones.push(state.drone)
  return { convoys: rosters.map(({ convoy }) => convoy), drones }
}
