/** Where on a canvas the cells of the density map lie. */
import { countryBounds } from '../../lib/map/base-map.ts'
import { latitudeOf, longitudeOf, type Viewport, worldXOf, worldYOf } from '../../lib/map/mercator.ts'
import { numberIn, type Row } from './rows.ts'

interface Bounds {
  westDeg: number
  southDeg: number
  eastDeg: number
  northDeg: number
}

/** So much ground is shown around the cells, of their extent. */
const margin = 0.12
/** Closer than this a cell says nothing of where it is. */
const maxZoom = 11

/** The extent of the cells, or the country where there are none. */
export function boundsOf(rows: readonly Row[], edgeDeg: number): Bounds {
  const corners = rows.flatMap((row) => {
    const [westDeg, southDeg] = [numberIn(row, 'westDeg'), numberIn(row, 'southDeg')]
    return westDeg === null || southDeg === null ? [] : [{ westDeg, southDeg }]
  })
  if (corners.length === 0) return countryBounds
  return corners.reduce<Bounds>(
    (bounds, { westDeg, southDeg }) => ({
      westDeg: Math.min(bounds.westDeg, westDeg),
      southDeg: Math.min(bounds.southDeg, southDeg),
      eastDeg: Math.max(bounds.eastDeg, westDeg + edgeDeg),
      northDeg: Math.max(bounds.northDeg, southDeg + edgeDeg),
    }),
    { westDeg: 180, southDeg: 90, eastDeg: -180, northDeg: -90 },
  )
}

/** The view that has the bounds in its middle, with ground around them. */
export function viewOf({ westDeg, southDeg, eastDeg, northDeg }: Bounds, widthPx: number, heightPx: number): Viewport {
  const [left, right] = [worldXOf(westDeg), worldXOf(eastDeg)]
  const [top, bottom] = [worldYOf(northDeg), worldYOf(southDeg)]
  const room = 1 + 2 * margin
  const fitting = Math.min(widthPx / ((right - left) * room), heightPx / ((bottom - top) * room))
  const scale = Math.min(fitting, 2 ** maxZoom)
  return {
    zoom: Math.log2(scale),
    scale,
    leftPx: ((left + right) / 2) * scale - widthPx / 2,
    topPx: ((top + bottom) / 2) * scale - heightPx / 2,
    widthPx,
    heightPx,
  }
}

/** The cell as a rectangle in pixels of the view. */
export function cellBox(row: Row, edgeDeg: number, { scale, leftPx, topPx }: Viewport) {
  const [westDeg, southDeg] = [numberIn(row, 'westDeg') ?? 0, numberIn(row, 'southDeg') ?? 0]
  const left = worldXOf(westDeg) * scale - leftPx
  const top = worldYOf(southDeg + edgeDeg) * scale - topPx
  return {
    left,
    top,
    width: worldXOf(westDeg + edgeDeg) * scale - leftPx - left,
    height: worldYOf(southDeg) * scale - topPx - top,
  }
}

/** The row whose cell is under a pixel of the view; null: none. */
export function cellAt(rows: readonly Row[], edgeDeg: number, view: Viewport, xPx: number, yPx: number): Row | null {
  const longitudeDeg = longitudeOf((xPx + view.leftPx) / view.scale)
  const latitudeDeg = latitudeOf((yPx + view.topPx) / view.scale)
  return (
    rows.find((row) => {
      const [westDeg, southDeg] = [numberIn(row, 'westDeg') ?? 999, numberIn(row, 'southDeg') ?? 999]
      const isWithin = longitudeDeg >= westDeg && longitudeDeg < westDeg + edgeDeg
      return isWithin && latitudeDeg >= southDeg && latitudeDeg < southDeg + edgeDeg
    }) ?? null
  )
}
