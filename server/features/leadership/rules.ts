/**
 * Who leads a convoy, decided from what its drones say. The drones elect; this only watches.
 *
 * An election is evidence (evidence.ts) and what is shown of it. What is shown follows from the evidence and the time
 * alone, save `sinceMs`, which tells when this server came to know it.
 */
import type { ConvoyId, DroneId } from '../../../schema/ids.ts'
import {
  type Leadership,
  type LeadershipChange,
  type LeadershipReason,
  type LeadershipReset,
  lostAfterIntervals,
  suspectAfterIntervals,
} from '../../../schema/leadership.ts'
import {
  type Circumstances,
  doubtOf,
  type Evidence,
  hear,
  newest,
  noEvidence,
  passTime,
  type Report,
  type Word,
} from './evidence.ts'

export interface Election extends Evidence {
  readonly shown: Leadership
  /** Silence before this is not held against a leader: this server could not hear. */
  readonly excusedUntilMs: number
}

export interface Step {
  election: Election
  /** What changed in state, term, leader, rival or doubt; null when nothing did. */
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
    doubt: null,
    changedAtMs: 0,
    restartedAtMs: null,
  }
  return { ...noEvidence(sinceMs), shown, excusedUntilMs: 0 }
}

/** Rows from before there were doubts and restarts have neither. */
type StoredLeadership = Omit<Leadership, 'doubt' | 'changedAtMs' | 'restartedAtMs'> & Partial<Leadership>

/** The election as it was last shown, for a server that starts again. Votes are known again when they are next reported. */
export function recallElection(stored: StoredLeadership): Election {
  const shown: Leadership = { doubt: null, changedAtMs: stored.sinceMs, restartedAtMs: null, ...stored }
  const { doubt, restartedAtMs } = shown
  const silentIntervals =
    shown.state === 'lost' ? lostAfterIntervals : shown.state === 'suspect' ? suspectAfterIntervals : 0
  const lastSignMs = shown.heartbeatAtMs ?? shown.sinceMs - silentIntervals * shown.heartbeatIntervalMs
  const term = shown.state === 'unknown' ? -1 : shown.term
  const instants = { recordedAtMs: lastSignMs, sinceMs: lastSignMs, heardAtMs: lastSignMs, knownSinceMs: lastSignMs }
  const recalled = { ...instants, term, sequence: -1, votedFor: null }
  const wordsOfTerm = new Map<DroneId, Word>()
  for (const id of [shown.leaderId, shown.rivalId])
    if (id) wordsOfTerm.set(id, { ...recalled, role: 'leader', leaderId: id, ledAtMs: shown.heartbeatAtMs })
  for (const { droneId } of shown.candidates)
    wordsOfTerm.set(droneId, { ...recalled, role: 'candidate', leaderId: null, ledAtMs: null })
  const evidence = { ...noEvidence(lastSignMs), term, wordsOfTerm, newestWords: wordsOfTerm, restartedAtMs }
  return { ...evidence, leaps: new Map(doubt ? [[doubt.droneId, doubt]] : []), shown, excusedUntilMs: 0 }
}

/** For a server that could not hear until now. A leader that was silent before stays so until heard. */
export function excuseSilence(election: Election, untilMs: number): Election {
  const isSilent = election.shown.state === 'suspect' || election.shown.state === 'lost'
  return { ...election, listeningSinceMs: untilMs, ...(isSilent ? {} : { excusedUntilMs: untilMs }) }
}

/** Takes reports in any order, as `hear` does. */
export function next(election: Election, reports: readonly Report[], circumstances: Circumstances): Step {
  return tick(hear(election, reports, circumstances), circumstances)
}

/** Lets time pass: a leader that is not heard of becomes suspect, then lost. */
export function tick(before: Election, circumstances: Circumstances): Step {
  const election = passTime(before, circumstances)
  const shown = show(election, circumstances)
  const reason = reasonOf(before.shown, shown)
  const { sinceMs, doubt, changedAtMs } = before.shown
  // One change at a time: a doubt that comes or goes along with another change is a change of its own, a tick later.
  if (reason) return toStep(election, { ...shown, doubt: doubt && (shown.doubt ?? doubt) }, reason)
  const calm = { ...shown, sinceMs, changedAtMs }
  if (!shown.doubt === !doubt) return { election: { ...election, shown: calm }, change: null }
  const doubtedAtMs = Math.max(changedAtMs, shown.doubt?.sinceMs ?? circumstances.nowMs)
  return toStep(election, { ...calm, changedAtMs: doubtedAtMs }, shown.doubt ? 'term_doubted' : 'doubt_ended')
}

