import { black, withAlpha } from '../../../lib/looks/color.ts'
import type { Palette } from '../../../lib/looks/palette.ts'
import { baseMapBounds } from '../../../lib/map/base-map.ts'
import { type Viewport, widened, worldSizePx, worldXOf, worldYOf } from '../../../lib/map/mercator.ts'
import type { World } from '../../../lib/map/world.ts'
import { type DegreeName, drawGraticule } from './graticule.ts'
import { type Painter, traceLine } from './paint.ts'

/** The base map gives way to the ground beyond it over this share of its width. */
const fadeShare = 0.1
/** Nearer than this the coarse coasts and borders of the world say nothing: degrees do. */
const graticuleZoom = 9

/** Whether a view, margin included, reaches to where the base map has begun to give way. */
export function reachesBeyond(view: Viewport, marginPx: number): boolean {
  const { left, top, right, bottom, fade } = boxOf(view)
  return (
    left + fade > -marginPx ||
    top + fade > -marginPx ||
    right - fade < view.widthPx + marginPx ||
    bottom - fade < view.heightPx + marginPx
  )
}

/** Draws land, sea and borders beyond the base map over its edges, so that no edge is seen. Returns the names of degrees there. */
export function drawBeyond(
  context: Painter,
  world: World | null,
  view: Viewport,
  marginPx: number,
  ratio: number,
  palette: Palette,
): DegreeName[] {
  const { widthPx, heightPx } = widened(view, marginPx)
  const sheet = new OffscreenCanvas(Math.round(widthPx * ratio), Math.round(heightPx * ratio))
  const own = sheet.getContext('2d')
  if (!own) return []
  own.setTransform(ratio, 0, 0, ratio, marginPx * ratio, marginPx * ratio)
  own.fillStyle = world ? palette.sea : palette.land
  own.fillRect(-marginPx, -marginPx, widthPx, heightPx)
  for (const copy of copiesOf(view, marginPx)) if (world) drawWorld(own, world, copy, palette)
  const isNear = view.zoom >= graticuleZoom
  const names = isNear ? drawGraticule(own, widened(view, marginPx), marginPx, palette) : []
  eraseBox(own, boxOf(view))
  context.drawImage(sheet, -marginPx, -marginPx, widthPx, heightPx)
  return names
}

/** The view as each copy of the world beside the first one has it. */
function copiesOf(view: Viewport, marginPx: number): Viewport[] {
  const size = worldSizePx * view.scale
  return [-1, 0, 1]
    .map((turn) => ({ ...view, leftPx: view.leftPx - turn * size }))
    .filter(({ leftPx }) => leftPx < size + marginPx && leftPx + view.widthPx > -marginPx)
}

function drawWorld(context: Painter, { land, borders }: World, view: Viewport, palette: Palette): void {
  context.beginPath()
  for (const ring of land) traceLine(context, ring, view)
  context.fillStyle = palette.land
  context.fill('evenodd')
  context.lineJoin = 'round'
  context.lineWidth = 1
  context.strokeStyle = palette.provinceBorder
  context.stroke()
  context.beginPath()
  for (const line of borders) traceLine(context, line, view)
  context.stroke()
}

interface SoftBox {
  left: number
  top: number
  right: number
  bottom: number
  /** How deep its edge is. */
  fade: number
}

function boxOf(view: Viewport): SoftBox {
  const { westDeg, southDeg, eastDeg, northDeg } = baseMapBounds
  const left = worldXOf(westDeg) * view.scale - view.leftPx
  const right = worldXOf(eastDeg) * view.scale - view.leftPx
  const top = worldYOf(northDeg) * view.scale - view.topPx
  const bottom = worldYOf(southDeg) * view.scale - view.topPx
  return { left, top, right, bottom, fade: (right - left) * fadeShare }
}

/** Takes a box out of what is drawn: wholly in its middle, less and less towards its edges, with round corners. */
function eraseBox(context: Painter, { left, top, right, bottom, fade }: SoftBox): void {
  const [innerLeft, innerTop, innerRight, innerBottom] = [left + fade, top + fade, right - fade, bottom - fade]
  context.globalCompositeOperation = 'destination-out'
  const erase = (style: string | CanvasGradient, x: number, y: number, width: number, height: number) => {
    context.fillStyle = style
    context.fillRect(x, y, width, height)
  }
  const along = (fromX: number, fromY: number, toX: number, toY: number) =>
    softened(context.createLinearGradient(fromX, fromY, toX, toY))
  const around = (x: number, y: number) => softened(context.createRadialGradient(x, y, 0, x, y, fade))
  const [across, down] = [innerRight - innerLeft, innerBottom - innerTop]
  erase(black, innerLeft, innerTop, across, down)
  erase(along(innerLeft, 0, left, 0), left, innerTop, fade, down)
  erase(along(innerRight, 0, right, 0), innerRight, innerTop, fade, down)
  erase(along(0, innerTop, 0, top), innerLeft, top, across, fade)
  erase(along(0, innerBottom, 0, bottom), innerLeft, innerBottom, across, fade)
  erase(around(innerLeft, innerTop), left, top, fade, fade)
  erase(around(innerRight, innerTop), innerRight, top, fade, fade)
  erase(around(innerLeft, innerBottom), left, innerBottom, fade, fade)
  erase(around(innerRight, innerBottom), innerRight, innerBottom, fade, fade)
  context.globalCompositeOperation = 'source-over'
}

/** From opaque to clear, slowly at both ends: a straight ramp shows where it begins. */
function softened(gradient: CanvasGradient): CanvasGradient {
  for (let stop = 0; stop <= 8; stop++) {
    const t = stop / 8
    const alpha = 1 - t * t * (3 - 2 * t)
    gradient.addColorStop(t, withAlpha(black, alpha))
  }
  return gradient
}
