import { distanceBetween, type PlanePoint } from './plane.ts'

/** The polyline that a convoy follows, parametrized by distance. */
export interface Track {
  lengthM: number
  /** The point at `metres`, with corners smoothed, and the direction of the track there (about a unit vector). */
  at(metres: number): { point: PlanePoint; along: PlanePoint }
}

const bendM = 10_000

export function createTrack(points: readonly PlanePoint[]): Track {
  const ends: number[] = [0]
  for (let i = 1; i < points.length; i++) {
    ends.push((ends[i - 1] as number) + distanceBetween(points[i - 1] as PlanePoint, points[i] as PlanePoint))
  }
  const lengthM = ends.at(-1) as number
  const walk = (metres: number): PlanePoint => {
    const m = Math.min(Math.max(metres, 0), lengthM)
    const leg = Math.max(
      1,
      ends.findIndex((end) => end >= m),
    )
    const from = points[leg - 1] as PlanePoint
    const to = points[leg] as PlanePoint
    const part = (m - (ends[leg - 1] as number)) / Math.max(1, distanceBetween(from, to))
    return { x: from.x + (to.x - from.x) * part, y: from.y + (to.y - from.y) * part }
  }
  return {
    lengthM,
    at(metres) {
      const back = walk(metres - bendM)
      const ahead = walk(metres + bendM)
      const span = Math.max(1, distanceBetween(back, ahead))
      const here = walk(metres)
      const point = { x: (back.x + 2 * here.x + ahead.x) / 4, y: (back.y + 2 * here.y + ahead.y) / 4 }
      return { point, along: { x: (ahead.x - back.x) / span, y: (ahead.y - back.y) / span } }
    },
  }
}
