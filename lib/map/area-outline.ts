import type { GeoPoint } from '../../schema/convoys.ts'
import { unwrapX, worldSizePx, worldXOf, worldYOf } from './mercator.ts'

/**
 * The closed outline of an area as lines of x, y in world pixels. An area across the antimeridian has two copies, one at each
 * edge of the world.
 */
export function areaOutlines(corners: readonly GeoPoint[]): Float64Array[] {
  let x = worldXOf(corners[0]?.longitudeDeg ?? 0)
  const line = corners.flatMap(({ latitudeDeg, longitudeDeg }) => {
    x = unwrapX(x, worldXOf(longitudeDeg), worldSizePx)
    return [x, worldYOf(latitudeDeg)]
  })
  const outline = Float64Array.from([...line, ...line.slice(0, 2)])
  const xs = line.filter((_, at) => at % 2 === 0)
  const shifts = [0]
  if (Math.min(...xs) < 0) shifts.push(worldSizePx)
  if (Math.max(...xs) > worldSizePx) shifts.push(-worldSizePx)
  return shifts.map((shift) => outline.map((value, at) => (at % 2 === 0 ? value + shift : value)))
}
