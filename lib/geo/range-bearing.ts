/** Range and bearing on the WGS 84 ellipsoid, by Karney's geodesics as GeographicLib has them: within nanometres anywhere. */
import geographic from 'geographiclib-geodesic'
import type { GeoPoint } from '../../schema/convoys.ts'

const { WGS84, LONG_UNROLL, LATITUDE, LONGITUDE } = geographic.Geodesic

export interface RangeBearing {
  rangeM: number
  /** Direction at the start towards the end, clockwise from true north, in [0, 360); NaN for one and the same point. */
  bearingDeg: number
  /** Direction at the end towards the start, likewise. */
  backBearingDeg: number
}

const turned = (deg: number): number => (((deg % 360) + 360) % 360) + 0

export function rangeAndBearing(from: GeoPoint, to: GeoPoint): RangeBearing {
  const { s12, azi1, azi2 } = WGS84.Inverse(from.latitudeDeg, from.longitudeDeg, to.latitudeDeg, to.longitudeDeg)
  const rangeM = s12 ?? Number.NaN
  if (rangeM === 0) return { rangeM, bearingDeg: Number.NaN, backBearingDeg: Number.NaN }
  return { rangeM, bearingDeg: turned(azi1 ?? Number.NaN), backBearingDeg: turned((azi2 ?? Number.NaN) + 180) }
}

/** `parts + 1` points along the shortest line. Longitudes go on over 180° without a jump from that of `from`. */
export function geodesicPoints(from: GeoPoint, to: GeoPoint, parts: number): GeoPoint[] {
  const line = WGS84.InverseLine(from.latitudeDeg, from.longitudeDeg, to.latitudeDeg, to.longitudeDeg)
  return Array.from({ length: parts + 1 }, (_, i) => {
    const { lat2, lon2 } = line.Position((line.s13 * i) / parts, LATITUDE | LONGITUDE | LONG_UNROLL)
    return { latitudeDeg: lat2 ?? Number.NaN, longitudeDeg: lon2 ?? Number.NaN }
  })
}
