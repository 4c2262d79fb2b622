import type L from 'leaflet'
import { onDemand } from '../../../lib/async/on-demand.ts'
import { withAlpha } from '../../../lib/looks/color.ts'
import { lineLooks } from '../../../lib/looks/lines.ts'
import type { Palette } from '../../../lib/looks/palette.ts'
import { areaOutlines } from '../../../lib/map/area-outline.ts'
import { type Viewport, widened } from '../../../lib/map/mercator.ts'
import type { MgrsGrid } from '../../../lib/map/mgrs-grid.ts'
import type { ConvoyId } from '../../../schema/ids.ts'
import type { MapRoster } from '../map-view.ts'
import { createStillSurface } from '../surface.ts'
import { type Painter, traceLine } from './paint.ts'

interface AreaInput {
  view: Viewport
  roster: MapRoster
  palette: Palette
  selectedConvoyId: ConvoyId | null
  aor: boolean
  grid: boolean
}

const marginPx = 256
const bandPx = 6

/** Areas of responsibility and the MGRS grid, which is loaded when first shown. Drawn again only when the view leaves what was drawn. */
export function createAreaLayer(map: L.Map) {
  const surface = createStillSurface(map, { marginPx })
  let last: AreaInput | null = null
  let squares: MgrsGrid['names'] = []
  const mgrs = onDemand(
    () => import('../../../lib/map/mgrs-grid.ts'),
    () => {
      last = null
    },
  )
  return {
    /** Names of the grid's squares, in world pixels. */
    get squares() {
      return squares
    },
    sync(input: AreaInput) {
      const same =
        last &&
        last.roster === input.roster &&
        last.palette === input.palette &&
        last.selectedConvoyId === input.selectedConvoyId &&
        last.aor === input.aor &&
        last.grid === input.grid
      if (same && surface.covers(input.view)) return
      last = input
      surface.draw(input.view, (context) => {
        const grid = input.grid ? mgrs.get()?.createMgrsGrid(widened(input.view, marginPx)) : null
        if (grid) drawGrid(context, grid, input)
        squares = grid?.names ?? []
        if (input.aor) drawAreas(context, input)
      })
    },
    destroy() {
      mgrs.stop()
      surface.destroy()
    },
  }
}

function drawGrid(context: Painter, { lines }: MgrsGrid, { view, palette }: AreaInput): void {
  context.beginPath()
  for (const line of lines) traceLine(context, line, view)
  context.strokeStyle = palette.grid
  context.lineWidth = 1
  context.stroke()
}

function drawAreas(context: Painter, input: AreaInput): void {
  const { view, roster, palette, selectedConvoyId } = input
  for (const { convoyId, aor } of roster.convoys.values()) {
    if (aor.length < 3) continue
    const selected = convoyId === selectedConvoyId
    context.beginPath()
    for (const line of areaOutlines(aor)) traceLine(context, line, view)
    const color = palette[lineLooks.area.color]
    context.fillStyle = withAlpha(color, view.zoom >= 10 ? 0.02 : selected ? 0.07 : 0.03)
    context.fill()
    // The band lies inside: a clip leaves half of a wide stroke.
    context.save()
    context.clip()
    context.lineWidth = 2 * bandPx
    context.strokeStyle = withAlpha(color, selected ? 0.15 : 0.08)
    context.stroke()
    context.restore()
    context.lineWidth = selected ? 1.5 : lineLooks.area.widthPx
    context.strokeStyle = withAlpha(color, selected ? 0.7 : 0.4)
    context.stroke()
  }
}
