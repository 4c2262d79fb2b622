import { endable } from '../../../lib/async/endable.ts'
import { requirePermission } from '../../../lib/permissions.ts'
import type { ConvoyId, DroneId } from '../../../schema/ids.ts'
import type { Actor } from '../../../schema/permissions.ts'
import type { StoredReading } from '../../../schema/telemetry.ts'
import type { Ports } from '../../ports/index.ts'
import type { LatestReadings } from '../../repositories/latest-readings.ts'
import { type Roster, requireConvoys } from '../../repositories/roster.ts'

export type FleetDeps = Pick<Ports, 'bus' | 'clock'> & { roster: Roster; latest: LatestReadings }

export const fleetIntervalMs = 1_000

export interface FleetSnapshot {
  timestamp: number
  drones: StoredReading[]
}

/**
 * Newest positions of whole convoys: at once, then whenever something moved, at most once a second. Conflated: a subscriber
 * that reads slowly gets fewer, newer snapshots, and holds one reading per drone.
 */
export async function openFleet(
  deps: FleetDeps,
  actor: Actor,
  convoyIds: readonly ConvoyId[],
): Promise<AsyncGenerator<FleetSnapshot>> {
  requirePermission(actor, 'picture:read')
  requirePermission(actor, 'telemetry:read')
  requireConvoys(deps.roster, convoyIds)
  const wanted = new Set(convoyIds)
  const stop = new AbortController()
  const { signal } = stop
  const subscription = await deps.bus.subscribe('readings', { after: null, signal })
  const droneIds = [...wanted].flatMap((convoyId) => deps.roster.dronesOf(convoyId).map(({ droneId }) => droneId))
  const newest = new Map<DroneId, StoredReading>()
  const keep = (reading: StoredReading) => {
    const held = newest.get(reading.droneId)
    if (!held || held.recordedAtMs < reading.recordedAtMs) newest.set(reading.droneId, reading)
  }
  for (const reading of await deps.latest.of(droneIds)) if (reading) keep(reading)

  const isWanted = ({ droneId }: StoredReading) => {
    const drone = deps.roster.findDrone(droneId)
    return drone !== null && drone.retiredAtMs === null && wanted.has(drone.convoyId)
  }

  let hasMoved = true
  let wake = () => {}
  async function follow(): Promise<void> {
    for await (const { message } of subscription) {
      if (!message || !wanted.has(message.convoyId)) continue
      for (const reading of message.readings) keep(reading)
      hasMoved = true
      wake()
    }
  }
  async function* read(): AsyncGenerator<FleetSnapshot> {
    const followed = follow()
    followed.catch(() => wake())
    while (!signal.aborted) {
      while (!hasMoved && !signal.aborted) await Promise.race([followed, new Promise<void>((moved) => (wake = moved))])
      if (signal.aborted) return
      hasMoved = false
      yield { timestamp: deps.clock.nowMs(), drones: [...newest.values()].filter(isWanted) }
      await deps.clock.sleep(fleetIntervalMs, signal)
    }
  }
  return endable(read(), () => stop.abort())
}
