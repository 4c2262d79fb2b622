import type { DroneTrack } from './feed.ts'

/** `silent`: has not reported yet. */
export type Freshness = 'live' | 'late' | 'lost' | 'silent'

/** How often a drone is taken to report until it is known. */
export const assumedIntervalMs = 5_000
/** A reading travels and frames are made a few times a second: this much is nobody's fault. */
export const deliveryAllowanceMs = 1_500
export const lostAfterMs = 15_000

/** Age at which a drone that reports every `intervalMs` is late, and that at which it is lost. */
export function freshnessLimits(intervalMs: number | null): { lateMs: number; lostMs: number } {
  const interval = intervalMs ?? assumedIntervalMs
  return { lateMs: 2 * interval + deliveryAllowanceMs, lostMs: Math.max(5 * interval, lostAfterMs) }
}

/** How far a drone's position can be trusted, by its own expected rate. The one rule for map, lists and counts. */
export function freshnessOf(
  drone: Pick<DroneTrack, 'hasReading' | 'recordedAtMs' | 'expectedIntervalMs'>,
  nowMs: number,
): Freshness {
  if (!drone.hasReading) return 'silent'
  const { lateMs, lostMs } = freshnessLimits(drone.expectedIntervalMs)
  const ageMs = nowMs - drone.recordedAtMs
  return ageMs < lateMs ? 'live' : ageMs < lostMs ? 'late' : 'lost'
}
