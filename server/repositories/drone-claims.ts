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
  const past = current.pastConvoyIds ?? []
  // A move that was interrupted before it wrote anything has left the drone where it was.
  const holder = (await findHolder(deps, droneId, past)) ?? convoyId
  const pastConvoyIds = past.filter((id) => id !== holder)
  const taken = await deps.tables.insertIf(
    tables.droneClaims,
    { ...claim, convoyId: holder, pastConvoyIds },
    asClaimed(current),
  )
  return taken.current?.convoyId ?? holder
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
  return (await findHolder(deps, droneId, [convoyId])) === null
}

/** The convoy, of these, that the drone has a row in and has not left; null: none. */
async function findHolder(
  { tables: stored }: Pick<Ports, 'tables'>,
  droneId: DroneId,
  convoyIds: readonly ConvoyId[],
): Promise<ConvoyId | null> {
  for (const convoyId of convoyIds) {
    const drone = await stored.find(tables.drones, { convoyId, droneId })
    if (drone?.leftAtMs === null) return convoyId
  }
  return null
}

const asClaimed = ({ convoyId, claimedAtMs }: Claim): Partial<Claim> => ({ convoyId, claimedAtMs })
