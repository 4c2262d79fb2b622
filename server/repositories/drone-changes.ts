import type { Drone } from '../../schema/convoys.ts'
import type { ConvoyId, DroneId } from '../../schema/ids.ts'
import * as tables from '../../schema/tables.ts'
import type { Ports } from '../ports/index.ts'
import { transferClaim } from './drone-claims.ts'

type Deps = Pick<Ports, 'tables' | 'clock'>

export interface DroneChange {
  applied: boolean
  /** The current row; null when there is none. */
  current: Drone | null
}

/** Writes a drone in its current convoy, if it still has that version and belongs to that convoy. */
export async function changeDrone(
  { tables: stored }: Deps,
  drone: Drone,
  expectedVersion: number,
): Promise<DroneChange> {
  return stored.insertIf(tables.drones, drone, { version: expectedVersion, leftAtMs: null })
}

/**
 * Assigns a drone to another convoy: first takes the claim, which decides among all processes, then writes the drone in the new
 * convoy, then marks its row in the old one as left. A call interrupted between two steps is completed by the next one; meanwhile
 * the row with the higher version counts, so the drone is always in exactly one convoy.
 */
export async function moveDrone(deps: Deps, drone: Drone, to: ConvoyId): Promise<DroneChange> {
  const { droneId, convoyId: from } = drone
  const stored = await findDrone(deps, from, droneId)
  if (stored?.version !== drone.version || stored.leftAtMs !== null) return { applied: false, current: stored }
  const holder = await transferClaim(deps, droneId, from, to)
  if (holder !== to) return { applied: false, current: await findDrone(deps, holder, droneId) }

  for (let leaving = stored; ; ) {
    const current = await writeArrival(deps, leaving, to)
    const left = { ...leaving, leftAtMs: deps.clock.nowMs(), version: leaving.version + 1 }
    const change = await deps.tables.insertIf(tables.drones, left, { version: leaving.version, leftAtMs: null })
    if (change.applied || !change.current || change.current.leftAtMs !== null) return { applied: true, current }
    // The drone was changed concurrently, such as renamed or retired: carry that change over.
    leaving = change.current
  }
}

/** Writes the drone in the convoy that it is assigned to, unless an earlier call has done so. */
async function writeArrival(deps: Deps, leaving: Drone, to: ConvoyId): Promise<Drone> {
  const before = await findDrone(deps, to, leaving.droneId)
  if (before && before.leftAtMs === null && before.version > leaving.version + 1) return before
  const version = Math.max(leaving.version + 2, (before?.version ?? 0) + 1)
  const arrived = { ...leaving, convoyId: to, assignedAtMs: deps.clock.nowMs(), leftAtMs: null, version }
  const expected = before && { version: before.version }
  const { applied, current } = await deps.tables.insertIf(tables.drones, arrived, expected)
  return applied ? arrived : (current ?? arrived)
}

async function findDrone({ tables: stored }: Deps, convoyId: ConvoyId, droneId: DroneId): Promise<Drone | null> {
  return stored.find(tables.drones, { convoyId, droneId })
}
