import type { Line } from '../../../lib/map/base-map.ts'
import type { Viewport } from '../../../lib/map/mercator.ts'

/** What is drawn now and then is drawn off the screen. */
export type Painter = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D

/** Adds a line given in world pixels to the path of the context. */
export function traceLine(context: Painter, line: Line, { scale, leftPx, topPx }: Viewport): void {
  for (let i = 0; i < line.length; i += 2) {
    const x = (line[i] as number) * scale - leftPx
    const y = (line[i + 1] as number) * scale - topPx
    if (i === 0) context.moveTo(x, y)
    else context.lineTo(x, y)
  }
}

type HaloPart = 'lineJoin' | 'lineWidth' | 'strokeStyle' | 'strokeText' | 'fillStyle' | 'fillText'

/** Text with a dark edge, so that it reads on any ground. */
export function haloText(
  context: Pick<Painter, HaloPart>,
  text: string,
  x: number,
  y: number,
  color: string,
  halo: string,
): void {
  context.lineJoin = 'round'
  context.lineWidth = 3
  context.strokeStyle = halo
  context.strokeText(text, x, y)
  context.fillStyle = color
  context.fillText(text, x, y)
}
