/** Routes: 25 waypoints out along a valley and back, at a safe height. */
import type { Terrain } from '../../lib/geo/terrain.ts'
import type { Random } from '../../lib/random/random.ts'
import { type GeoPoint, type Waypoint, waypointsPerRoute } from '../../schema/convoys.ts'
import { createLoop, type Loop, lengthOf } from './loop.ts'
import type { Plane, PlanePoint } from './plane.ts'
import type { Track } from './track.ts'

const preferredTurnM = 1_400
/** Minimum turn radius where achievable: 9° per second for the fastest airframe. */
const minTurnM = 600

/** Control points of a path of length `wantedM` along the track: of several attempts the one with the widest turns. */
export function fitRoute(random: Random, track: Track, lateralM: number, wantedM: number): PlanePoint[] {
  let best: { points: PlanePoint[]; tightestM: number } = { points: [], tightestM: 0 }
  for (let attempt = 0; attempt < 8 && best.tightestM < preferredTurnM; attempt++) {
    // Each attempt is nearer to the middle, where bends are wider.
    const points = weaveRoute(random, track, lateralM * (1 - attempt / 10), wantedM)
    const { tightestM } = createLoop(points)
    if (tightestM > best.tightestM) best = { points, tightestM }
  }
  return widenTurns(best.points)
}

/** Smooths the tightest turn repeatedly until every turn is at least `minTurnM`. The path still passes through the airfield. */
function widenTurns(points: readonly PlanePoint[]): PlanePoint[] {
  const n = points.length
  const wrap = (k: number) => (k + n) % n
  const stand = createLoop(points).onLeg(0, 0)
  let best = { points: [...points], tightestM: 0 }
  let widened = [...points]
  for (let pass = 0; pass < 80; pass++) {
    const { tightestM, tightestLeg } = createLoop(widened)
    if (tightestM > best.tightestM) best = { points: widened, tightestM }
    if (tightestM >= minTurnM) break
    const before = widened
    widened = [...before]
    for (const k of [tightestLeg - 1, tightestLeg, tightestLeg + 1, tightestLeg + 2].map(wrap)) {
      const [a, b, c] = [before[wrap(k - 1)], before[k], before[wrap(k + 1)]] as [PlanePoint, PlanePoint, PlanePoint]
      widened[k] = { x: (a.x + 2 * b.x + c.x) / 4, y: (a.y + 2 * b.y + c.y) / 4 }
    }
    widened[0] = controlPointThrough(stand, widened[1] as PlanePoint, widened[n - 1] as PlanePoint)
  }
  return best.points
}

/** The first control point for which the B-spline passes through the stand. */
const controlPointThrough = (stand: PlanePoint, second: PlanePoint, last: PlanePoint): PlanePoint => ({
  x: (6 * stand.x - second.x - last.x) / 4,
  y: (6 * stand.y - second.y - last.y) / 4,
})

/** A faster drone weaves wider, so that all drones of a convoy finish a loop together, each at its own cruise speed. */
function weaveRoute(random: Random, track: Track, lateralM: number, wantedM: number): PlanePoint[] {
  const side = random.pick([-1, 1])
  const weave = Array.from({ length: waypointsPerRoute }, (_, k) => (k % 2 ? side : -side) * random.between(0.55, 1))
  const stand = { x: random.between(-450, 450), y: random.between(-450, 450) }
  const legM = (2 * track.lengthM) / waypointsPerRoute
  const shape = { lateralM, laneM: 0.45 * legM, weave, stand }
  let narrowM = 0
  let wideM = 1.2 * legM
  for (let i = 0; i < 10; i++) {
    const weaveM = (narrowM + wideM) / 2
    if (lengthOf(shapeRoute(track, { ...shape, weaveM })) < wantedM) narrowM = weaveM
    else wideM = weaveM
  }
  return shapeRoute(track, { ...shape, weaveM: narrowM })
}

interface Shape {
  /** Place in the formation, right of the track when positive. */
  lateralM: number
  /** Distance kept to the right of the track, outbound and inbound, so that the two directions do not meet. */
  laneM: number
  /** Lateral swing at each waypoint, to alternate sides, as a fraction of `weaveM`. */
  weave: readonly number[]
  weaveM: number
  /** Parking position, relative to the middle of the airfield. */
  stand: PlanePoint
}

const convergeM = 15_000

/** Control points of a closed loop that begins and ends at the drone's stand on the airfield. */
function shapeRoute(track: Track, shape: Shape): PlanePoint[] {
  const points = Array.from({ length: waypointsPerRoute }, (_, k) => {
    const travelled = (k / waypointsPerRoute) * 2 * track.lengthM
    const outbound = travelled <= track.lengthM
    const metres = outbound ? travelled : 2 * track.lengthM - travelled
    const { point, along } = track.at(metres)
    const lane = outbound ? shape.laneM : -shape.laneM
    // All drones pass over the airfield; the formation spreads from there.
    const open = Math.min(1, metres / convergeM)
    const weaveM = isTurn(k) ? 0 : shape.weaveM * (shape.weave[k] ?? 0)
    const right = lane + (shape.lateralM + weaveM) * open
    return { x: point.x + along.y * right, y: point.y - along.x * right }
  })
  points[0] = controlPointThrough(shape.stand, points[1] as PlanePoint, points.at(-1) as PlanePoint)
  return points
}

/** True at both ends of the track, where the route turns round: it does not weave there, to keep the turn wide. */
function isTurn(k: number): boolean {
  const farEnd = waypointsPerRoute / 2
  return k <= 1 || k === waypointsPerRoute - 1 || Math.abs(k - farEnd) < 1
}

/** Altitudes of the waypoints: `clearanceM` above the highest ground of both adjacent legs, below the ceiling. */
export function raiseRoute(
  loop: Loop,
  plane: Plane,
  terrain: Terrain,
  clearanceM: number,
  ceilingM: number,
): Waypoint[] {
  const highest = loop.knots.map((_, leg) => {
    let top = 0
    for (let u = 0; u < 1; u += 1 / 8) {
      const { latitudeDeg, longitudeDeg } = plane.toGeo(loop.onLeg(leg, u))
      top = Math.max(top, terrain.heightM(latitudeDeg, longitudeDeg))
    }
    return top
  })
  return loop.knots.map((point, k) => {
    const legBefore = highest[(k + loop.knots.length - 1) % loop.knots.length] as number
    const ground = Math.max(legBefore, highest[k] as number)
    const altitudeM = Math.min(ceilingM, Math.round((ground + clearanceM) / 10) * 10)
    return { sequence: k + 1, ...rounded(plane.toGeo(point)), altitudeM }
  })
}

/** To 1e-6 degrees (10 cm). */
const rounded = (point: GeoPoint): GeoPoint => ({
  latitudeDeg: Math.round(point.latitudeDeg * 1e6) / 1e6,
  longitudeDeg: Math.round(point.longitudeDeg * 1e6) / 1e6,
})
