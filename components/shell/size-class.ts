import { widestPx } from '../../lib/looks/breakpoints.ts'

/** `phone`: panels are sheets; `narrow`: they fold to rails; `wide`: all open; `wall`: all open and larger, only when asked for. */
export type SizeClass = 'phone' | 'narrow' | 'wide' | 'wall'

export function sizeClassOf(widthPx: number, kiosk: boolean): SizeClass {
  if (kiosk && widthPx > widestPx.phone) return 'wall'
  if (widthPx <= widestPx.phone) return 'phone'
  return widthPx <= widestPx.narrow ? 'narrow' : 'wide'
}

/** How many times larger a wall draws everything, panels and map alike: the same share of the screen whatever its resolution. */
export function wallScaleOf(widthPx: number, heightPx: number): number {
  return Math.max(1, 1.5 * Math.min(widthPx / 1_920, heightPx / 1_080))
}
