import type L from 'leaflet'
import { type BaseMap, baseMapBounds, type Line } from '../../../lib/map/base-map.ts'
import { type Viewport, widened, worldXOf, worldYOf } from '../../../lib/map/mercator.ts'
import { type MapPalette, withAlpha } from '../../../lib/map/palette.ts'
import { createStillSurface } from '../surface.ts'
import { drawGraticule } from './graticule.ts'
import { type Painter, traceLine } from './paint.ts'

interface GroundInput {
  view: Viewport
  base: BaseMap | null
  palette: MapPalette
  roads: boolean
}

const marginPx = 256
/** By zoom. */
const reliefDimming = [0, 0, 0, 0, 0.1, 0.1, 0.12, 0.2, 0.28, 0.36, 0.46, 0.56, 0.68, 0.76, 0.8]

/** Borders, water and roads. Drawn anew only when the view leaves what was drawn. */
export function createGroundLayer(map: L.Map) {
  const surface = createStillSurface(map, { marginPx })
  let last: GroundInput | null = null

  return {
    sync(input: GroundInput) {
      const same = last && last.base === input.base && last.palette === input.palette && last.roads === input.roads
      if (same && surface.covers(input.view)) return
      last = input
      const { view, base, palette } = input
      surface.draw(view, (context) => {
        dim(context, view, palette.ground)
        feather(context, view, palette.ground)
        drawGraticule(context, widened(view, marginPx), marginPx, palette)
        if (!base) return
        drawLand(context, base, view, palette)
        if (input.roads && view.zoom >= 6 && view.zoom <= 12) drawRoads(context, base, view, palette)
        drawBorders(context, base, view, palette)
      })
    },
    destroy: surface.destroy,
  }
}

function drawLand(context: Painter, base: BaseMap, view: Viewport, palette: MapPalette): void {
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
  context.fillStyle = withAlpha(ground, reliefDimming[Math.min(view.zoom, reliefDimming.length - 1)] ?? 0)
  context.fillRect(-marginPx, -marginPx, widthPx, heightPx)
}

/** The relief ends at the data's bounds, its tiles beyond them: cover what lies outside, and let the edge fade into the ground. */
function feather(context: Painter, view: Viewport, ground: string): void {
  const { westDeg, southDeg, eastDeg, northDeg } = baseMapBounds
  const left = worldXOf(westDeg) * view.scale - view.leftPx
  const right = worldXOf(eastDeg) * view.scale - view.leftPx
  const top = worldYOf(northDeg) * view.scale - view.topPx
  const bottom = worldYOf(southDeg) * view.scale - view.topPx
  const { widthPx, heightPx } = widened(view, marginPx)
  context.beginPath()
  context.rect(-marginPx, -marginPx, widthPx, heightPx)
  context.rect(left, top, right - left, bottom - top)
  context.fillStyle = ground
  context.fill('evenodd')

  const depth = (right - left) * 0.07
  const fade = (fromX: number, fromY: number, toX: number, toY: number) => {
    const gradient = context.createLinearGradient(fromX, fromY, toX, toY)
    gradient.addColorStop(0, ground)
    gradient.addColorStop(1, `${ground}00`)
    context.fillStyle = gradient
    context.fillRect(left, top, right - left, bottom - top)
  }
  fade(left, 0, left + depth, 0)
  fade(right, 0, right - depth, 0)
  fade(0, top, 0, top + depth)
  fade(0, bottom, 0, bottom - depth)
}

function drawRoads(context: Painter, base: BaseMap, view: Viewport, palette: MapPalette): void {
  const shown = base.roads.filter((road) => road.class <= view.zoom - 5)
  context.setLineDash(view.zoom >= 9 ? [6, 4] : [])
  const lines = shown.map(({ line }) => line)
  stroke(context, lines, view, palette.road, view.zoom >= 9 ? 1.4 : 1)
  context.setLineDash([])
}

function drawBorders(context: Painter, base: BaseMap, view: Viewport, palette: MapPalette): void {
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
