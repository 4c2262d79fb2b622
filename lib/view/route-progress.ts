import { unwrapX } from '../map/mercator.ts'

export interface RoutePoint {
  sequence: number
  latitudeDeg: number
  longitudeDeg: number
}

export interface RouteProgress {
  /** Waypoints behind the drone, 0 … total. */
  passed: number
  total: number
  /** Of the whole length, 0 … 1. */
  share: number
  /** From the drone to the nearest leg of its route. */
  deviationM: number
  /** To the next waypoint along a straight line; null when the last is passed. */
  toNextM: number | null
}

const metersPerDeg = 111_195

/**
 * Where a drone stands on its route: the nearest leg tells. Flat maths around the drone, right to a per cent over the few
 * kilometres that matter. Null for a route of less than two points.
 */
export function routeProgress(
  route: readonly RoutePoint[],
  at: { latitudeDeg: number; longitudeDeg: number },
): RouteProgress | null {
  if (route.length < 2) return null
  const shrink = Math.cos((at.latitudeDeg * Math.PI) / 180)
  const points = route.map((point) => ({
    x: unwrapX(0, point.longitudeDeg - at.longitudeDeg, 360) * metersPerDeg * shrink,
    y: (point.latitudeDeg - at.latitudeDeg) * metersPerDeg,
  }))
  const legs = points.slice(1).map((end, index) => nearestOnLeg(points[index] ?? end, end))
  const nearest = legs.reduce((best, leg, index) => (leg.distanceM < (legs[best]?.distanceM ?? 0) ? index : best), 0)
  const leg = legs[nearest]
  if (!leg) return null
  const wholeM = legs.reduce((sum, { lengthM }) => sum + lengthM, 0)
  const behindM = legs.slice(0, nearest).reduce((sum, { lengthM }) => sum + lengthM, 0) + leg.along * leg.lengthM
  const atEnd = nearest === legs.length - 1 && leg.along >= 1
  const next = points[nearest + 1]
  return {
    passed: atEnd ? route.length : nearest + 1,
    total: route.length,
    share: wholeM === 0 ? 0 : behindM / wholeM,
    deviationM: leg.distanceM,
    toNextM: atEnd || !next ? null : Math.hypot(next.x, next.y),
  }
}

/** The drone is at 0,0. */
function nearestOnLeg(start: { x: number; y: number }, end: { x: number; y: number }) {
  const dx = end.x - start.x
  const dy = end.y - start.y
  const lengthM = Math.hypot(dx, dy)
  const along = lengthM === 0 ? 0 : Math.min(1, Math.max(0, -(start.x * dx + start.y * dy) / (lengthM * lengthM)))
  return { lengthM, along, distanceM: Math.hypot(start.x + along * dx, start.y + along * dy) }
}
