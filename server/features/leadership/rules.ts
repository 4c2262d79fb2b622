/**
 * Who leads a convoy, decided from what its drones say. The drones elect; this only watches.
 *
 * An election is evidence and what is shown of it. Evidence joins: of each drone the newest word in the highest term
 * known, so that reports may come late, twice or in any order and end in the same evidence. What is shown follows from
 * the evidence and the time alone, save `sinceMs`, which tells when this server came to know it.
 */
import type { ConvoyId, DroneId } from '../../../schema/ids.ts'
import {
  type Leadership,
  type LeadershipChange,
  type LeadershipReason,
  type LeadershipReport,
  lostAfterIntervals,
  suspectAfterIntervals,
} from '../../../schema/leadership.ts'
import type { StoredReading } from '../../../schema/telemetry.ts'

/** A reading that says something about the election. */
export type Report = Pick<StoredReading, 'droneId' | 'recordedAtMs' | 'receivedAtMs' | 'sequence'> & {
  leadership: LeadershipReport
}

/** The newest word of one drone in the term of the election. */
interface Voice extends Pick<LeadershipReport, 'role' | 'leaderId' | 'votedFor'> {
  recordedAtMs: number
  sequence: number
  heardAtMs: number
  /** Its newest heartbeat as leader; null: it never led in this term. */
  ledAtMs: number | null
}

export interface Election {
  readonly shown: Leadership
  /** The highest term spoken of; -1 before the first word. */
  readonly term: number
  /** Oldest word in this term. */
  readonly termSinceMs: number
  /** Silence before this is not held against a leader: this server could not hear. */
  readonly excusedUntilMs: number
  readonly voices: ReadonlyMap<DroneId, Voice>
}

export interface Circumstances {
  nowMs: number
  heartbeatIntervalMs: number
}

export interface Step {
  election: Election
  /** What changed in state, term, leader or rival; null when nothing did. */
  change: LeadershipChange | null
}

/** An election of which nothing is known yet. */
export function openElection(convoyId: ConvoyId, heartbeatIntervalMs: number, sinceMs: number): Election {
  const shown: Leadership = {
    convoyId,
    state: 'unknown',
    term: 0,
    leaderId: null,
    rivalId: null,
    heartbeatAtMs: null,
    heartbeatIntervalMs,
    sinceMs,
    candidates: [],
  }
  return { shown, term: -1, termSinceMs: sinceMs, excusedUntilMs: 0, voices: new Map() }
}

/** The election as it was last shown, for a server that starts anew. Votes are known again when they are next reported. */
export function recallElection(shown: Leadership): Election {
  const silentIntervals =
    shown.state === 'lost' ? lostAfterIntervals : shown.state === 'suspect' ? suspectAfterIntervals : 0
  const lastSignMs = shown.heartbeatAtMs ?? shown.sinceMs - silentIntervals * shown.heartbeatIntervalMs
  const recalled = { recordedAtMs: lastSignMs, sequence: -1, heardAtMs: lastSignMs, votedFor: null }
  const voices = new Map<DroneId, Voice>()
  for (const id of [shown.leaderId, shown.rivalId])
    if (id) voices.set(id, { ...recalled, role: 'leader', leaderId: id, ledAtMs: shown.heartbeatAtMs })
  for (const { droneId } of shown.candidates)
    voices.set(droneId, { ...recalled, role: 'candidate', leaderId: null, ledAtMs: null })
  const term = shown.state === 'unknown' ? -1 : shown.term
  return { shown, term, termSinceMs: lastSignMs, excusedUntilMs: 0, voices }
}

/** For a server that could not hear until now. Who was silent before stays so until heard. */
export function excuseSilence(election: Election, untilMs: number): Election {
  const isSilent = election.shown.state === 'suspect' || election.shown.state === 'lost'
  return isSilent ? election : { ...election, excusedUntilMs: untilMs }
}

