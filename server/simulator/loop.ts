import { distanceBetween, type PlanePoint } from './plane.ts'

/** The path of a drone: a closed uniform cubic B-spline, parametrized by arc length. */
export interface Loop {
  lengthM: number
  /** Radius of the tightest turn, and its leg. */
  tightestM: number
  tightestLeg: number
  /** The point at fraction `u` of a leg. */
  onLeg(leg: number, u: number): PlanePoint
  /** The points of the path at the beginning of each leg: the waypoints. */
  knots: PlanePoint[]
  /**
   * The point at fraction `part` of the loop (modulo 1), with its leg and the fraction of the leg. `along` is the tangent per
   * metre of arc length: nearly a unit vector.
   */
  at(part: number): { point: PlanePoint; along: PlanePoint; leg: number; partOfLeg: number }
}

const stepsPerLeg = 48

/** Approximate length of the path, for search loops. */
export const lengthOf = (points: readonly PlanePoint[]): number => measureSteps(points, 4).at(-1) as number

/** Cumulative arc length at every step, from 0 to the length of the loop. */
function measureSteps(points: readonly PlanePoint[], perLeg: number): Float32Array {
  const ends = new Float32Array(points.length * perLeg + 1)
  let before = curve(points, 0, 0)
  for (let i = 1; i < ends.length; i++) {
    const here = curve(points, Math.floor(i / perLeg) % points.length, (i % perLeg) / perLeg)
    ends[i] = (ends[i - 1] as number) + distanceBetween(before, here)
    before = here
  }
  return ends
}

export function createLoop(points: readonly PlanePoint[]): Loop {
  const ends = measureSteps(points, stepsPerLeg)
  const lengthM = ends.at(-1) as number
  return {
    lengthM,
    ...tightestTurn(points, ends),
    onLeg: (leg, u) => curve(points, leg, u),
    knots: points.map((_, leg) => curve(points, leg, 0)),
    at(part) {
      const metres = (part - Math.floor(part)) * lengthM
      const step = stepBefore(ends, metres)
      const from = ends[step] as number
      const stepM = Math.max(1e-6, (ends[step + 1] as number) - from)
      const u = (step + (metres - from) / stepM) / stepsPerLeg
      const leg = Math.min(Math.floor(u), points.length - 1)
      const slope = slopeOf(points, leg, u - leg)
      const along = { x: slope.x / stepsPerLeg / stepM, y: slope.y / stepsPerLeg / stepM }
      return { point: curve(points, leg, u - leg), along, leg, partOfLeg: u - leg }
    },
  }
}

function tightestTurn(points: readonly PlanePoint[], ends: Float32Array): Pick<Loop, 'tightestM' | 'tightestLeg'> {
  let tightestM = Number.POSITIVE_INFINITY
  let tightestLeg = 0
  let before = slopeOf(points, 0, 0)
  for (let i = 1; i < ends.length; i++) {
    const here = slopeOf(points, Math.floor(i / stepsPerLeg) % points.length, (i % stepsPerLeg) / stepsPerLeg)
    const sine = before.x * here.y - before.y * here.x
    const cosine = before.x * here.x + before.y * here.y
    const stepM = (ends[i] as number) - (ends[i - 1] as number)
    const radiusM = stepM / Math.max(1e-9, Math.abs(Math.atan2(sine, cosine)))
    if (radiusM < tightestM) {
      tightestM = radiusM
      tightestLeg = Math.floor((i - 1) / stepsPerLeg)
    }
    before = here
  }
  return { tightestM, tightestLeg }
}

function stepBefore(ends: Float32Array, metres: number): number {
  let low = 0
  let high = ends.length - 2
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((ends[middle] as number) <= metres) low = middle
    else high = middle - 1
  }
  return low
}

function curve(points: readonly PlanePoint[], leg: number, u: number): PlanePoint {
  const n = points.length
  const a = points[(leg + n - 1) % n] as PlanePoint
  const b = points[leg] as PlanePoint
  const c = points[(leg + 1) % n] as PlanePoint
  const d = points[(leg + 2) % n] as PlanePoint
  return { x: bend(a.x, b.x, c.x, d.x, u), y: bend(a.y, b.y, c.y, d.y, u) }
}

/** The derivative, in metres per leg. */
function slopeOf(points: readonly PlanePoint[], leg: number, u: number): PlanePoint {
  const behind = curve(points, leg, u - 0.001)
  const ahead = curve(points, leg, u + 0.001)
  return { x: (ahead.x - behind.x) / 0.002, y: (ahead.y - behind.y) / 0.002 }
}

const bend = (a: number, b: number, c: number, d: number, u: number): number => {
  const v = 1 - u
  return (v * v * v * a + (3 * u * u * u - 6 * u * u + 4) * b + (3 * v * v * v - 6 * v * v + 4) * c + u * u * u * d) / 6
}
