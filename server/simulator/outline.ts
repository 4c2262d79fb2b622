/** The outline of an area of responsibility: a convex polygon around the routes flown in it. */
import type { PlanePoint } from './plane.ts'

const marginM = 6_000

/** Convex hull of the points, expanded by `marginM`: a simple polygon, counter-clockwise, not closed. */
export function outline(points: readonly PlanePoint[]): PlanePoint[] {
  const corners = points.flatMap((point) =>
    Array.from({ length: 8 }, (_, i) => {
      const angle = (i * Math.PI) / 4
      return { x: point.x + marginM * Math.cos(angle), y: point.y + marginM * Math.sin(angle) }
    }),
  )
  return hull(corners)
}

/** Andrew's monotone chain. */
function hull(points: readonly PlanePoint[]): PlanePoint[] {
  const sorted = [...points].sort((a, b) => a.x - b.x || a.y - b.y)
  const half = (ordered: readonly PlanePoint[]) => {
    const chain: PlanePoint[] = []
    for (const point of ordered) {
      while (chain.length > 1 && turn(chain.at(-2) as PlanePoint, chain.at(-1) as PlanePoint, point) <= 0) chain.pop()
      chain.push(point)
    }
    return chain.slice(0, -1)
  }
  return [...half(sorted), ...half(sorted.reverse())]
}

const turn = (a: PlanePoint, b: PlanePoint, c: PlanePoint): number =>
  (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x)