/**
 * Takes reports in any order. A higher term wins and forgets the words of the term before; a lower one is not heard, however
 * late it comes. Of one drone the word with the newest (event time, sequence) counts.
 */
export function next(election: Election, reports: readonly Report[], circumstances: Circumstances): Step {
  return tick(hear(election, reports), circumstances)
}

/** Lets time pass: a leader that is not heard of becomes suspect, then lost. */
export function tick(election: Election, circumstances: Circumstances): Step {
  const before = election.shown
  if (election.term < 0) return { election, change: null }
  const shown = show(election, circumstances)
  const reason = reasonOf(before, shown)
  if (!reason) return { election: { ...election, shown: { ...shown, sinceMs: before.sinceMs } }, change: null }
  const { convoyId, state, term, leaderId, rivalId, sinceMs } = shown
  return {
    election: { ...election, shown },
    change: {
      convoyId,
      atMs: sinceMs,
      reason,
      before: { state: before.state, term: before.term, leaderId: before.leaderId },
      after: { state, term, leaderId, rivalId },
    },
  }
}

/** A drone's clock may run ahead of ours: nothing was heard later than it was received. */
const heardAt = (report: Report): number => Math.min(report.recordedAtMs, report.receivedAtMs)

function hear(election: Election, reports: readonly Report[]): Election {
  const term = reports.reduce((highest, report) => Math.max(highest, report.leadership.term), election.term)
  const counted = reports.filter((report) => report.leadership.term === term)
  if (counted.length === 0) return election
  const voices = new Map(term === election.term ? election.voices : [])
  for (const report of counted) voices.set(report.droneId, join(voices.get(report.droneId), report))
  const oldestMs = counted.reduce((oldest, report) => Math.min(oldest, heardAt(report)), Number.POSITIVE_INFINITY)
  const termSinceMs = term === election.term ? Math.min(election.termSinceMs, oldestMs) : oldestMs
  return { ...election, term, termSinceMs, voices }
}

function join(voice: Voice | undefined, report: Report): Voice {
  const { recordedAtMs, sequence } = report
  const { role, leaderId, votedFor } = report.leadership
  const heardAtMs = heardAt(report)
  const ledAtMs = role === 'leader' ? heardAtMs : null
  if (!voice) return { recordedAtMs, sequence, role, leaderId, votedFor, heardAtMs, ledAtMs }
  const isNewer =
    recordedAtMs > voice.recordedAtMs || (recordedAtMs === voice.recordedAtMs && sequence > voice.sequence)
  return {
    ...(isNewer ? { ...voice, recordedAtMs, sequence, role, leaderId, votedFor } : voice),
    heardAtMs: Math.max(voice.heardAtMs, heardAtMs),
    ledAtMs: latest([voice.ledAtMs, ledAtMs]),
  }
}

function show(election: Election, circumstances: Circumstances): Leadership {
  const { nowMs, heartbeatIntervalMs } = circumstances
  const { shown: before, term } = election
  const { leaderId, rivalId } = leadersOf(election.voices)
  const heartbeatAtMs = latest([leaderId, rivalId].map((id) => (id && election.voices.get(id)?.ledAtMs) ?? null))
  const newestWordMs = latest([...election.voices.values()].map((voice) => voice.heardAtMs)) ?? election.termSinceMs
  // A leader known by hearsay alone has from the first word of its term to speak for itself.
  const lastSignMs = leaderId ? (heartbeatAtMs ?? election.termSinceMs) : newestWordMs
  const silentSinceMs = Math.max(lastSignMs, election.excusedUntilMs)
  const silentIntervals = Math.floor((nowMs - silentSinceMs) / heartbeatIntervalMs)
  const state = stateOf(leaderId, rivalId, silentIntervals)
  const isSilence = (state === 'suspect' || state === 'lost') && leaderId === before.leaderId && term === before.term
  const silenceMs = heartbeatIntervalMs * (state === 'lost' ? lostAfterIntervals : suspectAfterIntervals)
  const changedAtMs = isSilence ? silentSinceMs + silenceMs : newestWordMs
  return {
    convoyId: before.convoyId,
    state,
    term,
    leaderId,
    rivalId,
    heartbeatAtMs,
    heartbeatIntervalMs,
    // History is read in order of time: no change is older than the one before it.
    sinceMs: before.state === 'unknown' ? changedAtMs : Math.max(changedAtMs, before.sinceMs),
    candidates: state === 'electing' ? candidatesOf(election.voices) : [],
  }
}

