import type { SpriteAtlas } from './dart-sprites.ts'

/** Device pixels of a canvas, row by row. */
export interface PixelBuffer {
  /** 0xAABBGGRR, signed: unsigned values would exceed the range that engines store as small integers. */
  readonly pixels: Int32Array
  readonly widthPx: number
  readonly heightPx: number
  /**
   * Copies a sprite with its centre at an integer pixel, clipped to the buffer, without blending: blending would cost five times as
   * much, and the edge of a sprite only separates it from the one below.
   */
  put(sprite: number, x: number, y: number): void
}

/** Wraps `pixels` for drawing sprites of an atlas. */
export function createPixelBuffer(
  pixels: Int32Array,
  widthPx: number,
  heightPx: number,
  { color, dx, dy, start, reachPx }: SpriteAtlas,
): PixelBuffer {
  const offset = Int32Array.from(dx, (x, i) => (dy[i] as number) * widthPx + x)

  const putWhole = (sprite: number, center: number) => {
    const end = start[sprite + 1] as number
    for (let i = start[sprite] as number; i < end; i++) pixels[center + (offset[i] as number)] = color[i] as number
  }
  const putClipped = (sprite: number, x: number, y: number) => {
    const end = start[sprite + 1] as number
    for (let i = start[sprite] as number; i < end; i++) {
      const px = x + (dx[i] as number)
      const py = y + (dy[i] as number)
      if (px >= 0 && py >= 0 && px < widthPx && py < heightPx) pixels[py * widthPx + px] = color[i] as number
    }
  }
  return {
    pixels,
    widthPx,
    heightPx,
    put(sprite, x, y) {
      const inside = x >= reachPx && y >= reachPx && x < widthPx - reachPx && y < heightPx - reachPx
      if (inside) putWhole(sprite, y * widthPx + x)
      else putClipped(sprite, x, y)
    },
  }
}
