/**
 * Who leads a convoy, derived from the reports of its drones. The drones elect their leader; this code only observes.
 *
 * An election is its evidence (evidence.ts) and the leadership shown. The latter is a function of the evidence and the time,
 * except `sinceMs`, the time at which this server learnt of it.
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
  addReports,
  type Circumstances,
  doubtOf,
  type Evidence,
  newest,
  noEvidence,
  passTime,
  type Report,
  type Statement,
} from './evidence.ts'

export interface Election extends Evidence {
  readonly shown: Leadership
  /** A leader's silence counts only from this time on: before it this server received no reports. */
  readonly silenceCountsFromMs: number
}

export interface Step {
  election: Election
  /** The change in state, term, leader, rival or doubt; null when nothing changed. */
  change: LeadershipChange | null
}

/** An election without any evidence yet. */
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
  return { ...noEvidence(sinceMs), shown, silenceCountsFromMs: 0 }
}

/** Rows of older versions lack the fields for term doubt and restart. */
type StoredLeadership = Omit<Leadership, 'doubt' | 'changedAtMs' | 'restartedAtMs'> & Partial<Leadership>

/** The election as last stored, after a restart of the server. Votes are known again when they are next reported. */
export function restoreElection(stored: StoredLeadership): Election {
  const shown: Leadership = { doubt: null, changedAtMs: stored.sinceMs, restartedAtMs: null, ...stored }
  const { doubt, restartedAtMs } = shown
  const silentIntervals =
    shown.state === 'lost' ? lostAfterIntervals : shown.state === 'suspect' ? suspectAfterIntervals : 0
  const lastSignMs = shown.heartbeatAtMs ?? shown.sinceMs - silentIntervals * shown.heartbeatIntervalMs
  const term = shown.state === 'unknown' ? -1 : shown.term
  const instants = { recordedAtMs: lastSignMs, sinceMs: lastSignMs, heardAtMs: lastSignMs, knownSinceMs: lastSignMs }
  const restored = { ...instants, term, sequence: -1, votedFor: null }
  const statementsOfTerm = new Map<DroneId, Statement>()
  for (const id of [shown.leaderId, shown.rivalId])
    if (id) statementsOfTerm.set(id, { ...restored, role: 'leader', leaderId: id, ledAtMs: shown.heartbeatAtMs })
  for (const { droneId } of shown.candidates)
    statementsOfTerm.set(droneId, { ...restored, role: 'candidate', leaderId: null, ledAtMs: null })
  const evidence = {
    ...noEvidence(lastSignMs),
    term,
    statementsOfTerm,
    newestStatements: statementsOfTerm,
    restartedAtMs,
  }
  return { ...evidence, leaps: new Map(doubt ? [[doubt.droneId, doubt]] : []), shown, silenceCountsFromMs: 0 }
}

/** Starts a grace period for a server that received no reports until now. A leader that was suspect or lost before stays so until it reports. */
export function startGracePeriod(election: Election, untilMs: number): Election {
  const isSilent = election.shown.state === 'suspect' || election.shown.state === 'lost'
  return { ...election, receivingSinceMs: untilMs, ...(isSilent ? {} : { silenceCountsFromMs: untilMs }) }
}

/** Adds reports, in any order. */
export function next(election: Election, reports: readonly Report[], circumstances: Circumstances): Step {
  return tick(addReports(election, reports, circumstances), circumstances)
}

/** Advances the time: a silent leader becomes suspect, then lost. */
export function tick(before: Election, circumstances: Circumstances): Step {
  const election = passTime(before, circumstances)
  const shown = show(election, circumstances)
  const reason = reasonOf(before.shown, shown)
  const { sinceMs, doubt, changedAtMs } = before.shown
  // One change at a time: a doubt that begins or ends together with another change is recorded a tick later.
  if (reason) return toStep(election, { ...shown, doubt: doubt && (shown.doubt ?? doubt) }, reason)
  const calm = { ...shown, sinceMs, changedAtMs }
  if (!shown.doubt === !doubt) return { election: { ...election, shown: calm }, change: null }
  const doubtedAtMs = Math.max(changedAtMs, shown.doubt?.sinceMs ?? circumstances.nowMs)
  return toStep(election, { ...calm, changedAtMs: doubtedAtMs }, shown.doubt ? 'term_doubted' : 'doubt_ended')
}

/** Forgets term, leader and all evidence until then. */
export function reset({ shown: before, ...election }: Election, { convoyId, atMs, by, note }: LeadershipReset): Step {
  const changedAtMs = Math.max(atMs, before.changedAtMs)
  const open = openElection(convoyId, before.heartbeatIntervalMs, changedAtMs)
  const shown = { ...open.shown, changedAtMs, restartedAtMs: atMs }
  const { receivingSinceMs, silenceCountsFromMs } = election
  const step = toStep(
    { ...open, shown: before, receivingSinceMs, silenceCountsFromMs, restartedAtMs: atMs },
    shown,
    'reset',
  )
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
  const { leaderId, rivalId } = leadersOf(election.statementsOfTerm, circumstances)
  const heartbeatAtMs = newest(
    [leaderId, rivalId].map((id) => (id && election.statementsOfTerm.get(id)?.ledAtMs) ?? null),
  )
  const newestWordMs =
    newest([...election.statementsOfTerm.values()].map((statement) => statement.heardAtMs)) ?? election.termSinceMs
  // The timeout of a leader known only from its followers starts with the first statement of its term.
  const lastSignMs = leaderId ? (heartbeatAtMs ?? election.termSinceMs) : newestWordMs
  const silentSinceMs = Math.max(lastSignMs, election.silenceCountsFromMs)
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
    candidates: state === 'electing' ? candidatesOf(election.statementsOfTerm) : [],
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
 * The drones that report themselves as leader, sorted by id so that the result does not depend on the order of arrival. If there
 * is none, the drone that most others follow, ties broken by id: it may have no uplink of its own.
 */
function leadersOf(
  statementsOfTerm: Election['statementsOfTerm'],
  circumstances: Circumstances,
): Pick<Leadership, 'leaderId' | 'rivalId'> {
  const own = [...statementsOfTerm].filter(([, statement]) => statement.role === 'leader').map(([droneId]) => droneId)
  const [leaderId = null, rivalId = null] = own.length > 0 ? own.sort() : followedIn(statementsOfTerm, circumstances)
  return { leaderId, rivalId }
}

function followedIn(
  statementsOfTerm: Election['statementsOfTerm'],
  { joinedAtMs = () => 0 }: Circumstances,
): DroneId[] {
  const followed = [...statementsOfTerm.values()].flatMap(
    ({ role, leaderId }) => (role === 'follower' && leaderId) || [],
  )
  // A drone that reports itself as follower is not the leader, and neither is one that has left the convoy.
  const mayLead = (id: DroneId) => statementsOfTerm.get(id)?.role !== 'follower' && joinedAtMs(id) !== null
  const [most] = countedByMost(followed.filter(mayLead))
  return most ? [most.droneId] : []
}

/** The candidates and voted-for drones with their known votes; most votes first, then by drone id. */
function candidatesOf(statementsOfTerm: Election['statementsOfTerm']): Leadership['candidates'] {
  const votes = countedByMost([...statementsOfTerm.values()].flatMap(({ votedFor }) => votedFor ?? []))
  const voted = new Set(votes.map(({ droneId }) => droneId))
  const standing = [...statementsOfTerm]
    .filter(([id, { role }]) => role === 'candidate' && !voted.has(id))
    .map(([id]) => id)
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
