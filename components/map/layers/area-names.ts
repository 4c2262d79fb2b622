import { type Viewport, worldXOf, worldYOf } from '../../../lib/map/mercator.ts'
import type { ConvoyId } from '../../../schema/ids.ts'
import type { MapRoster } from '../map-view.ts'
import { dartZoom } from './marks.ts'

/** A name that stands at a point of the map: above it, or on it. */
export interface PointName {
  text: string
  above: boolean
  worldX: number
  worldY: number
}

/** Names of areas of responsibility, each at its northernmost corner: the selected convoy's, and up close all. */
export function areaNames(roster: MapRoster, view: Viewport, selectedConvoyId: ConvoyId | null): PointName[] {
  const named = [...roster.convoys.values()].filter(
    ({ aor, convoyId }) => aor.length >= 3 && (view.zoom >= dartZoom || convoyId === selectedConvoyId),
  )
  return named.map(({ aor, callsign }) => {
    const corner = aor.reduce((north, point) => (point.latitudeDeg > north.latitudeDeg ? point : north))
    return {
      text: `AOR ${callsign}`,
      above: true,
      worldX: worldXOf(corner.longitudeDeg),
      worldY: worldYOf(corner.latitudeDeg),
    }
  })
}
