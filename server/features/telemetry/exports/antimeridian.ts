import type { StoredReading } from '../../../../schema/telemetry.ts'

export type Point = Pick<StoredReading, 'recordedAtMs' | 'latitudeDeg' | 'longitudeDeg' | 'altitudeM'>

/**
 * Where the straight line between two points crosses the meridian of 180°, or null when it does not: the same place on its western
 * and on its eastern side, in the order of travel. The shorter way around the earth is taken.
 */
export function crossingOf(from: Point, to: Point): [Point, Point] | null {
  if (Math.abs(to.longitudeDeg - from.longitudeDeg) <= 180) return null
  const edgeDeg = from.longitudeDeg > 0 ? 180 : -180
  const spanDeg = to.longitudeDeg + 2 * edgeDeg - from.longitudeDeg
  const share = spanDeg === 0 ? 0 : (edgeDeg - from.longitudeDeg) / spanDeg
  const between = (a: number, b: number) => a + share * (b - a)
  const place = {
    recordedAtMs: Math.round(between(from.recordedAtMs, to.recordedAtMs)),
    latitudeDeg: between(from.latitudeDeg, to.latitudeDeg),
    altitudeM: from.altitudeM === null || to.altitudeM === null ? null : between(from.altitudeM, to.altitudeM),
  }
  return [
    { ...place, longitudeDeg: edgeDeg },
    { ...place, longitudeDeg: -edgeDeg },
  ]
}