function stateOf(leaderId: DroneId | null, rivalId: DroneId | null, silentIntervals: number): Leadership['state'] {
  if (rivalId) return 'split_brain'
  if (silentIntervals >= lostAfterIntervals) return 'lost'
  if (!leaderId) return 'electing'
  return silentIntervals >= suspectAfterIntervals ? 'suspect' : 'healthy'
}

/**
 * Those whose own newest word is that they lead, by drone id, so that the order of arrival does not choose between two.
 * Where none says so, the drone that most others follow, by drone id among equals: it may have no uplink of its own.
 */
function leadersOf(voices: Election['voices']): Pick<Leadership, 'leaderId' | 'rivalId'> {
  const own = [...voices].filter(([, voice]) => voice.role === 'leader').map(([droneId]) => droneId)
  const [leaderId = null, rivalId = null] = own.length > 0 ? own.sort() : followedIn(voices)
  return { leaderId, rivalId }
}

function followedIn(voices: Election['voices']): DroneId[] {
  const followed = [...voices.values()].flatMap(({ role, leaderId }) => (role === 'follower' && leaderId) || [])
  // Who follows knows that it does not lead, whatever is said of it.
  const [most] = countedByMost(followed.filter((id) => voices.get(id)?.role !== 'follower'))
  return most ? [most.droneId] : []
}

/** Who stands, or is voted for, with the votes known; most votes first, then by drone id. */
function candidatesOf(voices: Election['voices']): Leadership['candidates'] {
  const votes = countedByMost([...voices.values()].flatMap(({ votedFor }) => votedFor ?? []))
  const voted = new Set(votes.map(({ droneId }) => droneId))
  const standing = [...voices].filter(([id, { role }]) => role === 'candidate' && !voted.has(id)).map(([id]) => id)
  return [...votes, ...standing.sort().map((droneId) => ({ droneId, votes: 0 }))]
}

function countedByMost(named: readonly DroneId[]): Leadership['candidates'] {
  const counts = new Map<DroneId, number>()
  for (const droneId of named) counts.set(droneId, (counts.get(droneId) ?? 0) + 1)
  return [...counts]
    .map(([droneId, votes]) => ({ droneId, votes }))
    .sort((a, b) => b.votes - a.votes || (a.droneId < b.droneId ? -1 : 1))
}

function reasonOf(before: Leadership, after: Leadership): LeadershipReason | null {
  if (before.state === 'unknown') return 'first_report'
  if (after.term > before.term) return after.state === 'electing' ? 'election_started' : 'higher_term'
  const isSameLeader = after.leaderId === before.leaderId && after.rivalId === before.rivalId
  if (isSameLeader && after.state === before.state) return null
  if (after.state === 'split_brain') return 'two_leaders'
  if (before.state === 'split_brain') return 'split_resolved'
  if (after.state === 'electing') return 'election_started'
  if (after.state === 'lost') return 'heartbeat_lost'
  if (after.state === 'suspect' && before.state !== 'lost') return 'heartbeat_late'
  return isSameLeader ? 'heartbeat_resumed' : 'elected'
}

function latest(instants: readonly (number | null)[]): number | null {
  const known = instants.filter((atMs) => atMs !== null)
  return known.length > 0 ? Math.max(...known) : null
}
