/** What becomes of a reading: pure decisions, in the order in which the readings came. */
import { distanceM, metresPerDegree } from '../../../lib/geo/sphere.ts'
import { type Instant, isNewer } from '../../../lib/readings/order.ts'
import type { LeadershipReport } from '../../../schema/leadership.ts'
import { type Reading, readingFlag, telemetryFieldNames, telemetryFields } from '../../../schema/telemetry.ts'

type Place = Pick<Reading, 'recordedAtMs' | 'latitudeDeg' | 'longitudeDeg'>

/** What is known of a drone when its next reading is judged. */
export interface Standing {
  /** The reading newest in event time: where the drone is shown. */
  newest: Reading | null
  /** The newest one that was no implausible jump: one wild fix doesn't make the return from it another. */
  trusted: Reading | null
  /** The newest reading that may be stored already: what is newer is surely new. */
  mark: Instant | null
}

/** No platform outruns the registry's own bound; the slack forgives two poor fixes in one instant. */
const greatestSpeedMps = telemetryFields.speedMps.max
const fixSlackM = 1_000

/** True when no reading with this key can be stored or under way: then nobody need look it up. */
export const isSurelyNew = (reading: Instant, standing: Standing): boolean => isNewer(reading, standing.mark)

export type Verdict = 'accepted' | 'late' | 'duplicate' | 'conflict'

/** The verdict on a reading, given what already stands under its key (null: nothing). */
export function judge(reading: Reading, earlier: Reading | null, standing: Standing): Verdict {
  if (earlier) return isSameReading(reading, earlier) ? 'duplicate' : 'conflict'
  return isNewer(reading, standing.newest) ? 'accepted' : 'late'
}

/** The marks of a reading that is kept: bits of `readingFlag`. */
export function flagsOf(reading: Reading, verdict: Verdict, standing: Standing): number {
  let flags = verdict === 'late' ? readingFlag.late : 0
  if (reading.latitudeDeg === 0 && reading.longitudeDeg === 0) flags |= readingFlag.nullIsland
  if (isImplausible(reading, standing)) flags |= readingFlag.implausible
  return flags
}

/** Readings that the drone counted and that never came, between its newest and this one; 0 when it started over. */
export function missedBefore(reading: Instant, newest: Instant | null): number {
  if (newest === null || !isNewer(reading, newest)) return 0
  return Math.max(0, reading.sequence - newest.sequence - 1)
}

/** What is known of the drone once this reading is kept. */
export function advance(standing: Standing, reading: Reading, flags: number): void {
  if (isNewer(reading, standing.mark)) standing.mark = reading
  if (!isNewer(reading, standing.newest)) return
  standing.newest = reading
  if ((flags & readingFlag.implausible) === 0) standing.trusted = reading
}

function isImplausible(reading: Place, { newest, trusted }: Standing): boolean {
  if (newest === null || isWithinReach(reading, newest)) return false
  return trusted === null || trusted === newest || !isWithinReach(reading, trusted)
}

function isWithinReach(a: Place, b: Place): boolean {
  const reachM = fixSlackM + (Math.abs(a.recordedAtMs - b.recordedAtMs) / 1_000) * greatestSpeedMps
  const degrees = Math.abs(a.latitudeDeg - b.latitudeDeg) + Math.abs(a.longitudeDeg - b.longitudeDeg)
  // The way along a meridian and a parallel is never shorter than the great circle: most readings end here.
  return degrees * metresPerDegree <= reachM || distanceM(a, b) <= reachM
}

/** True when both say the same; their keys are known to be equal. */
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
