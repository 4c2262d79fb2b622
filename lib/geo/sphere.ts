/** Distances on a sphere of the earth's mean radius: within 0.5 % of the ellipsoid. */
import type { GeoPoint } from '../../schema/convoys.ts'

const earthRadiusM = 6_371_008.8
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
