import type { DroneTrack, Freshness } from './feed.ts'

/** How often a drone is taken to report until it is known. */
export const assumedIntervalMs = 5_000
/** A reading travels and frames are made a few times a second: this much is nobody's fault. */
export const deliveryAllowanceMs = 1_500
export const lostAfterMs = 15_000
/** The server sends something each second. After this long without anything, what it would say now is unknown. */
export const unknownAfterMs = 3_000

/** Age at which a drone that reports every `intervalMs` is late, and that at which it is lost. */
export function freshnessLimits(intervalMs: number | null): { lateMs: number; lostMs: number } {
  const interval = intervalMs ?? assumedIntervalMs
  return { lateMs: 2 * interval + deliveryAllowanceMs, lostMs: Math.max(5 * interval, lostAfterMs) }
}

/**
 * How far a drone's position can be trusted, by its own expected rate: at the last instant the server was heard, because a
 * reading that could not reach this screen says nothing about the drone.
 */
export function freshnessOf(
  drone: Pick<DroneTrack, 'hasReading' | 'recordedAtMs' | 'expectedIntervalMs'>,
  { heardAtMs, isKnown }: { heardAtMs: number; isKnown: boolean },
): Freshness {
  if (!isKnown) return 'unknown'
  if (!drone.hasReading) return 'silent'
  const { lateMs, lostMs } = freshnessLimits(drone.expectedIntervalMs)
  const ageMs = heardAtMs - drone.recordedAtMs
  return ageMs < lateMs ? 'live' : ageMs < lostMs ? 'late' : 'lost'
}
