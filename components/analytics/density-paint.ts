/** Draws the density map: ground and borders, the cells, and names over them. */
import { interpolateLab, scaleSqrt } from 'd3'
import { fonts } from '../../lib/looks/fonts.ts'
import type { Palette } from '../../lib/looks/palette.ts'
import { sizes } from '../../lib/looks/sizes.ts'
import type { BaseMap, Line } from '../../lib/map/base-map.ts'
import type { Viewport } from '../../lib/map/mercator.ts'
import { haloText, traceLine } from '../map/layers/paint.ts'
import { cellBox } from './density-view.ts'
import { numberIn, type Row } from './rows.ts'

interface Density {
  /** Null until it is loaded. */
  base: BaseMap | null
  rows: readonly Row[]
  edgeDeg: number
  palette: Palette
}

/** A cell of few readings still stands out from the land. */
const faintest = 0.25

/** From few readings to the most, by lightness; by the root, since the busiest cells have a hundred times as many. */
export const shadeOf = (palette: Palette, most: number) =>
  scaleSqrt<string>()
    .domain([0, most])
    .range([interpolateLab(palette.groundRaised, palette.friendly)(faintest), palette.friendly])
    .interpolate(interpolateLab)

export const mostReadings = (rows: readonly Row[]): number =>
  rows.reduce((most, row) => Math.max(most, numberIn(row, 'readings') ?? 0), 1)

export function paintDensity(context: CanvasRenderingContext2D, view: Viewport, density: Density): void {
  const { base, rows, edgeDeg, palette } = density
  context.fillStyle = palette.land
  context.fillRect(0, 0, view.widthPx, view.heightPx)
  if (base) paintWater(context, view, base, palette)
  const shade = shadeOf(palette, mostReadings(rows))
  for (const row of rows) {
    const { left, top, width, height } = cellBox(row, edgeDeg, view)
    context.fillStyle = shade(numberIn(row, 'readings') ?? 0)
    context.fillRect(left, top, Math.max(1.5, width), Math.max(1.5, height))
  }
  if (!base) return
  stroke(context, view, base.provinces, palette.provinceBorder, 1)
  stroke(context, view, base.borders, palette.provinceBorder, 1)
  stroke(context, view, base.outline, palette.border, 1.4)
  paintPlaces(context, view, base, palette)
}

function paintWater(context: CanvasRenderingContext2D, view: Viewport, base: BaseMap, palette: Palette): void {
  context.beginPath()
  for (const ring of base.abroad) traceLine(context, ring, view)
  context.fillStyle = palette.veil
  context.fill('evenodd')
  const rivers = base.rivers.filter(({ rank }) => rank <= view.zoom + 2).map(({ line }) => line)
  stroke(context, view, rivers, palette.water, 0.9)
}

/** By rank; a name that would touch one that is there already is left out. */
function paintPlaces(context: CanvasRenderingContext2D, view: Viewport, base: BaseMap, palette: Palette): void {
  context.font = `${sizes.textS}px ${fonts.words}`
  context.textAlign = 'left'
  context.textBaseline = 'middle'
  const taken: { x: number; y: number; width: number }[] = []
  for (const { kind, text, worldX, worldY, minZoom, maxZoom } of base.labels) {
    if (kind !== 'capital' && kind !== 'city' && kind !== 'town') continue
    if (view.zoom < minZoom - 0.5 || view.zoom > maxZoom) continue
    const [x, y] = [worldX * view.scale - view.leftPx, worldY * view.scale - view.topPx]
    const width = context.measureText(text).width + 10
    const isOutside = x < 4 || y < 10 || x + width > view.widthPx || y > view.heightPx - 10
    const isTaken = taken.some((one) => Math.abs(one.y - y) < 15 && x < one.x + one.width && one.x < x + width)
    if (isOutside || isTaken) continue
    taken.push({ x, y, width })
    context.fillStyle = palette.placeText
    context.fillRect(x - 1.5, y - 1.5, 3, 3)
    haloText(context, text, x + 5, y, palette.placeText, palette.halo)
  }
}

function stroke(
  context: CanvasRenderingContext2D,
  view: Viewport,
  lines: readonly Line[],
  color: string,
  widthPx: number,
): void {
  context.beginPath()
  for (const line of lines) traceLine(context, line, view)
  context.lineJoin = 'round'
  context.strokeStyle = color
  context.lineWidth = widthPx
  context.stroke()
}
