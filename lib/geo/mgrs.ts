/** References of the Military Grid Reference System. Ours, for the `mgrs` package has no export that Node and a bundler both find. */
import { toUtm, utmZoneOf } from './utm.ts'

const bands = 'CDEFGHJKLMNPQRSTUVWX'
const columnSets = ['ABCDEFGH', 'JKLMNPQR', 'STUVWXYZ']
const rows = 'ABCDEFGHJKLMNPQRSTUV'
const squareM = 100_000

/**
 * `42S WD 12345 67890`: the square that holds the point, with `digits` (0 to 5; 5 is a metre) of easting and northing.
 * Null beyond 80° south and 84° north, where there is no such grid.
 */
export function mgrsReference(latitudeDeg: number, longitudeDeg: number, digits = 5): string | null {
  if (!(latitudeDeg >= -80 && latitudeDeg <= 84 && Math.abs(longitudeDeg) <= 180)) return null
  const { zone, eastingM, northingM } = toUtm(latitudeDeg, longitudeDeg, mgrsZoneOf(latitudeDeg, longitudeDeg))
  const band = bands[Math.min(bands.length - 1, Math.floor((latitudeDeg + 80) / 8))]
  const column = columnSets[(zone - 1) % 3]?.[Math.floor(eastingM / squareM) - 1]
  const row = rows[(Math.floor(northingM / squareM) + (zone % 2 === 0 ? 5 : 0)) % rows.length]
  const within = (meters: number) => {
    const text = String(Math.floor(meters % squareM)).padStart(5, '0')
    return text.slice(0, digits)
  }
  const zoneName = `${String(zone).padStart(2, '0')}${band}`
  return [zoneName, `${column}${row}`, within(eastingM), within(northingM)].filter(Boolean).join(' ')
}

/** The zone by which a place is referred to: that of its longitude, but wider ones in Norway and Svalbard. */
function mgrsZoneOf(latitudeDeg: number, longitudeDeg: number): number {
  if (latitudeDeg >= 56 && latitudeDeg < 64 && longitudeDeg >= 3 && longitudeDeg < 12) return 32
  if (latitudeDeg >= 72 && longitudeDeg >= 0 && longitudeDeg < 42)
    return longitudeDeg < 9 ? 31 : longitudeDeg < 21 ? 33 : longitudeDeg < 33 ? 35 : 37
  return utmZoneOf(longitudeDeg)
}
