import type { FleetPicture } from '../../../lib/feed/feed.ts'
import type { Palette } from '../../../lib/looks/palette.ts'
import type { FleetArrays } from '../../../lib/map/fleet-arrays.ts'
import type { Handover } from '../../../lib/map/handovers.ts'
import type { Box } from '../../../lib/map/label-placement.ts'
import type { Viewport } from '../../../lib/map/mercator.ts'
import type { DroneId } from '../../../schema/ids.ts'
import type { MapRoster, MapView } from '../map-view.ts'
import type { Ink } from './ink.ts'

/** Below this zoom convoys are one symbol, up to the other one drones are darts, from there they are MIL-STD-2525 symbols. */
export const dartZoom = 8
export const symbolZoom = 11

/** A text that is on the canvas. */
export interface PlacedWord extends Box {
  text: string
}

/** What all marks of a frame are drawn from. `fleet` is projected to `view`. */
export interface MarkInput {
  /** What to draw with; asked for only by what has something to draw. */
  pen: () => Ink
  view: Viewport
  mapView: MapView
  roster: MapRoster
  picture: FleetPicture
  fleet: FleetArrays
  handovers: readonly Handover[]
  palette: Palette
  nowMs: number
  /** Every text that is drawn is noted here. */
  words: PlacedWord[]
  /** Under the pointer. */
  hoveredId: DroneId | null
}

/** Where a drone is on the screen, also beyond its edge; null for one that is nowhere yet. */
export function spotOf({ fleet }: Pick<MarkInput, 'fleet'>, droneId: DroneId | null) {
  const i = droneId === null ? -1 : fleet.indexOf(droneId)
  if (i < 0 || fleet.state[i] === 0) return null
  return { i, x: fleet.screenX[i] as number, y: fleet.screenY[i] as number, state: fleet.state[i] as number }
}

export const callsignOf = (roster: MapRoster, droneId: DroneId): string =>
  roster.drones.get(droneId)?.callsign ?? droneId.slice(0, 8)
