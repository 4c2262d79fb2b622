/** Distances and directions on a sphere of the earth's mean radius: within 0.5 % of the ellipsoid. */
import type { GeoPoint } from '../../schema/convoys.ts'

export const earthRadiusM = 6_371_008.8
/** Length of one degree of latitude. */
export const metresPerDegree = (earthRadiusM * Math.PI) / 180

export const toRadians = (deg: number): number => (deg * Math.PI) / 180
export const toDegrees = (rad: number): number => (rad * 180) / Math.PI

/** Great-circle distance. */
export function distanceM(a: GeoPoint, b: GeoPoint): number {
  const halfLat = Math.sin(toRadians(b.latitudeDeg - a.latitudeDeg) / 2)
  const halfLon = Math.sin(toRadians(b.longitudeDeg - a.longitudeDeg) / 2)
  const chord =
    halfLat * halfLat + Math.cos(toRadians(a.latitudeDeg)) * Math.cos(toRadians(b.latitudeDeg)) * halfLon * halfLon
  return 2 * earthRadiusM * Math.asin(Math.min(1, Math.sqrt(chord)))
}

/** Direction from `a` towards `b`, clockwise from true north, in [0, 360). */
export function bearingDeg(a: GeoPoint, b: GeoPoint): number {
  const fromLat = toRadians(a.latitudeDeg)
  const toLat = toRadians(b.latitudeDeg)
  const deltaLon = toRadians(b.longitudeDeg - a.longitudeDeg)
  const east = Math.sin(deltaLon) * Math.cos(toLat)
  const north = Math.cos(fromLat) * Math.sin(toLat) - Math.sin(fromLat) * Math.cos(toLat) * Math.cos(deltaLon)
  return (toDegrees(Math.atan2(east, north)) + 360) % 360
}

/** The point `metres` away from `from` in direction `headingDeg`. */
export function destination(from: GeoPoint, headingDeg: number, metres: number): GeoPoint {
  const angle = metres / earthRadiusM
  const heading = toRadians(headingDeg)
  const fromLat = toRadians(from.latitudeDeg)
  const lat = Math.asin(Math.sin(fromLat) * Math.cos(angle) + Math.cos(fromLat) * Math.sin(angle) * Math.cos(heading))
  const east = Math.sin(heading) * Math.sin(angle) * Math.cos(fromLat)
  const north = Math.cos(angle) - Math.sin(fromLat) * Math.sin(lat)
  const longitudeDeg = from.longitudeDeg + toDegrees(Math.atan2(east, north))
  return { latitudeDeg: toDegrees(lat), longitudeDeg: ((longitudeDeg + 540) % 360) - 180 }
}
