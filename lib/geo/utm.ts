/** Universal Transverse Mercator on WGS 84, by Krüger's series to the third order: within a millimetre inside a zone. */
import { toDegrees, toRadians } from './sphere.ts'

export interface UtmPoint {
  /** 1 … 60 */
  zone: number
  north: boolean
  eastingM: number
  northingM: number
}

const flattening = 1 / 298.257223563
const n = flattening / (2 - flattening)
const scale = 0.9996
const meridianM = (6_378_137 / (1 + n)) * (1 + n ** 2 / 4 + n ** 4 / 64)
const alpha = [n / 2 - (2 / 3) * n ** 2 + (5 / 16) * n ** 3, (13 / 48) * n ** 2 - (3 / 5) * n ** 3, (61 / 240) * n ** 3]
const beta = [n / 2 - (2 / 3) * n ** 2 + (37 / 96) * n ** 3, n ** 2 / 48 + n ** 3 / 15, (17 / 480) * n ** 3]
const delta = [2 * n - (2 / 3) * n ** 2 - 2 * n ** 3, (7 / 3) * n ** 2 - (8 / 5) * n ** 3, (56 / 15) * n ** 3]
const falseEastingM = 500_000
const falseNorthingM = 10_000_000

/** The zone of a longitude, without the exceptions of Norway and Svalbard. */
export const utmZoneOf = (longitudeDeg: number): number => Math.min(60, Math.floor((longitudeDeg + 180) / 6) + 1)
export const utmZoneWestDeg = (zone: number): number => (zone - 1) * 6 - 180

/** `zone` given: the point in that zone's grid, even where it lies beyond. */
export function toUtm(latitudeDeg: number, longitudeDeg: number, zone = utmZoneOf(longitudeDeg)): UtmPoint {
  const lat = toRadians(latitudeDeg)
  const lon = toRadians(longitudeDeg - utmZoneWestDeg(zone) - 3)
  const c = (2 * Math.sqrt(n)) / (1 + n)
  const t = Math.sinh(Math.atanh(Math.sin(lat)) - c * Math.atanh(c * Math.sin(lat)))
  const xi = Math.atan2(t, Math.cos(lon))
  const eta = Math.atanh(Math.sin(lon) / Math.sqrt(1 + t * t))
  let [x, y] = [eta, xi]
  alpha.forEach((a, i) => {
    const k = 2 * (i + 1)
    x += a * Math.cos(k * xi) * Math.sinh(k * eta)
    y += a * Math.sin(k * xi) * Math.cosh(k * eta)
  })
  const north = latitudeDeg >= 0
  return {
    zone,
    north,
    eastingM: falseEastingM + scale * meridianM * x,
    northingM: scale * meridianM * y + (north ? 0 : falseNorthingM),
  }
}

export function fromUtm({ zone, north, eastingM, northingM }: UtmPoint): { latitudeDeg: number; longitudeDeg: number } {
  const xi = (northingM - (north ? 0 : falseNorthingM)) / (scale * meridianM)
  const eta = (eastingM - falseEastingM) / (scale * meridianM)
  let [x, y] = [eta, xi]
  beta.forEach((b, i) => {
    const k = 2 * (i + 1)
    x -= b * Math.cos(k * xi) * Math.sinh(k * eta)
    y -= b * Math.sin(k * xi) * Math.cosh(k * eta)
  })
  const chi = Math.asin(Math.sin(y) / Math.cosh(x))
  const lat = delta.reduce((sum, d, i) => sum + d * Math.sin(2 * (i + 1) * chi), chi)
  const lon = Math.atan2(Math.sinh(x), Math.cos(y))
  return { latitudeDeg: toDegrees(lat), longitudeDeg: utmZoneWestDeg(zone) + 3 + toDegrees(lon) }
}
