import type { GeoPoint } from '../../schema/convoys.ts'

/** Mean radius of the Earth, IUGG. */
export const meanEarthRadiusM = 6_371_008.8
const radians = Math.PI / 180

/** Great-circle distance in metres on a sphere of the mean radius (haversine): within 0.6 % of the ellipsoid's. */
export function distanceM(a: GeoPoint, b: GeoPoint): number {
  const halfLatitude = ((b.latitudeDeg - a.latitudeDeg) * radians) / 2
  const halfLongitude = ((b.longitudeDeg - a.longitudeDeg) * radians) / 2
  const h =
    Math.sin(halfLatitude) ** 2 +
    Math.cos(a.latitudeDeg * radians) * Math.cos(b.latitudeDeg * radians) * Math.sin(halfLongitude) ** 2
  return 2 * meanEarthRadiusM * Math.asin(Math.min(1, Math.sqrt(h)))
}
