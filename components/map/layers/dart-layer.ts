import type L from 'leaflet'
import { blit, type PixelBuffer } from '../../../lib/map/blit.ts'
import { createDartSprites, type Sprite, spriteIndex } from '../../../lib/map/dart-sprites.ts'
import { droneMark, type FleetArrays } from '../../../lib/map/fleet-arrays.ts'
import type { Viewport } from '../../../lib/map/mercator.ts'
import type { MapPalette } from '../../../lib/map/palette.ts'
import { createSurface } from '../surface.ts'

interface DartInput {
  view: Viewport
  fleet: FleetArrays
  palette: MapPalette
  /** False leaves the canvas empty. */
  shown: boolean
}

/** With more drones than this in view a dart is as small as can be told from a dot. */
const crowd = 400
const dartPx = { few: 11, crowd: 7.5 }

/** Drones as heading darts. Pixels are written straight into memory: ten thousand cost a few milliseconds. */
export function createDartLayer(map: L.Map) {
  const surface = createSurface(map, { marginPx: 0, cpuOnly: true })
  let sprites: Sprite[] = []
  let spritesFor = ''
  let image: ImageData | null = null
  let buffer: PixelBuffer = { pixels: new Uint32Array(0), widthPx: 0, heightPx: 0 }
  let wasEmpty = true

  const prepare = (palette: MapPalette, lengthPx: number, ratio: number) => {
    const wanted = `${palette.friendly} ${lengthPx} ${ratio}`
    if (wanted !== spritesFor) sprites = createDartSprites(palette, { lengthPx: lengthPx * ratio, ratio })
    spritesFor = wanted
  }
  const clear = (context: CanvasRenderingContext2D) => {
    const { width, height } = surface.canvas
    if (image?.width !== width || image.height !== height) {
      image = context.createImageData(width, height)
      buffer = { pixels: new Uint32Array(image.data.buffer), widthPx: width, heightPx: height }
    } else buffer.pixels.fill(0)
    return image
  }

  return {
    sync({ view, fleet, palette, shown }: DartInput) {
      if (!shown && wasEmpty) return
      const context = surface.begin(view)
      const { ratio } = surface
      const target = clear(context)
      if (shown) {
        prepare(palette, fleet.visibleCount > crowd ? dartPx.crowd : dartPx.few, ratio)
        drawDarts(fleet, sprites, buffer, ratio)
      }
      wasEmpty = !shown
      context.putImageData(target, 0, 0)
    },
    canvas: surface.canvas,
    destroy: surface.destroy,
  }
}

/** Leaders last, so that they lie on top. */
function drawDarts(fleet: FleetArrays, sprites: readonly Sprite[], buffer: PixelBuffer, ratio: number): void {
  const { visible, visibleCount, screenX, screenY, state, mark, heading } = fleet
  for (const leaders of [false, true])
    for (let k = 0; k < visibleCount; k++) {
      const i = visible[k] as number
      if ((mark[i] !== droneMark.none) !== leaders) continue
      const sprite = sprites[spriteIndex(state[i] as number, mark[i] as number, heading[i] as number)] as Sprite
      blit(buffer, sprite, Math.round((screenX[i] as number) * ratio), Math.round((screenY[i] as number) * ratio))
    }
}
