import type { Palette } from '../../../lib/looks/palette.ts'
import { droneState } from '../../../lib/map/fleet-arrays.ts'
import { type SymbolDrawing, type SymbolPaint, symbolCenter } from '../../../lib/map/platform-symbol.ts'
import { platformSymbols } from '../../../lib/map/platform-symbols.generated.ts'
import type { PlatformType } from '../../../schema/convoys.ts'

export interface SymbolBitmap {
  image: HTMLCanvasElement
  anchorXPx: number
  anchorYPx: number
  widthPx: number
  heightPx: number
}

type Paints = Record<SymbolPaint, string>

export const symbolSizePx = 22

/** MIL-STD-2525 symbols as bitmaps, each made once. */
export function createSymbolBitmaps() {
  const bitmaps = new Map<string, SymbolBitmap>()
  return {
    /** Hollow and dashed unless the drone is live, grey without contact. */
    of(platform: PlatformType, state: number, palette: Palette, ratio: number): SymbolBitmap {
      const assumed = state !== droneState.live
      const side = state === droneState.unknown ? palette.text2 : palette.friendly
      const key = `${platform} ${assumed} ${side} ${ratio}`
      const { known, assumed: hollow } = platformSymbols[platform]
      const paints = { side, halo: palette.halo, ink: palette.symbolInk }
      const bitmap = bitmaps.get(key) ?? makeBitmap(assumed ? hollow : known, paints, ratio)
      bitmaps.set(key, bitmap)
      return bitmap
    },
  }
}
export type SymbolBitmaps = ReturnType<typeof createSymbolBitmaps>

function makeBitmap(drawing: SymbolDrawing, paints: Paints, ratio: number): SymbolBitmap {
  const pxPerUnit = symbolSizePx / 100
  const widthPx = drawing.width * pxPerUnit
  const heightPx = drawing.height * pxPerUnit
  const image = document.createElement('canvas')
  image.width = widthPx * ratio
  image.height = heightPx * ratio
  const context = image.getContext('2d')
  if (context) {
    context.scale(ratio * pxPerUnit, ratio * pxPerUnit)
    context.translate(-drawing.left, -drawing.top)
    drawParts(context, drawing, paints)
  }
  return {
    image,
    anchorXPx: (symbolCenter - drawing.left) * pxPerUnit,
    anchorYPx: (symbolCenter - drawing.top) * pxPerUnit,
    widthPx,
    heightPx,
  }
}

function drawParts(context: CanvasRenderingContext2D, { parts }: SymbolDrawing, paints: Paints): void {
  for (const part of parts) {
    const { fill, stroke, strokeWidth, dash, round } = part
    context.lineWidth = strokeWidth
    context.setLineDash(dash)
    context.lineCap = round ? 'round' : 'butt'
    context.lineJoin = round ? 'round' : 'miter'
    if (fill) context.fillStyle = paints[fill]
    if (stroke) context.strokeStyle = paints[stroke]
    if ('path' in part) {
      const path = new Path2D(part.path)
      if (fill) context.fill(path)
      if (stroke) context.stroke(path)
    } else {
      context.font = `bold ${part.fontSize}px ${part.font}`
      context.textAlign = 'center'
      context.textBaseline = 'middle'
      if (fill) context.fillText(part.word, part.x, part.y)
      if (stroke) context.strokeText(part.word, part.x, part.y)
    }
  }
}
