import type { RoomGrid } from '../../../lib/map/label-placement.ts'
import { worldXOf, worldYOf } from '../../../lib/map/mercator.ts'
import { withAlpha } from '../../../lib/map/palette.ts'
import { dartZoom, type MarkInput } from './marks.ts'
import { haloText, wordFont } from './paint.ts'

/** Names of areas of responsibility, each above its northernmost corner where there is room. */
export function drawAreaNames(input: MarkInput & { room: RoomGrid }): void {
  const { context, view, mapView, roster, palette, room } = input
  context.font = `500 11px ${wordFont}`
  context.textAlign = 'left'
  context.textBaseline = 'bottom'
  for (const { convoyId, callsign, aor } of roster.convoys.values()) {
    if (aor.length < 3 || (view.zoom < dartZoom && convoyId !== mapView.selectedConvoyId)) continue
    const corner = aor.reduce((north, point) => (point.latitudeDeg > north.latitudeDeg ? point : north))
    const text = `AOR ${callsign}`
    const widthPx = context.measureText(text).width
    const x = Math.round(worldXOf(corner.longitudeDeg) * view.scale - view.leftPx - widthPx / 2)
    const y = Math.round(worldYOf(corner.latitudeDeg) * view.scale - view.topPx) - 5
    if (!room.claim({ leftPx: x - 2, topPx: y - 15, widthPx: widthPx + 4, heightPx: 16 })) continue
    haloText(context, text, x, y, withAlpha(palette.friendly, 0.85), palette.halo)
  }
}
