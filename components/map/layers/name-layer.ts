import type L from 'leaflet'
import { type LabelStyle, labelStyles, type PlacedLabel, placeBaseLabels } from '../../../lib/map/base-labels.ts'
import type { BaseLabel, BaseMap } from '../../../lib/map/base-map.ts'
import { type Box, createRoomGrid } from '../../../lib/map/label-placement.ts'
import { type Viewport, widened } from '../../../lib/map/mercator.ts'
import type { MapPalette } from '../../../lib/map/palette.ts'
import { createSurface } from '../surface.ts'
import { haloText, wordFont } from './paint.ts'

interface NameInput {
  view: Viewport
  base: BaseMap | null
  palette: MapPalette
  shown: boolean
  /** Room that symbols and their words take, in screen pixels: a name gives way to them. */
  taken: readonly Box[]
}

const marginPx = 128

/** Names of countries, provinces, places, airfields and rivers. Drawn anew when the view leaves what was drawn, or a name gives way. */
export function createNameLayer(map: L.Map) {
  const surface = createSurface(map, { marginPx })
  const namesOf = new Map<number, PlacedLabel[]>()
  let drawnFor = ''
  let drawnBase: BaseMap | null = null

  const namesAt = (base: BaseMap, zoom: number) => {
    const context = surface.canvas.getContext('2d')
    const known = namesOf.get(zoom)
    if (known || !context) return known ?? []
    const placed = placeBaseLabels(base.labels, zoom, (label, style) => {
      setFont(context, style)
      return context.measureText(textOf(label, style)).width
    })
    namesOf.set(zoom, placed)
    return placed
  }

  return {
    sync({ view, base, palette, shown, taken }: NameInput) {
      const area = widened(view, marginPx)
      const near = base && shown ? namesAt(base, view.zoom).filter((name) => touches(name, area)) : []
      const room = createRoomGrid()
      for (const box of taken) room.take(box)
      const free = near.filter((name) => room.isFree(boxOf(name, view)))
      const wanted = `${palette.placeText} ${free.map(({ label }) => label.text).join()}`
      if (wanted === drawnFor && base === drawnBase && surface.covers(view)) return
      drawnFor = wanted
      drawnBase = base
      drawNames(surface.begin(view), free, view, palette)
    },
    /** Widths were measured before the fonts came. */
    forgetWidths() {
      namesOf.clear()
      drawnFor = ''
    },
    destroy: surface.destroy,
  }
}

const touches = ({ xPx, yPx, widthPx }: PlacedLabel, { leftPx, topPx, widthPx: width, heightPx }: Viewport) =>
  xPx < leftPx + width && xPx + widthPx > leftPx && yPx < topPx + heightPx + 10 && yPx > topPx - 10

const boxOf = ({ label, xPx, yPx, widthPx }: PlacedLabel, { leftPx, topPx }: Viewport): Box => {
  const heightPx = labelStyles[label.kind].sizePx + 2
  return { leftPx: xPx - leftPx - 2, topPx: yPx - topPx - heightPx / 2, widthPx: widthPx + 4, heightPx }
}

function drawNames(
  context: CanvasRenderingContext2D,
  names: readonly PlacedLabel[],
  { leftPx, topPx }: Viewport,
  palette: MapPalette,
): void {
  context.textBaseline = 'middle'
  context.textAlign = 'left'
  for (const { label, xPx, yPx, dotXPx, dotYPx } of names) {
    const style = labelStyles[label.kind]
    const color = palette[style.color]
    const [dotX, dotY] = [Math.round(dotXPx - leftPx), Math.round(dotYPx - topPx)]
    if (label.kind === 'airfield') drawAirfield(context, dotX, dotY, color)
    else if (style.dotPx) drawDot(context, dotX, dotY, style.dotPx, color)
    setFont(context, style)
    haloText(context, textOf(label, style), Math.round(xPx - leftPx), Math.round(yPx - topPx), color, palette.halo)
  }
  context.letterSpacing = '0px'
}

function drawDot(context: CanvasRenderingContext2D, x: number, y: number, radius: number, color: string): void {
  context.beginPath()
  context.arc(x, y, radius, 0, 2 * Math.PI)
  context.fillStyle = color
  context.fill()
}

/** A circle with a runway. */
function drawAirfield(context: CanvasRenderingContext2D, x: number, y: number, color: string): void {
  context.beginPath()
  context.arc(x, y, 4, 0, 2 * Math.PI)
  context.moveTo(x - 2.5, y + 2.5)
  context.lineTo(x + 2.5, y - 2.5)
  context.strokeStyle = color
  context.lineWidth = 1
  context.stroke()
}

const textOf = (label: BaseLabel, style: LabelStyle) => (style.upper ? label.text.toUpperCase() : label.text)

function setFont(context: CanvasRenderingContext2D, style: LabelStyle): void {
  context.font = `${style.italic ? 'italic ' : ''}${style.weight} ${style.sizePx}px ${wordFont}`
  context.letterSpacing = `${style.spacingPx ?? 0}px`
}
