import { latitudeOf, metersPerWorldPx, type Viewport } from './mercator.ts'

/** A round distance and its length in pixels in the middle of the screen, at most `maxPx`. */
export function scaleBar(view: Viewport, maxPx: number): { text: string; widthPx: number } {
  const latitude = latitudeOf((view.topPx + view.heightPx / 2) / view.scale)
  const metersPerPx = metersPerWorldPx(latitude) / view.scale
  const mostM = metersPerPx * maxPx
  const decade = 10 ** Math.floor(Math.log10(mostM))
  const meters = ([5, 2, 1].find((step) => step * decade <= mostM) ?? 1) * decade
  return { text: meters >= 1_000 ? `${meters / 1_000} km` : `${meters} m`, widthPx: meters / metersPerPx }
}
