import type { ConvoyId, DroneId } from '../../schema/ids.ts'
import type { Row } from '../../schema/table-types.ts'
import * as tables from '../../schema/tables.ts'
import type { Ports } from '../ports/index.ts'

type Deps = Pick<Ports, 'tables' | 'clock'>
type Claim = Row<typeof tables.droneClaims>

/** A drone claimed for a convoy but not written within this time may be claimed for another one. */
export const unusedClaimMs = 60_000

/** Claims a drone that belongs to no convoy yet; one process wins. Returns the convoy that the drone belongs to now. */
export async function claimDrone(deps: Deps, convoyId: ConvoyId, droneId: DroneId): Promise<ConvoyId> {
  const claim = { droneId, convoyId, claimedAtMs: deps.clock.nowMs(), pastConvoyIds: null }
  const { applied, current } = await deps.tables.insertIf(tables.droneClaims, claim, null)
  if (applied || !current || current.convoyId === convoyId) return convoyId
  if (!(await isUnused(deps, current))) return current.convoyId
  const taken = await deps.tables.insertIf(
    tables.droneClaims,
    { ...claim, pastConvoyIds: current.pastConvoyIds },
    asClaimed(current),
  )
  return taken.current?.convoyId ?? convoyId
}

/**
 * Transfers the claim on a drone to another convoy. Returns the convoy that the drone belongs to now, which is not `to` when
 * another process was first.
 */
export async function transferClaim(deps: Deps, droneId: DroneId, from: ConvoyId, to: ConvoyId): Promise<ConvoyId> {
  const current = await deps.tables.find(tables.droneClaims, { droneId })
  if (current?.convoyId === to) return to
  // An unused claim, left by an interrupted move, may be replaced once it is old enough.
  if (current && current.convoyId !== from && !(await isUnused(deps, current))) return current.convoyId
  const past = new Set([...(current?.pastConvoyIds ?? []), from])
  past.delete(to)
  const claim = { droneId, convoyId: to, claimedAtMs: deps.clock.nowMs(), pastConvoyIds: [...past] }
  const taken = await deps.tables.insertIf(tables.droneClaims, claim, current && asClaimed(current))
  return taken.current?.convoyId ?? to
}

/** Convoys that the drone belonged to before, without duplicates. */
export async function findPastConvoys(
  { tables: stored }: Pick<Ports, 'tables'>,
  droneId: DroneId,
): Promise<ConvoyId[]> {
  return (await stored.find(tables.droneClaims, { droneId }))?.pastConvoyIds ?? []
}

async function isUnused(deps: Deps, { droneId, convoyId, claimedAtMs }: Claim): Promise<boolean> {
  if (Math.abs(deps.clock.nowMs() - claimedAtMs) <= unusedClaimMs) return false
  const drone = await deps.tables.find(tables.drones, { convoyId, droneId })
  return drone === null || drone.leftAtMs !== null
}

const asClaimed = ({ convoyId, claimedAtMs }: Claim): Partial<Claim> => ({ convoyId, claimedAtMs })
