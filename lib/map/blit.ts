import type { Sprite } from './dart-sprites.ts'

/** Device pixels of a canvas, row by row, 0xAABBGGRR. */
export interface PixelBuffer {
  pixels: Uint32Array
  widthPx: number
  heightPx: number
}

/** Puts a sprite with its centre at a whole pixel; what lies outside of the buffer is left out. Of two pixels the more opaque stays, the later of equals. */
export function blit({ pixels, widthPx, heightPx }: PixelBuffer, sprite: Sprite, x: number, y: number): void {
  const { dx, dy, color, radiusPx } = sprite
  const inside = x >= radiusPx && y >= radiusPx && x < widthPx - radiusPx && y < heightPx - radiusPx
  for (let i = 0; i < color.length; i++) {
    const px = x + (dx[i] as number)
    const py = y + (dy[i] as number)
    if (!inside && (px < 0 || py < 0 || px >= widthPx || py >= heightPx)) continue
    const at = py * widthPx + px
    if ((color[i] as number) >>> 24 >= (pixels[at] as number) >>> 24) pixels[at] = color[i] as number
  }
}
