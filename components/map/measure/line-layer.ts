import type L from 'leaflet'
import { lineLooks } from '../../../lib/looks/lines.ts'
import { palettes, type ThemeName } from '../../../lib/looks/palette.ts'
import { type Viewport, worldXOf, worldYOf } from '../../../lib/map/mercator.ts'
import type { GeoPoint } from '../../../schema/convoys.ts'
import { createSurface } from '../surface.ts'
import type { MeasureEnd } from './measure-words.ts'

const ringPx = 6

interface Drawn {
  /** Along the shortest line, longitudes without a jump; empty: none. */
  line: readonly GeoPoint[]
  ends: readonly (MeasureEnd | null)[]
  theme: ThemeName
}

/** The measured line with a ring at each end, over everything else on the map. */
export function createLineLayer(map: L.Map) {
  const surface = createSurface(map)
  const { canvas } = surface
  canvas.hidden = true
  return {
    draw(view: Viewport, { line, ends, theme }: Drawn) {
      canvas.hidden = false
      const context = surface.begin(view)
      const palette = palettes[theme]
      const spot = ({ latitudeDeg, longitudeDeg }: GeoPoint) =>
        [worldXOf(longitudeDeg) * view.scale - view.leftPx, worldYOf(latitudeDeg) * view.scale - view.topPx] as const
      context.beginPath()
      for (const point of line) context.lineTo(...spot(point))
      for (const end of ends) {
        if (!end) continue
        const [x, y] = spot(end.point)
        context.moveTo(x + ringPx, y)
        context.arc(x, y, ringPx, 0, 2 * Math.PI)
      }
      for (const [width, color] of [
        [4, palette.halo],
        [lineLooks.measure.widthPx, palette[lineLooks.measure.color]],
      ] as const) {
        context.lineWidth = width
        context.strokeStyle = color
        context.stroke()
      }
    },
    clear() {
      canvas.hidden = true
    },
    destroy: surface.destroy,
  }
}
