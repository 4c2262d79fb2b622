import type { DroneTrack } from '../feed/feed.ts'
import { type Freshness, freshnessOf } from '../feed/freshness.ts'

export type FleetCounts = Record<Freshness, number> & { total: number }

/** How many drones are live, late, lost and silent, each by its own expected rate. O(n). */
export function countFleet(drones: Iterable<DroneTrack>, nowMs: number): FleetCounts {
  const counts: FleetCounts = { live: 0, late: 0, lost: 0, silent: 0, total: 0 }
  for (const drone of drones) {
    counts[freshnessOf(drone, nowMs)] += 1
    counts.total += 1
  }
  return counts
}
