import type { ConvoyId, DroneId } from '../../schema/ids.ts'
import * as tables from '../../schema/tables.ts'
import type { Ports } from '../ports/index.ts'

/** A drone that was claimed for a convoy and not written within this time may be claimed for another. */
export const unusedClaimMs = 60_000

/** Claims a drone for a convoy, among all processes. Returns the convoy that it belongs to now. */
export async function claimDrone(
  deps: Pick<Ports, 'tables' | 'clock'>,
  convoyId: ConvoyId,
  droneId: DroneId,
): Promise<ConvoyId> {
  const claim = { droneId, convoyId, claimedAtMs: deps.clock.nowMs() }
  const { applied, current } = await deps.tables.insertIf(tables.droneClaims, claim, null)
  if (applied || !current || current.convoyId === convoyId) return convoyId
  const isUnused = Math.abs(claim.claimedAtMs - current.claimedAtMs) > unusedClaimMs
  if (!isUnused || (await deps.tables.find(tables.drones, current))) return current.convoyId
  const { droneId: _, ...before } = current
  const taken = await deps.tables.insertIf(tables.droneClaims, claim, before)
  return taken.current?.convoyId ?? convoyId
}
