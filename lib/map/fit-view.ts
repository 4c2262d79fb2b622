/** The map view that shows given points in the area not covered by panels. */
import type { GeoPoint } from '../../schema/convoys.ts'
import { latitudeOf, longitudeOf, worldXOf, worldYOf } from './mercator.ts'

/** The map area of a window and the panels that cover its edges, in pixels. */
export interface Frame {
  widthPx: number
  heightPx: number
  insets: { topPx: number; rightPx: number; bottomPx: number; leftPx: number }
}

export interface FitOptions {
  minZoom: number
  maxZoom: number
  /** The zoom is a multiple of this, rounded down so that everything fits. */
  zoomStep: number
}

/** Room for the labels of the outermost marks: a share of the free space, up to a maximum. */
const padding = { share: 0.1, mostPx: 110 }

/** The closest view that shows all points between the insets of a frame, centred; null without points. */
export function fitView(
  points: readonly GeoPoint[],
  frame: Frame,
  options: FitOptions,
): { center: GeoPoint; zoom: number } | null {
  if (points.length === 0) return null
  const { widthPx, heightPx, insets } = frame
  const x = extentOf(points.map(({ longitudeDeg }) => worldXOf(longitudeDeg)))
  const y = extentOf(points.map(({ latitudeDeg }) => worldYOf(latitudeDeg)))
  const freeX = Math.max(1, widthPx - insets.leftPx - insets.rightPx)
  const freeY = Math.max(1, heightPx - insets.topPx - insets.bottomPx)
  const scale = Math.min(padded(freeX) / x.size, padded(freeY) / y.size)
  const { minZoom, maxZoom, zoomStep } = options
  const snapped = Math.floor(Math.log2(scale) / zoomStep) * zoomStep
  const zoom = Math.max(minZoom, Math.min(maxZoom, snapped))
  const px = 2 ** zoom
  // The middle of the free space is offset from that of the window by half the difference of the insets.
  const centerX = x.middle + (insets.rightPx - insets.leftPx) / 2 / px
  const centerY = y.middle + (insets.bottomPx - insets.topPx) / 2 / px
  return { center: { latitudeDeg: latitudeOf(centerY), longitudeDeg: longitudeOf(centerX) }, zoom }
}

/** The corners of a box, as points to fit. */
export const cornersOf = (box: {
  westDeg: number
  southDeg: number
  eastDeg: number
  northDeg: number
}): GeoPoint[] => [
  { latitudeDeg: box.southDeg, longitudeDeg: box.westDeg },
  { latitudeDeg: box.northDeg, longitudeDeg: box.eastDeg },
]

const padded = (freePx: number) => Math.max(1, freePx - 2 * Math.min(padding.mostPx, padding.share * freePx))

function extentOf(values: readonly number[]): { size: number; middle: number } {
  let [least, most] = [Infinity, -Infinity]
  for (const value of values) {
    least = Math.min(least, value)
    most = Math.max(most, value)
  }
  return { size: most - least, middle: (least + most) / 2 }
}

/** True for a point that is between the insets of a frame at a view. */
export function isShown(point: GeoPoint, view: { center: GeoPoint; zoom: number }, frame: Frame): boolean {
  const scale = 2 ** view.zoom
  const { insets, widthPx, heightPx } = frame
  const x = widthPx / 2 + (worldXOf(point.longitudeDeg) - worldXOf(view.center.longitudeDeg)) * scale
  const y = heightPx / 2 + (worldYOf(point.latitudeDeg) - worldYOf(view.center.latitudeDeg)) * scale
  return x > insets.leftPx && x < widthPx - insets.rightPx && y > insets.topPx && y < heightPx - insets.bottomPx
}
