import type L from 'leaflet'
import { withAlpha } from '../../../lib/looks/color.ts'
import { lineLooks } from '../../../lib/looks/lines.ts'
import type { Palette } from '../../../lib/looks/palette.ts'
import type { BaseMap, Line } from '../../../lib/map/base-map.ts'
import { type Viewport, widened } from '../../../lib/map/mercator.ts'
import type { World } from '../../../lib/map/world.ts'
import { createStillSurface } from '../surface.ts'
import { drawBeyond, reachesBeyond } from './beyond.ts'
import type { DegreeName } from './graticule.ts'
import { type Painter, traceLine } from './paint.ts'

interface GroundInput {
  view: Viewport
  base: BaseMap | null
  world: World | null
  /** Tiles of a deployment cover the world: nothing lies beyond them. */
  tiled: boolean
  palette: Palette
  roads: boolean
}

const marginPx = 256
/** By whole zoom; between them in proportion. */
const reliefDimming = [0, 0, 0, 0, 0.1, 0.1, 0.12, 0.2, 0.28, 0.36, 0.46, 0.56, 0.68, 0.76, 0.8]

/** Borders, water and roads. Drawn again only when the view leaves what was drawn. */
export function createGroundLayer(map: L.Map) {
  const surface = createStillSurface(map, { marginPx })
  let last: GroundInput | null = null
  let degrees: DegreeName[] = []

  return {
    /** Names of the degrees beyond the base map, in world pixels. */
    get degrees() {
      return degrees
    },
    sync(input: GroundInput) {
      const same =
        last &&
        last.base === input.base &&
        last.world === input.world &&
        last.palette === input.palette &&
        last.roads === input.roads
      if (same && surface.covers(input.view)) return
      last = input
      const { view, base, world, palette } = input
      surface.draw(view, (context) => {
        dim(context, view, palette.ground)
        if (base) drawBase(context, base, input)
        const isBeyond = !input.tiled && reachesBeyond(view, marginPx)
        degrees = isBeyond ? drawBeyond(context, world, view, marginPx, surface.ratio, palette) : []
      })
    },
    destroy: surface.destroy,
  }
}

function drawBase(context: Painter, base: BaseMap, { view, palette, roads }: GroundInput): void {
  drawLand(context, base, view, palette)
  if (roads && view.zoom >= 6 && view.zoom <= 12) drawRoads(context, base, view, palette)
  drawBorders(context, base, view, palette)
}

function drawLand(context: Painter, base: BaseMap, view: Viewport, palette: Palette): void {
  context.beginPath()
  for (const ring of base.abroad) traceLine(context, ring, view)
  context.fillStyle = palette.veil
  context.fill('evenodd')
  context.beginPath()
  for (const ring of base.lakes) traceLine(context, ring, view)
  context.fillStyle = palette.water
  context.fill('evenodd')
  for (const { line, rank } of base.rivers) {
    if (rank > view.zoom + 2) continue
    stroke(context, [line], view, palette.water, view.zoom <= 6 ? 0.9 : rank <= 6 ? 1.6 : 1.1)
  }
}

/** Up close the relief is coarse and says little: it steps back behind what is drawn on it. */
function dim(context: Painter, view: Viewport, ground: string): void {
  const { widthPx, heightPx } = widened(view, marginPx)
  context.fillStyle = withAlpha(ground, dimmingAt(view.zoom))
  context.fillRect(-marginPx, -marginPx, widthPx, heightPx)
}

function dimmingAt(zoom: number): number {
  const below = Math.min(Math.floor(zoom), reliefDimming.length - 1)
  const [lower = 0, upper = lower] = [reliefDimming[below], reliefDimming[below + 1]]
  return lower + (upper - lower) * (zoom - below)
}

function drawRoads(context: Painter, base: BaseMap, view: Viewport, palette: Palette): void {
  const shown = base.roads.filter((road) => road.class <= view.zoom - 5)
  const lines = shown.map(({ line }) => line)
  stroke(context, lines, view, palette[lineLooks.road.color], view.zoom >= 9 ? 1.4 : lineLooks.road.widthPx)
}

function drawBorders(context: Painter, base: BaseMap, view: Viewport, palette: Palette): void {
  if (view.zoom >= 5) stroke(context, base.provinces, view, palette.provinceBorder, 1)
  stroke(context, base.borders, view, palette.provinceBorder, 1)
  stroke(context, base.outline, view, palette.border, view.zoom >= 7 ? 1.6 : 1.2)
}

function stroke(context: Painter, lines: readonly Line[], view: Viewport, color: string, width: number): void {
  context.beginPath()
  for (const line of lines) traceLine(context, line, view)
  context.lineJoin = 'round'
  context.strokeStyle = color
  context.lineWidth = width
  context.stroke()
}
