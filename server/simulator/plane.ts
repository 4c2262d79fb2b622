import { metresPerDegree, toRadians } from '../../lib/geo/sphere.ts'
import type { GeoPoint } from '../../schema/convoys.ts'

/** Metres east and north of the plane's origin. */
export interface PlanePoint {
  x: number
  y: number
}

/** An equirectangular projection around one point; the scale error is at most 2 % within 150 km. */
export interface Plane {
  /** Cosine of the latitude at which the plane is true to scale. */
  originCos: number
  toPlane(point: GeoPoint): PlanePoint
  toGeo(point: PlanePoint): GeoPoint
}

export function createPlane(origin: GeoPoint): Plane {
  const originCos = Math.cos(toRadians(origin.latitudeDeg))
  const metresPerLongitude = metresPerDegree * originCos
  return {
    originCos,
    toPlane: (point) => ({
      x: (point.longitudeDeg - origin.longitudeDeg) * metresPerLongitude,
      y: (point.latitudeDeg - origin.latitudeDeg) * metresPerDegree,
    }),
    toGeo: ({ x, y }) => ({
      latitudeDeg: origin.latitudeDeg + y / metresPerDegree,
      longitudeDeg: origin.longitudeDeg + x / metresPerLongitude,
    }),
  }
}

export const distanceBetween = (a: PlanePoint, b: PlanePoint): number => Math.sqrt((a.x - b.x) ** 2 + (a.y - b.y) ** 2)
