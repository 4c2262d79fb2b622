/** How a reading is judged. Pure; readings are judged in the order in which they arrive. */
import { distanceM, metresPerDegree } from '../../../lib/geo/sphere.ts'
import { type Instant, isNewer } from '../../../lib/readings/order.ts'
import type { LeadershipReport } from '../../../schema/leadership.ts'
import { type Reading, readingFlag, telemetryFieldNames, telemetryFields } from '../../../schema/telemetry.ts'

type Place = Pick<Reading, 'recordedAtMs' | 'latitudeDeg' | 'longitudeDeg'>

/** What is known of a drone before its next reading is judged. */
export interface DroneState {
  /** The newest reading by event time: it gives the drone's position on the map. */
  newest: Reading | null
  /** The newest reading that was no implausible jump, so that the return from one bad fix is not flagged too. */
  trusted: Reading | null
  /** The newest reading that may be stored already: any newer one is certainly new. */
  mark: Instant | null
}

/** No platform is faster than the field's own upper bound; the slack allows for two inaccurate fixes in quick succession. */
const greatestSpeedMps = telemetryFields.speedMps.max
const fixSlackM = 1_000

/** True when no reading with this key can be stored or in flight, so that no lookup is needed. */
export const isSurelyNew = (reading: Instant, state: DroneState): boolean => isNewer(reading, state.mark)

export type Verdict = 'accepted' | 'late' | 'duplicate' | 'conflict'

/** The verdict on a reading, given the earlier one with the same key, if any. */
export function judge(reading: Reading, earlier: Reading | null, state: DroneState): Verdict {
  if (earlier) return isSameReading(reading, earlier) ? 'duplicate' : 'conflict'
  return isNewer(reading, state.newest) ? 'accepted' : 'late'
}

/** The flags of a reading that is stored: bits of `readingFlag`. */
export function flagsOf(reading: Reading, verdict: Verdict, state: DroneState): number {
  let flags = verdict === 'late' ? readingFlag.late : 0
  if (reading.latitudeDeg === 0 && reading.longitudeDeg === 0) flags |= readingFlag.nullIsland
  if (isImplausible(reading, state)) flags |= readingFlag.implausible
  return flags
}

/** Readings missing by sequence number between the drone's newest one and this one; 0 when its counter restarted. */
export function missedBefore(reading: Instant, newest: Instant | null): number {
  if (newest === null || !isNewer(reading, newest)) return 0
  return Math.max(0, reading.sequence - newest.sequence - 1)
}

/** Updates what is known of the drone with a reading that is stored. */
export function advance(state: DroneState, reading: Reading, flags: number): void {
  if (isNewer(reading, state.mark)) state.mark = reading
  if (!isNewer(reading, state.newest)) return
  state.newest = reading
  if ((flags & readingFlag.implausible) === 0) state.trusted = reading
}

function isImplausible(reading: Place, { newest, trusted }: DroneState): boolean {
  if (newest === null || isWithinReach(reading, newest)) return false
  return trusted === null || trusted === newest || !isWithinReach(reading, trusted)
}

function isWithinReach(a: Place, b: Place): boolean {
  const reachM = fixSlackM + (Math.abs(a.recordedAtMs - b.recordedAtMs) / 1_000) * greatestSpeedMps
  const degrees = Math.abs(a.latitudeDeg - b.latitudeDeg) + Math.abs(a.longitudeDeg - b.longitudeDeg)
  // The way along a meridian and a parallel is never shorter than the great circle: this cheap test is enough for most readings.
  return degrees * metresPerDegree <= reachM || distanceM(a, b) <= reachM
}

/** True when two readings with the same key have the same content. */
export function isSameReading(a: Reading, b: Reading): boolean {
  return telemetryFieldNames.every((name) => a[name] === b[name]) && isSameReport(a.leadership, b.leadership)
}

function isSameReport(a: LeadershipReport | null, b: LeadershipReport | null): boolean {
  if (a === null || b === null) return a === b
  return (
    a.term === b.term &&
    a.role === b.role &&
    a.leaderId === b.leaderId &&
    a.votedFor === b.votedFor &&
    a.peers.length === b.peers.length &&
    a.peers.every((peer, index) => peer.droneId === b.peers[index]?.droneId && peer.linkPct === b.peers[index]?.linkPct)
  )
}
