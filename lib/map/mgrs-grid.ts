/** Lines and labels of the MGRS grid in a part of the map. */
import { mgrsReference } from '../geo/mgrs.ts'
import { fromUtm, toUtm, type UtmPoint, utmZoneOf, utmZoneWestDeg } from '../geo/utm.ts'
import { latitudeOf, longitudeOf, type Viewport, worldXOf, worldYOf } from './mercator.ts'

export interface MgrsGrid {
  /** In world pixels: x, y, x, y, … */
  lines: Float64Array[]
  /** At the middle of each square. */
  names: { text: string; worldX: number; worldY: number }[]
}

const bandDeg = 8
const samplesPerLine = 12
/** Limit of lines in each direction. */
const maxLines = 400

/** Side of the squares at a zoom in metres; null: grid zones of 6 by 8 degrees. */
export const mgrsStepM = (zoom: number): number | null =>
  zoom < 7 ? null : zoom < 11 ? 100_000 : zoom < 14 ? 10_000 : 1_000

interface Bounds {
  westDeg: number
  eastDeg: number
  southDeg: number
  northDeg: number
}

export function createMgrsGrid(area: Viewport): MgrsGrid {
  const bounds: Bounds = {
    westDeg: Math.max(-180, longitudeOf(area.leftPx / area.scale)),
    eastDeg: Math.min(179.999, longitudeOf((area.leftPx + area.widthPx) / area.scale)),
    southDeg: Math.max(-80, latitudeOf((area.topPx + area.heightPx) / area.scale)),
    northDeg: Math.min(84, latitudeOf(area.topPx / area.scale)),
  }
  const grid: MgrsGrid = { lines: [], names: [] }
  const stepM = mgrsStepM(area.zoom)
  for (let zone = utmZoneOf(bounds.westDeg); zone <= utmZoneOf(bounds.eastDeg); zone++) {
    const westDeg = utmZoneWestDeg(zone)
    grid.lines.push(lineOf([westDeg, bounds.southDeg], [westDeg, bounds.northDeg]))
    const inZone = {
      ...bounds,
      westDeg: Math.max(westDeg, bounds.westDeg),
      eastDeg: Math.min(westDeg + 6, bounds.eastDeg),
    }
    if (stepM === null) addBands(grid, inZone)
    else addSquares(grid, inZone, zone, stepM)
  }
  return grid
}

function addBands(grid: MgrsGrid, { westDeg, eastDeg, southDeg, northDeg }: Bounds): void {
  for (let latitude = Math.floor(southDeg / bandDeg) * bandDeg; latitude <= northDeg; latitude += bandDeg) {
    if (latitude >= -80 && latitude <= 72) grid.lines.push(lineOf([westDeg, latitude], [eastDeg, latitude]))
    const [longitude, middle] = [(westDeg + eastDeg) / 2, latitude + bandDeg / 2]
    const reference = mgrsReference(middle, longitude, 0)
    if (reference && eastDeg - westDeg > 2)
      grid.names.push({ text: reference.slice(0, 3), worldX: worldXOf(longitude), worldY: worldYOf(middle) })
  }
}

function addSquares(grid: MgrsGrid, bounds: Bounds, zone: number, stepM: number): void {
  const north = bounds.northDeg > 0
  const { east, west, south, top } = utmExtent(bounds, zone)
  const at = (eastingM: number, northingM: number) => fromUtm({ zone, north, eastingM, northingM } satisfies UtmPoint)
  const range = (from: number, to: number) => {
    const count = Math.max(0, Math.min(maxLines, Math.floor(to / stepM) - Math.ceil(from / stepM) + 1))
    return Array.from({ length: count }, (_, i) => (Math.ceil(from / stepM) + i) * stepM)
  }
  const sampled = (point: (part: number) => { latitudeDeg: number; longitudeDeg: number }) =>
    Array.from({ length: samplesPerLine + 1 }, (_, i) => point(i / samplesPerLine))

  const eastings = range(west - stepM, east)
  const northings = range(south - stepM, top)
  for (const easting of eastings)
    addInside(
      grid,
      bounds,
      sampled((part) => at(easting, south + (top - south) * part)),
    )
  for (const northing of northings)
    addInside(
      grid,
      bounds,
      sampled((part) => at(west + (east - west) * part, northing)),
    )
  for (const easting of eastings)
    for (const northing of northings) {
      const { latitudeDeg, longitudeDeg } = at(easting + stepM / 2, northing + stepM / 2)
      if (longitudeDeg <= bounds.westDeg || longitudeDeg >= bounds.eastDeg) continue
      const text = mgrsReference(latitudeDeg, longitudeDeg, Math.round(5 - Math.log10(stepM)))?.slice(4)
      if (text) grid.names.push({ text, worldX: worldXOf(longitudeDeg), worldY: worldYOf(latitudeDeg) })
    }
}

function utmExtent(bounds: Bounds, zone: number) {
  const { westDeg, eastDeg, southDeg, northDeg } = bounds
  const middle = (westDeg + eastDeg) / 2
  const corners = [westDeg, middle, eastDeg].flatMap((longitude) =>
    [southDeg, northDeg].map((latitude) => toUtm(latitude, longitude, zone)),
  )
  const eastings = corners.map((corner) => corner.eastingM)
  const northings = corners.map((corner) => corner.northingM)
  return {
    west: Math.min(...eastings),
    east: Math.max(...eastings),
    south: Math.min(...northings),
    top: Math.max(...northings),
  }
}

/** Adds a line clipped to the zone: squares end at its edge. */
function addInside(
  grid: MgrsGrid,
  { westDeg, eastDeg }: Bounds,
  points: readonly { latitudeDeg: number; longitudeDeg: number }[],
): void {
  const line: number[] = []
  const push = (longitude: number, latitude: number) => line.push(worldXOf(longitude), worldYOf(latitude))
  const flush = () => {
    if (line.length >= 4) grid.lines.push(Float64Array.from(line))
    line.length = 0
  }
  points.forEach((point, i) => {
    const before = points[i - 1]
    const inside = point.longitudeDeg >= westDeg && point.longitudeDeg <= eastDeg
    const wasInside = line.length > 0
    if (before && inside !== wasInside) {
      const inner = inside ? point : before
      const outer = inside ? before : point
      const edge = outer.longitudeDeg < westDeg ? westDeg : eastDeg
      const part = (edge - inner.longitudeDeg) / (outer.longitudeDeg - inner.longitudeDeg)
      push(edge, inner.latitudeDeg + (outer.latitudeDeg - inner.latitudeDeg) * part)
    }
    if (inside) push(point.longitudeDeg, point.latitudeDeg)
    else flush()
  })
  flush()
}

const lineOf = ([lon0, lat0]: [number, number], [lon1, lat1]: [number, number]): Float64Array =>
  Float64Array.of(worldXOf(lon0), worldYOf(lat0), worldXOf(lon1), worldYOf(lat1))
