export const black = '#000000'
export const white = '#ffffff'

/** The colour as canvas memory holds it, for a little-endian machine: 0xAABBGGRR. `#rrggbb` or `#rrggbbaa`. */
export function toAbgr(color: string): number {
  const value = Number.parseInt(color.slice(1).padEnd(8, 'f'), 16)
  const [red, green, blue, alpha] = [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255]
  return ((alpha << 24) | (blue << 16) | (green << 8) | red) >>> 0
}

/** The colour with this opacity, 0 … 1, in place of its own. */
export const withAlpha = (color: string, alpha: number): string =>
  color.slice(0, 7) +
  Math.round(alpha * 255)
    .toString(16)
    .padStart(2, '0')