/** Forgets term, leader and what was said until then, and listens again. */
export function reset({ shown: before, ...election }: Election, { convoyId, atMs, by, note }: LeadershipReset): Step {
  const changedAtMs = Math.max(atMs, before.changedAtMs)
  const open = openElection(convoyId, before.heartbeatIntervalMs, changedAtMs)
  const shown = { ...open.shown, changedAtMs, restartedAtMs: atMs }
  const { listeningSinceMs, excusedUntilMs } = election
  const step = toStep({ ...open, shown: before, listeningSinceMs, excusedUntilMs, restartedAtMs: atMs }, shown, 'reset')
  return { ...step, change: step.change && { ...step.change, reset: { by, note } } }
}

function toStep(election: Election, shown: Leadership, reason: LeadershipReason): Step {
  const { shown: before } = election
  const { convoyId, state, term, leaderId, rivalId, doubt, changedAtMs } = shown
  return {
    election: { ...election, shown },
    change: {
      convoyId,
      atMs: changedAtMs,
      reason,
      before: { state: before.state, term: before.term, leaderId: before.leaderId },
      after: { state, term, leaderId, rivalId },
      ...(doubt && { doubt: { term: doubt.term, droneId: doubt.droneId } }),
    },
  }
}

function show(election: Election, circumstances: Circumstances): Leadership {
  const { nowMs, heartbeatIntervalMs } = circumstances
  const { shown: before, term, restartedAtMs } = election
  const doubt = doubtOf(election, circumstances)
  if (term < 0) return { ...before, heartbeatIntervalMs, doubt, restartedAtMs }
  const { leaderId, rivalId } = leadersOf(election.wordsOfTerm, circumstances)
  const heartbeatAtMs = newest([leaderId, rivalId].map((id) => (id && election.wordsOfTerm.get(id)?.ledAtMs) ?? null))
  const newestWordMs = newest([...election.wordsOfTerm.values()].map((word) => word.heardAtMs)) ?? election.termSinceMs
  // A leader known by hearsay alone has from the first word of its term to speak for itself.
  const lastSignMs = leaderId ? (heartbeatAtMs ?? election.termSinceMs) : newestWordMs
  const silentSinceMs = Math.max(lastSignMs, election.excusedUntilMs)
  const silentIntervals = Math.floor((nowMs - silentSinceMs) / heartbeatIntervalMs)
  const state = stateOf(leaderId, rivalId, silentIntervals)
  const isSilence = (state === 'suspect' || state === 'lost') && leaderId === before.leaderId && term === before.term
  const silenceMs = heartbeatIntervalMs * (state === 'lost' ? lostAfterIntervals : suspectAfterIntervals)
  const knownAtMs = isSilence ? silentSinceMs + silenceMs : newestWordMs
  // History is read in order of time: no change is older than the one before it.
  const changedAtMs = Math.max(knownAtMs, before.changedAtMs)
  return {
    convoyId: before.convoyId,
    state,
    term,
    leaderId,
    rivalId,
    heartbeatAtMs,
    heartbeatIntervalMs,
    sinceMs: changedAtMs,
    candidates: state === 'electing' ? candidatesOf(election.wordsOfTerm) : [],
    doubt,
    changedAtMs,
    restartedAtMs,
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
function leadersOf(
  wordsOfTerm: Election['wordsOfTerm'],
  circumstances: Circumstances,
): Pick<Leadership, 'leaderId' | 'rivalId'> {
  const own = [...wordsOfTerm].filter(([, word]) => word.role === 'leader').map(([droneId]) => droneId)
  const [leaderId = null, rivalId = null] = own.length > 0 ? own.sort() : followedIn(wordsOfTerm, circumstances)
  return { leaderId, rivalId }
}

function followedIn(wordsOfTerm: Election['wordsOfTerm'], { joinedAtMs = () => 0 }: Circumstances): DroneId[] {
  const followed = [...wordsOfTerm.values()].flatMap(({ role, leaderId }) => (role === 'follower' && leaderId) || [])
  // Who follows knows that it does not lead, whatever is said of it, and who has left the convoy leads nobody here.
  const mayLead = (id: DroneId) => wordsOfTerm.get(id)?.role !== 'follower' && joinedAtMs(id) !== null
  const [most] = countedByMost(followed.filter(mayLead))
  return most ? [most.droneId] : []
}

/** Who stands, or is voted for, with the votes known; most votes first, then by drone id. */
function candidatesOf(wordsOfTerm: Election['wordsOfTerm']): Leadership['candidates'] {
  const votes = countedByMost([...wordsOfTerm.values()].flatMap(({ votedFor }) => votedFor ?? []))
  const voted = new Set(votes.map(({ droneId }) => droneId))
  const standing = [...wordsOfTerm].filter(([id, { role }]) => role === 'candidate' && !voted.has(id)).map(([id]) => id)
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
  if (before.state === 'unknown') return after.state === 'unknown' ? null : 'first_report'
  if (after.term < before.term) return 'terms_restarted'
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
