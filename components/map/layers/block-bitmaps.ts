import { mapFonts } from '../../../lib/looks/fonts.ts'
import type { Palette } from '../../../lib/looks/palette.ts'
import { type DroneBlock, lostWarning } from '../../../lib/map/drone-block.ts'

export interface BlockBitmap {
  image: HTMLCanvasElement
  widthPx: number
  heightPx: number
}

const lineHeightPx = 15
const padXPx = 6
const padYPx = 3
/** Beyond this the oldest pictures are thrown away. */
const maxBitmaps = 1_000

/** Blocks of text as pictures, each drawn once: text costs thirty times what a picture does. */
export function createBlockBitmaps() {
  const bitmaps = new Map<string, BlockBitmap>()

  const draw = (block: DroneBlock, titleColor: string, palette: Palette, ratio: number): BlockBitmap => {
    const image = document.createElement('canvas')
    const context = image.getContext('2d') as CanvasRenderingContext2D
    const second = block.warning ?? block.numbers
    context.font = mapFonts.droneName
    const titleWidth = context.measureText(block.title).width
    context.font = mapFonts.droneNumbers
    const widthPx = Math.ceil(Math.max(titleWidth, context.measureText(second).width)) + 2 * padXPx
    const heightPx = (second ? 2 : 1) * lineHeightPx + 2 * padYPx
    image.width = Math.ceil(widthPx * ratio)
    image.height = Math.ceil(heightPx * ratio)
    context.scale(ratio, ratio)
    context.fillStyle = palette.plate
    context.beginPath()
    context.roundRect(0, 0, widthPx, heightPx, 3)
    context.fill()
    context.textBaseline = 'middle'
    context.font = mapFonts.droneName
    context.fillStyle = titleColor
    context.fillText(block.title, padXPx, padYPx + lineHeightPx / 2)
    context.font = mapFonts.droneNumbers
    context.fillStyle =
      block.warning === null ? palette.text2 : block.warning.startsWith(lostWarning) ? palette.bad : palette.watch
    context.fillText(second, padXPx, padYPx + lineHeightPx * 1.5)
    return { image, widthPx, heightPx }
  }

  return {
    of(block: DroneBlock, titleColor: string, palette: Palette, ratio: number): BlockBitmap {
      const key = `${block.title}\n${block.numbers}\n${block.warning}\n${titleColor}${palette.plate}${ratio}`
      const known = bitmaps.get(key)
      if (known) return known
      const made = draw(block, titleColor, palette, ratio)
      bitmaps.set(key, made)
      if (bitmaps.size > maxBitmaps) bitmaps.delete(bitmaps.keys().next().value as string)
      return made
    },
    clear: () => bitmaps.clear(),
  }
}
export type BlockBitmaps = ReturnType<typeof createBlockBitmaps>
