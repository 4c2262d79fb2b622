import type { BaseLabel, LabelKind } from './base-map.ts'
import { boxAround, createRoomGrid } from './label-placement.ts'

export interface LabelStyle {
  sizePx: number
  weight: number
  italic?: boolean
  upper?: boolean
  spacingPx?: number
  /** Radius of a dot at the place, with the text beside it; without a dot the text is centred on the place. */
  dotPx?: number
  color: 'placeText' | 'provinceText' | 'countryText' | 'waterText' | 'text'
}

export const labelStyles: Record<LabelKind, LabelStyle> = {
  country: { sizePx: 12, weight: 500, upper: true, spacingPx: 4, color: 'countryText' },
  province: { sizePx: 10.5, weight: 500, upper: true, spacingPx: 1.6, color: 'provinceText' },
  capital: { sizePx: 14, weight: 600, dotPx: 3.5, color: 'text' },
  city: { sizePx: 13, weight: 500, dotPx: 2.5, color: 'placeText' },
  town: { sizePx: 12, weight: 450, dotPx: 2, color: 'placeText' },
  village: { sizePx: 11, weight: 400, dotPx: 1.5, color: 'provinceText' },
  abroad: { sizePx: 11, weight: 400, dotPx: 1.5, color: 'countryText' },
  airfield: { sizePx: 10, weight: 400, dotPx: 4, color: 'provinceText' },
  river: { sizePx: 11, weight: 400, italic: true, spacingPx: 1, color: 'waterText' },
}

export interface PlacedLabel {
  label: BaseLabel
  /** Left end and vertical middle of the text, in screen pixels of the whole world at this zoom. */
  xPx: number
  yPx: number
  widthPx: number
  /** The place itself. */
  dotXPx: number
  dotYPx: number
}

/** Width of a label's text in pixels. */
export type MeasureLabel = (label: BaseLabel, style: LabelStyle) => number

const gapPx = 4

/**
 * The labels that fit at a zoom, by rank, for the whole map, so that panning never adds or removes one. The label of a place is
 * right of it, else left, above or below.
 */
export function placeBaseLabels(labels: readonly BaseLabel[], zoom: number, measure: MeasureLabel): PlacedLabel[] {
  const room = createRoomGrid()
  const placed: PlacedLabel[] = []
  for (const label of labels) {
    if (zoom < label.minZoom || zoom > label.maxZoom) continue
    const style = labelStyles[label.kind]
    const width = measure(label, style)
    const height = style.sizePx + 4
    const x = label.worldX * 2 ** zoom
    const y = label.worldY * 2 ** zoom
    for (const [left, middle] of positions(x, y, width, height, style.dotPx ?? 0)) {
      const box = {
        leftPx: left - gapPx,
        topPx: middle - height / 2 - 1,
        widthPx: width + 2 * gapPx,
        heightPx: height + 2,
      }
      if (!room.claim(box)) continue
      if (style.dotPx) room.take(boxAround(x, y, style.dotPx + 1))
      placed.push({ label, xPx: left, yPx: middle, widthPx: width, dotXPx: x, dotYPx: y })
      break
    }
  }
  return placed
}

function positions(x: number, y: number, width: number, height: number, dotPx: number): [number, number][] {
  if (dotPx === 0) return [[x - width / 2, y]]
  const aside = dotPx + gapPx
  return [
    [x + aside, y],
    [x - aside - width, y],
    [x - width / 2, y - aside - height / 2],
    [x - width / 2, y + aside + height / 2],
  ]
}
