import type L from 'leaflet'
import type { Palette } from '../../../lib/looks/palette.ts'
import { dartLengthPx } from '../../../lib/looks/sizes.ts'
import { createPixelBuffer, type PixelBuffer } from '../../../lib/map/blit.ts'
import { createDartAtlas, spriteIndex } from '../../../lib/map/dart-sprites.ts'
import { droneMark, type FleetArrays } from '../../../lib/map/fleet-arrays.ts'
import type { Viewport } from '../../../lib/map/mercator.ts'
import { createSurface } from '../surface.ts'

interface DartInput {
  view: Viewport
  fleet: FleetArrays
  palette: Palette
  /** False leaves the canvas empty. */
  shown: boolean
}

/** With more drones than this in view a dart is as small as can be told from a dot. */
const crowd = 400

/** Drones as heading darts. Pixels are written straight into memory: ten thousand cost a few milliseconds. */
export function createDartLayer(map: L.Map) {
  const surface = createSurface(map, { cpuOnly: true })
  let atlasFor = ''
  let image: ImageData | null = null
  let buffer: PixelBuffer | null = null
  let wasEmpty = true
  /** Sprite and place of every dart on the canvas. */
  let drawn = new Int32Array(0)
  let drawnFor = ''

  /** An empty buffer of the canvas's size with the sprites for it. */
  const prepare = (context: CanvasRenderingContext2D, palette: Palette, lengthPx: number) => {
    const { canvas, ratio } = surface
    const wanted = `${palette.friendly} ${lengthPx} ${ratio} ${canvas.width} ${canvas.height}`
    if (wanted === atlasFor && image && buffer) {
      buffer.pixels.fill(0)
      return { image, buffer }
    }
    atlasFor = wanted
    const atlas = createDartAtlas(palette, { lengthPx: lengthPx * ratio, ratio })
    image = context.createImageData(canvas.width, canvas.height)
    buffer = createPixelBuffer(new Int32Array(image.data.buffer), canvas.width, canvas.height, atlas)
    return { image, buffer }
  }

  return {
    sync({ view, fleet, palette, shown }: DartInput) {
      if (!shown && wasEmpty) return
      surface.canvas.hidden = !shown
      const lengthPx = fleet.visibleCount > crowd ? dartLengthPx.crowd : dartLengthPx.few
      const darts = shown ? placeDarts(fleet) : noDarts
      const wanted = `${palette.friendly} ${lengthPx}`
      if (wanted === drawnFor && surface.isAt(view) && isSame(darts, drawn)) return
      drawn = darts
      drawnFor = wanted
      const context = surface.begin(view)
      const ready = prepare(context, palette, lengthPx)
      drawDarts(darts, ready.buffer, surface.ratio)
      wasEmpty = !shown
      context.putImageData(ready.image, 0, 0)
    },
    canvas: surface.canvas,
    destroy: surface.destroy,
  }
}

const noDarts = new Int32Array(0)
/** A place in these parts of a pixel: what is drawn on a screen of twice the pixels stays as sharp. */
const stepsPerPx = 8

/** Sprite, x and y of each; leaders last, so that they lie on top. */
function placeDarts({ visible, visibleCount, screenX, screenY, state, mark, heading }: FleetArrays) {
  const darts = new Int32Array(3 * visibleCount)
  let [first, last] = [0, darts.length]
  for (let k = 0; k < visibleCount; k++) {
    const i = visible[k] as number
    const leads = mark[i] !== droneMark.none
    if (leads) last -= 3
    const at = leads ? last : first
    if (!leads) first += 3
    darts[at] = spriteIndex(state[i] as number, mark[i] as number, heading[i] as number)
    darts[at + 1] = Math.round((screenX[i] as number) * stepsPerPx)
    darts[at + 2] = Math.round((screenY[i] as number) * stepsPerPx)
  }
  return darts
}

function isSame(a: Int32Array, b: Int32Array): boolean {
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false
  return true
}

function drawDarts(darts: Int32Array, buffer: PixelBuffer, ratio: number): void {
  const scale = ratio / stepsPerPx
  for (let at = 0; at < darts.length; at += 3)
    buffer.put(
      darts[at] as number,
      Math.round((darts[at + 1] as number) * scale),
      Math.round((darts[at + 2] as number) * scale),
    )
}
