import type { ConvoyId, DroneId } from '../../schema/ids.ts'
import type { FleetArrays } from './fleet-arrays.ts'
import type { Viewport } from './mercator.ts'

export const trailZoom = 8
const maxTrails = 60

/** Whose trails are shown: the selected drone's always, those of the selected convoy, and of all in view while they are few. */
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
