import type L from 'leaflet'
import type { Palette } from '../../../lib/looks/palette.ts'
import { dartLengthPx } from '../../../lib/looks/sizes.ts'
import { createPixelBoard, type PixelBoard } from '../../../lib/map/blit.ts'
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
  let board: PixelBoard | null = null
  let wasEmpty = true

  /** An empty board of the canvas's size with the sprites for it. */
  const prepare = (context: CanvasRenderingContext2D, palette: Palette, lengthPx: number) => {
    const { canvas, ratio } = surface
    const wanted = `${palette.friendly} ${lengthPx} ${ratio} ${canvas.width} ${canvas.height}`
    if (wanted === atlasFor && image && board) {
      board.pixels.fill(0)
      return { image, board }
    }
    atlasFor = wanted
    const atlas = createDartAtlas(palette, { lengthPx: lengthPx * ratio, ratio })
    image = context.createImageData(canvas.width, canvas.height)
    board = createPixelBoard(new Int32Array(image.data.buffer), canvas.width, canvas.height, atlas)
    return { image, board }
  }

  return {
    sync({ view, fleet, palette, shown }: DartInput) {
      if (!shown && wasEmpty) return
      const context = surface.begin(view)
      const ready = prepare(context, palette, fleet.visibleCount > crowd ? dartLengthPx.crowd : dartLengthPx.few)
      if (shown) drawDarts(fleet, ready.board, surface.ratio)
      wasEmpty = !shown
      context.putImageData(ready.image, 0, 0)
    },
    canvas: surface.canvas,
    destroy: surface.destroy,
  }
}

/** Leaders last, so that they lie on top. */
function drawDarts(fleet: FleetArrays, board: PixelBoard, ratio: number): void {
  const { visible, visibleCount, screenX, screenY, state, mark, heading } = fleet
  for (const leaders of [false, true])
    for (let k = 0; k < visibleCount; k++) {
      const i = visible[k] as number
      if ((mark[i] !== droneMark.none) !== leaders) continue
      const sprite = spriteIndex(state[i] as number, mark[i] as number, heading[i] as number)
      board.put(sprite, Math.round((screenX[i] as number) * ratio), Math.round((screenY[i] as number) * ratio))
    }
}
