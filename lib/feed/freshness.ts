import type { DroneTrack, Freshness } from './feed.ts'

/** Assumed reporting interval of a drone until it is known. */
export const assumedIntervalMs = 5_000
/** Latency of network and frames, which is allowed on top of the reporting interval. */
export const deliveryAllowanceMs = 1_500
export const lostAfterMs = 15_000
/** The server sends something every second. After this long without a message, the current state is unknown. */
export const unknownAfterMs = 3_000

/** Age at which a drone that reports every `intervalMs` is late, and that at which it is lost. */
export function freshnessLimits(intervalMs: number | null): { lateMs: number; lostMs: number } {
  const interval = intervalMs ?? assumedIntervalMs
  return { lateMs: 2 * interval + deliveryAllowanceMs, lostMs: Math.max(5 * interval, lostAfterMs) }
}

/**
 * The freshness of a drone's position relative to its expected rate, judged at the time of the last message from the server:
 * readings that could not reach this screen say nothing about the drone.
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
