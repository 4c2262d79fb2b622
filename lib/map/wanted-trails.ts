import type { ConvoyId, DroneId } from '../../schema/ids.ts'
import type { FleetArrays } from './fleet-arrays.ts'
import type { Viewport } from './mercator.ts'

export const trailZoom = 8
const maxTrails = 60

/** Drones whose trails are shown: the selected one, those of the selected convoy in view, and all drones in view if they are few. */
export function wantedTrails(
  fleet: FleetArrays,
  view: Viewport,
  selectedDroneId: DroneId | null,
  selectedConvoyId: ConvoyId | null,
): DroneId[] {
  const wanted: DroneId[] = selectedDroneId ? [selectedDroneId] : []
  if (view.zoom < trailZoom) return wanted
  const few = fleet.visibleCount <= maxTrails
  for (let k = 0; k < fleet.visibleCount && wanted.length < maxTrails; k++) {
    const track = fleet.tracks[fleet.visible[k] as number]
    if (!track || track.droneId === selectedDroneId) continue
    if (few || track.convoyId === selectedConvoyId) wanted.push(track.droneId)
  }
  return wanted
}
