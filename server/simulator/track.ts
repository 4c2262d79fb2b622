/** The line that a convoy follows. */
import { type Flat, gap } from './plane.ts'

/** A polyline walked by distance. */
export interface Track {
  lengthM: number
  /** Where one is after `metres` and the unit vector along the track; bends are cut. */
  at(metres: number): { point: Flat; along: Flat }
}

const bendM = 10_000

export function createTrack(points: readonly Flat[]): Track {
  const ends: number[] = [0]
  for (let i = 1; i < points.length; i++) {
    ends.push((ends[i - 1] as number) + gap(points[i - 1] as Flat, points[i] as Flat))
  }
  const lengthM = ends.at(-1) as number
  const walk = (metres: number): Flat => {
    const m = Math.min(Math.max(metres, 0), lengthM)
    const leg = Math.max(
      1,
      ends.findIndex((end) => end >= m),
    )
    const from = points[leg - 1] as Flat
    const to = points[leg] as Flat
    const part = (m - (ends[leg - 1] as number)) / Math.max(1, gap(from, to))
    return { x: from.x + (to.x - from.x) * part, y: from.y + (to.y - from.y) * part }
  }
  return {
    lengthM,
    at(metres) {
      const back = walk(metres - bendM)
      const ahead = walk(metres + bendM)
      const span = Math.max(1, gap(back, ahead))
      const here = walk(metres)
      const point = { x: (back.x + 2 * here.x + ahead.x) / 4, y: (back.y + 2 * here.y + ahead.y) / 4 }
      return { point, along: { x: (ahead.x - back.x) / span, y: (ahead.y - back.y) / span } }
    },
  }
}
