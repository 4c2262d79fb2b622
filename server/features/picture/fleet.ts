import { endable } from '../../../lib/async/endable.ts'
import { requirePermission } from '../../../lib/permissions.ts'
import type { ConvoyId } from '../../../schema/ids.ts'
import type { Actor } from '../../../schema/permissions.ts'
import type { StoredReading } from '../../../schema/telemetry.ts'
import type { Ports } from '../../ports/index.ts'
import type { LatestReadings } from '../../repositories/latest-readings.ts'
import { type Roster, requireConvoys } from '../../repositories/roster.ts'

export type FleetDeps = Pick<Ports, 'clock'> & { roster: Roster; latest: LatestReadings }

export const fleetIntervalMs = 1_000

export interface FleetSnapshot {
  timestamp: number
  drones: StoredReading[]
}

/**
 * Newest positions of whole convoys: immediately, then after each change, at most once a second. Conflated: a slow subscriber
 * gets fewer, newer snapshots.
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
  let hasMoved = false
  let wake = () => {}
  const leave = deps.latest.follow((convoyId) => {
    if (convoyId !== null && !wanted.has(convoyId)) return
    hasMoved = true
    wake()
  })
  signal.addEventListener('abort', () => wake())

  async function snapshot(): Promise<FleetSnapshot> {
    const drones = [...wanted].flatMap((convoyId) => deps.roster.dronesOf(convoyId))
    const inService = drones.filter(({ retiredAtMs }) => retiredAtMs === null).map(({ droneId }) => droneId)
    const readings = await deps.latest.of(inService)
    return { timestamp: deps.clock.nowMs(), drones: readings.filter((reading) => reading !== null) }
  }
  async function* read(first: FleetSnapshot): AsyncGenerator<FleetSnapshot> {
    try {
      yield first
      while (!signal.aborted) {
        await deps.clock.sleep(fleetIntervalMs, signal)
        while (!hasMoved && !signal.aborted) await new Promise<void>((moved) => (wake = moved))
        if (signal.aborted) return
        hasMoved = false
        yield await snapshot()
      }
    } finally {
      leave()
    }
  }
  try {
    return endable(read(await snapshot()), () => {
      leave()
      stop.abort()
    })
  } catch (error) {
    leave()
    throw error
  }
}
