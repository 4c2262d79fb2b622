/** Tracks as lines: broken where the position was doubtful, and continued across the antimeridian. */
import type { TrackPoint } from '../feed/track-history.ts'
import type { TrailPoint } from '../ring/trail-ring.ts'
import { unwrapX, worldSizePx, worldXOf, worldYOf } from './mercator.ts'

/** The points with a reliable position, in world pixels; a point after a doubtful one is marked `isAfterGap`. */
export function trailPoints(points: readonly TrackPoint[]): TrailPoint[] {
  const trusted: TrailPoint[] = []
  let isAfterGap = false
  for (const { atMs, latitudeDeg, longitudeDeg, isDoubtful } of points) {
    if (!isDoubtful) trusted.push({ atMs, x: worldXOf(longitudeDeg), y: worldYOf(latitudeDeg), isAfterGap })
    isAfterGap = isDoubtful
  }
  return trusted
}

/** Lines of x, y, … in world pixels. At the antimeridian one line ends beyond one edge and the next begins beyond the other. */
export function trackLines(points: readonly TrailPoint[]): Float64Array[] {
  const lines: number[][] = []
  let before: TrailPoint | null = null
  for (const point of points) {
    const { x, y } = point
    if (!before || point.isAfterGap) lines.push([x, y])
    else {
      const nearX = unwrapX(before.x, x, worldSizePx)
      lines.at(-1)?.push(nearX, y)
      if (nearX !== x) lines.push([unwrapX(x, before.x, worldSizePx), before.y, x, y])
    }
    before = point
  }
  return lines.map((line) => Float64Array.from(line))
}
