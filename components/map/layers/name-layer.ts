import type L from 'leaflet'
import { fonts, mapFonts } from '../../../lib/looks/fonts.ts'
import type { Palette } from '../../../lib/looks/palette.ts'
import { type LabelStyle, labelStyles, type PlacedLabel, placeBaseLabels } from '../../../lib/map/base-labels.ts'
import type { BaseLabel, BaseMap } from '../../../lib/map/base-map.ts'
import { type Box, createRoomGrid } from '../../../lib/map/label-placement.ts'
import { type Viewport, widened } from '../../../lib/map/mercator.ts'
import { createStillSurface } from '../surface.ts'
import type { PointName } from './area-names.ts'
import type { PlacedWord } from './marks.ts'
import { haloText, type Painter } from './paint.ts'
import { createTextMeasure } from './text-measure.ts'

interface NameInput {
  view: Viewport
  base: BaseMap | null
  palette: Palette
  shown: boolean
  /** Room that symbols and their words take, in screen pixels: a name gives way to them. */
  taken: readonly Box[]
  /** They go before places. */
  areas: readonly PointName[]
  /** Squares of the grid; they come after places. */
  squares: readonly Omit<PointName, 'above'>[]
}

const marginPx = 128
const zoomsKept = 40

/** Names of countries, provinces, places, airfields and rivers. Drawn again when the view leaves what was drawn, or a name gives way. */
export function createNameLayer(map: L.Map) {
  const surface = createStillSurface(map, { marginPx })
  const namesOf = new Map<number, PlacedLabel[]>()
  const measure = createTextMeasure()
  const measureLabel = (label: BaseLabel, style: LabelStyle) =>
    measure.width(textOf(label, style), fontOf(style), style.spacingPx)
  let words: PlacedWord[] = []
  let drawnFor = ''
  let drawnBase: BaseMap | null = null

  const namesAt = (base: BaseMap, zoom: number) => {
    const known = namesOf.get(zoom)
    if (known) return known
    const placed = placeBaseLabels(base.labels, zoom, measureLabel)
    namesOf.set(zoom, placed)
    // Two fingers zoom through more zooms than can be held.
    if (namesOf.size > zoomsKept) namesOf.delete(namesOf.keys().next().value as number)
    return placed
  }

  const pointBox = (name: PointName, font: string, view: Viewport): Box => {
    const widthPx = measure.width(name.text, font) + 4
    const { x, y } = pointOf(name, view)
    return { leftPx: x - widthPx / 2, topPx: y - 8, widthPx, heightPx: 16 }
  }

  return {
    /** The texts of the latest frame. */
    get words(): readonly PlacedWord[] {
      return words
    },
    sync({ view, base, palette, shown, taken, areas, squares }: NameInput) {
      const area = widened(view, marginPx)
      const near = base && shown ? namesAt(base, view.zoom).filter((name) => touches(name, area)) : []
      const room = createRoomGrid()
      for (const box of taken) room.take(box)
      const freeAreas = areas.filter((area) => room.claim(pointBox(area, mapFonts.areaName, view)))
      const free = near.filter((name) => room.claim(boxOf(name, view)))
      const freeSquares = squares
        .map((square) => ({ ...square, above: false }))
        .filter((square) => room.claim(pointBox(square, mapFonts.squareName, view)))
      words = [
        ...freeAreas.map((area) => ({ text: area.text, ...pointBox(area, mapFonts.areaName, view) })),
        ...freeSquares.map((square) => ({ text: square.text, ...pointBox(square, mapFonts.squareName, view) })),
        ...free.map((name) => ({ text: name.label.text, ...boxOf(name, view) })),
      ]
      const wanted = `${palette.placeText} ${words.map(({ text }) => text).join()}`
      if (wanted === drawnFor && base === drawnBase && surface.covers(view)) return
      drawnFor = wanted
      drawnBase = base
      surface.draw(view, (context) => {
        drawNames(context, free, view, palette)
        drawPointNames(context, freeAreas, mapFonts.areaName, palette.area, view, palette)
        drawPointNames(context, freeSquares, mapFonts.squareName, palette.gridText, view, palette)
      })
    },
    /** Widths were measured before the fonts came. */
    forgetWidths() {
      namesOf.clear()
      measure.forget()
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
  context: Painter,
  names: readonly PlacedLabel[],
  { leftPx, topPx }: Viewport,
  palette: Palette,
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

function drawPointNames(
  context: Painter,
  names: readonly PointName[],
  font: string,
  color: string,
  view: Viewport,
  palette: Palette,
): void {
  context.font = font
  context.textAlign = 'center'
  context.textBaseline = 'middle'
  for (const name of names) {
    const { x, y } = pointOf(name, view)
    haloText(context, name.text, x, y, color, palette.halo)
  }
}

/** The middle of the name. */
const pointOf = ({ worldX, worldY, above }: PointName, { scale, leftPx, topPx }: Viewport) => ({
  x: Math.round(worldX * scale - leftPx),
  y: Math.round(worldY * scale - topPx) - (above ? 12 : 0),
})

function drawDot(context: Painter, x: number, y: number, radius: number, color: string): void {
  context.beginPath()
  context.arc(x, y, radius, 0, 2 * Math.PI)
  context.fillStyle = color
  context.fill()
}

/** A circle with a runway. */
function drawAirfield(context: Painter, x: number, y: number, color: string): void {
  context.beginPath()
  context.arc(x, y, 4, 0, 2 * Math.PI)
  context.moveTo(x - 2.5, y + 2.5)
  context.lineTo(x + 2.5, y - 2.5)
  context.strokeStyle = color
  context.lineWidth = 1
  context.stroke()
}

const textOf = (label: BaseLabel, style: LabelStyle) => (style.upper ? label.text.toUpperCase() : label.text)

const fontOf = (style: LabelStyle) => `${style.italic ? 'italic ' : ''}${style.weight} ${style.sizePx}px ${fonts.words}`

function setFont(context: Painter, style: LabelStyle): void {
  context.font = fontOf(style)
  context.letterSpacing = `${style.spacingPx ?? 0}px`
}
