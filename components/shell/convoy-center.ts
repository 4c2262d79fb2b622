import type { DroneTrack } from '../../lib/feed/feed.ts'
import type { GeoPoint } from '../../schema/convoys.ts'

/** The middle of the drones that have reported: each coordinate's median, so that one stray drone doesn't pull it away. */
export function centerOf(
  drones: readonly Pick<DroneTrack, 'hasReading' | 'latitudeDeg' | 'longitudeDeg'>[],
): GeoPoint | null {
  const known = drones.filter((drone) => drone.hasReading)
  if (known.length === 0) return null
  return {
    latitudeDeg: median(known.map((drone) => drone.latitudeDeg)),
    longitudeDeg: median(known.map((drone) => drone.longitudeDeg)),
  }
}

function median(values: number[]): number {
  const sorted = values.sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? 0
}
