/** Web Mercator in world pixels: the whole world is 256 wide at zoom 0; at zoom z a world pixel is 2^z screen pixels. */
export const worldSizePx = 256
const equatorM = 40_075_016.686
const maxLatitudeDeg = 85.0511287798

export const worldXOf = (longitudeDeg: number): number => ((longitudeDeg + 180) / 360) * worldSizePx

/**
 * The copy of `toX` nearest to `fromX`, possibly beyond the edge of the world: points on either side of the antimeridian are
 * neighbours. All in the same unit; `worldPx` is the width of the world.
 */
export const unwrapX = (fromX: number, toX: number, worldPx: number): number =>
  toX - worldPx * Math.round((toX - fromX) / worldPx)

export function worldYOf(latitudeDeg: number): number {
  const lat = (Math.max(-maxLatitudeDeg, Math.min(maxLatitudeDeg, latitudeDeg)) * Math.PI) / 180
  return (0.5 - Math.log(Math.tan(Math.PI / 4 + lat / 2)) / (2 * Math.PI)) * worldSizePx
}

export const longitudeOf = (worldX: number): number => (worldX / worldSizePx) * 360 - 180

export const latitudeOf = (worldY: number): number =>
  (Math.atan(Math.sinh((0.5 - worldY / worldSizePx) * 2 * Math.PI)) * 180) / Math.PI

/** Ground metres across one world pixel at a latitude. */
export const metersPerWorldPx = (latitudeDeg: number): number =>
  (Math.cos((latitudeDeg * Math.PI) / 180) * equatorM) / worldSizePx

/** The visible part of the map: its top left corner in screen pixels of the world at this zoom, and its size. */
export interface Viewport {
  zoom: number
  /** 2^zoom: screen pixels per world pixel. */
  scale: number
  leftPx: number
  topPx: number
  widthPx: number
  heightPx: number
}

export const isSameView = (a: Viewport, b: Viewport): boolean =>
  a.zoom === b.zoom &&
  a.leftPx === b.leftPx &&
  a.topPx === b.topPx &&
  a.widthPx === b.widthPx &&
  a.heightPx === b.heightPx

/** The viewport with `marginPx` more on every side. */
export const widened = (view: Viewport, marginPx: number): Viewport => ({
  ...view,
  leftPx: view.leftPx - marginPx,
  topPx: view.topPx - marginPx,
  widthPx: view.widthPx + 2 * marginPx,
  heightPx: view.heightPx + 2 * marginPx,
})
