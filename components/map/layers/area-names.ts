import { type Viewport, worldXOf, worldYOf } from '../../../lib/map/mercator.ts'
import type { ConvoyId } from '../../../schema/ids.ts'
import type { MapRoster } from '../map-view.ts'
import { dartZoom } from './marks.ts'

export interface AreaName {
  text: string
  worldX: number
  worldY: number
}

/** Names of areas of responsibility, each at its northernmost corner: the selected convoy's, and up close all. */
export function areaNames(roster: MapRoster, view: Viewport, selectedConvoyId: ConvoyId | null): AreaName[] {
  const named = [...roster.convoys.values()].filter(
    ({ aor, convoyId }) => aor.length >= 3 && (view.zoom >= dartZoom || convoyId === selectedConvoyId),
  )
  return named.map(({ aor, callsign }) => {
    const corner = aor.reduce((north, point) => (point.latitudeDeg > north.latitudeDeg ? point : north))
    return { text: `AOR ${callsign}`, worldX: worldXOf(corner.longitudeDeg), worldY: worldYOf(corner.latitudeDeg) }
  })
}
