/**
 * What the drones of a convoy have reported about its elections, and the term that follows from it. Merging is commutative and
 * idempotent: late, duplicate and reordered reports lead to the same evidence.
 */
import { isNewer } from '../../../lib/readings/order.ts'
import type { DroneId } from '../../../schema/ids.ts'
import {
  type LeadershipReport,
  leapStandsAfterIntervals,
  maxTermStep,
  reportingIntervals,
  restartAfterIntervals,
  type TermDoubt,
} from '../../../schema/leadership.ts'
import type { StoredReading } from '../../../schema/telemetry.ts'

/** A reading with a leadership report. */
export type Report = Pick<StoredReading, 'droneId' | 'recordedAtMs' | 'receivedAtMs' | 'sequence'> & {
  leadership: LeadershipReport
}

/** What one drone last reported in one term. */
export interface Statement extends Pick<LeadershipReport, 'term' | 'role' | 'leaderId' | 'votedFor'> {
  recordedAtMs: number
  sequence: number
  /** Its first and its newest report in this term. */
  sinceMs: number
  heardAtMs: number
  /** When this server learnt that the drone is in this term. */
  knownSinceMs: number
  /** Its newest heartbeat as leader; null if it never led in this term. */
  ledAtMs: number | null
}

export interface Evidence {
  /** The current term; -1 before the first report. */
  readonly term: number
  /** Time of the oldest report in this term. */
  readonly termSinceMs: number
  /** When a report of this term was last received, however old the report. */
  readonly termReceivedAtMs: number
  /** Each drone's statement in this term. */
  readonly statementsOfTerm: ReadonlyMap<DroneId, Statement>
  /** Each drone's newest statement, in any term. */
  readonly newestStatements: ReadonlyMap<DroneId, Statement>
  /** Terms far above the others, by the drone that reported them. */
  readonly leaps: ReadonlyMap<DroneId, Pick<Statement, 'term' | 'sinceMs' | 'heardAtMs'>>
  /** The server received no reports before this time: silence before it proves nothing. */
  readonly receivingSinceMs: number
  /** Reports from before this time no longer count. */
  readonly restartedAtMs: number | null
}

export interface Circumstances {
  nowMs: number
  heartbeatIntervalMs: number
  /** When a drone moved here from another convoy; 0 for one created in this convoy, null for one of another convoy. Absent: 0 for all. */
  joinedAtMs?(droneId: DroneId): number | null
}

export const noEvidence = (sinceMs: number): Evidence => ({
  term: -1,
  termSinceMs: sinceMs,
  termReceivedAtMs: sinceMs,
  statementsOfTerm: new Map(),
  newestStatements: new Map(),
  leaps: new Map(),
  receivingSinceMs: 0,
  restartedAtMs: null,
})

/** A drone's clock may run ahead of ours: a report never counts as later than it was received. */
const heardAt = (report: Report): number => Math.min(report.recordedAtMs, report.receivedAtMs)

/**
 * Merges reports, in any order. A higher term wins and discards the statements of the previous one, unless it is a leap that no
 * majority confirms; reports of a lower term are ignored, however late they arrive. Of each drone the report with the newest
 * (event time, sequence) counts.
 */
export function addReports<E extends Evidence>(
  evidence: E,
  reports: readonly Report[],
  circumstances: Circumstances,
): E {
  const { restartedAtMs } = evidence
  const { nowMs } = circumstances
  const counted = reports.filter(
    (report) =>
      (restartedAtMs === null || heardAt(report) > restartedAtMs) && isOfThisConvoy(evidence, report, circumstances),
  )
  if (counted.length === 0) return evidence
  const newestStatements = new Map(evidence.newestStatements)
  for (const report of counted)
    newestStatements.set(report.droneId, joinNewest(newestStatements.get(report.droneId), report, nowMs))
  const updated = { ...evidence, newestStatements }
  const reported = counted.map((report) => report.leadership.term)
  const term = climb(evidence.term, reported, updated, circumstances)
  const ofTerm = counted.filter((report) => report.leadership.term === term)
  const oldestMs = ofTerm.reduce((oldest, report) => Math.min(oldest, heardAt(report)), Number.POSITIVE_INFINITY)
  const risen = term === evidence.term ? updated : enter(updated, term)
  const statementsOfTerm = new Map(risen.statementsOfTerm)
  for (const report of ofTerm)
    statementsOfTerm.set(report.droneId, join(statementsOfTerm.get(report.droneId), report, nowMs))
  const leaps = new Map(evidence.leaps)
  for (const report of counted)
    if (isLeap(report.leadership.term, term))
      leaps.set(report.droneId, joinLeap(leaps.get(report.droneId), report, circumstances))
  return {
    ...risen,
    ...{ statementsOfTerm, leaps, termSinceMs: Math.min(risen.termSinceMs, oldestMs) },
    termReceivedAtMs: ofTerm.length > 0 ? nowMs : risen.termReceivedAtMs,
  }
}

/** Drones that joined within this time of each other count as joining together. */
const assignedTogetherMs = 60_000

/**
 * A drone that joined from another convoy may go on reporting the election there. Its reports count once it follows or votes for
 * a drone of this convoy, or reports this convoy's term, or when no drone has been in the convoy for longer.
 */
function isOfThisConvoy(evidence: Evidence, { droneId, leadership }: Report, circumstances: Circumstances): boolean {
  const joinedAtMs = circumstances.joinedAtMs?.(droneId) ?? (circumstances.joinedAtMs ? null : 0)
  if (joinedAtMs === null) return false
  const { newestStatements, term } = evidence
  if (joinedAtMs === 0 || newestStatements.has(droneId) || leadership.term === term) return true
  const names = [leadership.leaderId, leadership.votedFor]
  if (names.some((id) => id !== null && id !== droneId && newestStatements.has(id))) return true
  for (const [id, statement] of newestStatements) {
    const elderMs = circumstances.joinedAtMs?.(id) ?? 0
    if (joinedAtMs - elderMs > assignedTogetherMs && isRecent(statement, evidence, circumstances)) return false
  }
  return true
}

/** Removes the statements of drones that have left the convoy. */
export function forget<E extends Evidence>(evidence: E, hasLeft: (droneId: DroneId) => boolean): E {
  const { statementsOfTerm, newestStatements, leaps } = evidence
  const stay = <W>(map: ReadonlyMap<DroneId, W>) => new Map([...map].filter(([droneId]) => !hasLeft(droneId)))
  const gone = [statementsOfTerm, newestStatements, leaps].some((map) => [...map.keys()].some(hasLeft))
  return gone
    ? {
        ...evidence,
        statementsOfTerm: stay(statementsOfTerm),
        newestStatements: stay(newestStatements),
        leaps: stay(leaps),
      }
    : evidence
}

/** What changes only with time: an uncontradicted leap is accepted, and so is a restart of the term count. */
export function passTime<E extends Evidence>(evidence: E, circumstances: Circumstances): E {
  const term = climb(evidence.term, [], evidence, circumstances)
  return restart(term === evidence.term ? evidence : enter(evidence, term), circumstances)
}

/** The leap in doubt, or null. It stays visible for a while after the last report of it. */
export function doubtOf(evidence: Evidence, circumstances: Circumstances): TermDoubt | null {
  const leaps = [...evidence.leaps]
    .filter(([, leap]) => isLeap(leap.term, evidence.term) && isRecent(leap, evidence, circumstances))
    .sort(([idA, a], [idB, b]) => b.term - a.term || (idA < idB ? -1 : 1))
  const [first] = leaps
  if (!first) return null
  const [droneId, { term, sinceMs, heardAtMs }] = first
  const reporting = reportingStatements(evidence, circumstances).length
  return { term, droneId, spokenOfBy: leaps.length, reporting, sinceMs, heardAtMs }
}

const isLeap = (term: number, from: number): boolean => term - Math.max(from, 0) > maxTermStep

const isRecent = (
  { heardAtMs }: Pick<Statement, 'heardAtMs'>,
  { receivingSinceMs }: Evidence,
  { nowMs, heartbeatIntervalMs }: Circumstances,
): boolean => nowMs - Math.max(heardAtMs, receivingSinceMs) < reportingIntervals * heartbeatIntervalMs

const reportingStatements = (evidence: Evidence, circumstances: Circumstances): Statement[] =>
  [...evidence.newestStatements.values()].filter((statement) => isRecent(statement, evidence, circumstances))

/** The term that follows from the reported ones: by small steps, and by leaps that a majority of the reporting drones confirms. */
function climb(from: number, reported: readonly number[], evidence: Evidence, circumstances: Circumstances): number {
  if (!reported.some((term) => term > from) && !hasHigherTerm(evidence, from)) return from
  const reporting = reportingStatements(evidence, circumstances)
  const terms = [...reported, ...reporting.map((statement) => statement.term)].sort((a, b) => a - b)
  const stepUp = (start: number) =>
    terms.reduce((term, next) => (next > term && !isLeap(next, term) ? next : term), start)
  const stepped = stepUp(from)
  const known = majorityTerm(reporting, evidence, circumstances)
  return known > stepped ? stepUp(known) : stepped
}

function hasHigherTerm({ newestStatements }: Evidence, than: number): boolean {
  for (const { term } of newestStatements.values()) if (term > than) return true
  return false
}

/** The highest term such that more than half of the reporting drones report it or a higher one; -1 when there is none. */
function majorityTerm(
  reporting: readonly Statement[],
  { receivingSinceMs }: Evidence,
  circumstances: Circumstances,
): number {
  const sorted = [...reporting].sort((a, b) => b.term - a.term)
  const statement = sorted[Math.floor(sorted.length / 2)]
  if (!statement) return -1
  if (sorted.length > 1) return statement.term
  // A single reporting drone may just be the first to be received: wait before believing it.
  const stoodMs = circumstances.nowMs - Math.max(statement.knownSinceMs, receivingSinceMs)
  return stoodMs >= leapStandsAfterIntervals * circumstances.heartbeatIntervalMs ? statement.term : -1
}

/** Moves to a term, with the statements known in it. */
function enter<E extends Evidence>(evidence: E, term: number): E {
  const statementsOfTerm = new Map([...evidence.newestStatements].filter(([, statement]) => statement.term === term))
  const sinceMs = [...statementsOfTerm.values()].reduce(
    (oldest, statement) => Math.min(oldest, statement.sinceMs),
    Number.POSITIVE_INFINITY,
  )
  return { ...evidence, term, statementsOfTerm, termSinceMs: sinceMs }
}

/**
 * A lower term counts as a restart of the term count once the higher one has not been reported for a set time and then a majority
 * of the reporting drones agrees on the lower one. Earlier statements are discarded: they belong to the old count.
 */
function restart<E extends Evidence>(evidence: E, circumstances: Circumstances): E {
  const { term, newestStatements, termReceivedAtMs, receivingSinceMs } = evidence
  const { nowMs, heartbeatIntervalMs } = circumstances
  const silentFromMs = Math.max(termReceivedAtMs, receivingSinceMs) + restartAfterIntervals * heartbeatIntervalMs
  if (nowMs < silentFromMs) return evidence
  const reporting = reportingStatements(evidence, circumstances)
  const fresh = reporting.filter((statement) => statement.heardAtMs > silentFromMs)
  const counts = Map.groupBy(fresh, (statement) => statement.term)
  const agreed = [...counts].find(([, agreeing]) => agreeing.length > reporting.length / 2)?.[0]
  if (agreed === undefined || agreed >= term) return evidence
  const after = <T extends Pick<Statement, 'heardAtMs'>>(map: ReadonlyMap<DroneId, T>) =>
    new Map([...map].filter(([, { heardAtMs }]) => heardAtMs > silentFromMs))
  const restarted = {
    ...evidence,
    ...{
      newestStatements: after(newestStatements),
      leaps: after(evidence.leaps),
      restartedAtMs: silentFromMs,
      termReceivedAtMs: nowMs,
    },
  }
  return enter(restarted, climb(agreed, [], restarted, circumstances))
}

function joinNewest(statement: Statement | undefined, report: Report, nowMs: number): Statement {
  if (!statement || statement.term === report.leadership.term) return join(statement, report, nowMs)
  return isNewer(report, statement) ? join(undefined, report, nowMs) : statement
}

/** Merges a report into the drone's statement of the same term. */
function join(statement: Statement | undefined, report: Report, nowMs: number): Statement {
  const { recordedAtMs, sequence } = report
  const { term, role, leaderId, votedFor } = report.leadership
  const heardAtMs = heardAt(report)
  const ledAtMs = role === 'leader' ? heardAtMs : null
  const reported = { term, recordedAtMs, sequence, role, leaderId, votedFor }
  if (!statement) return { ...reported, sinceMs: heardAtMs, heardAtMs, knownSinceMs: nowMs, ledAtMs }
  return {
    ...(isNewer(report, statement) ? { ...statement, ...reported } : statement),
    sinceMs: Math.min(statement.sinceMs, heardAtMs),
    heardAtMs: Math.max(statement.heardAtMs, heardAtMs),
    ledAtMs: newest([statement.ledAtMs, ledAtMs]),
  }
}

type Leap = Evidence['leaps'] extends ReadonlyMap<DroneId, infer L> ? L : never

function joinLeap(leap: Leap | undefined, report: Report, { heartbeatIntervalMs }: Circumstances): Leap {
  const heardAtMs = heardAt(report)
  const { term } = report.leadership
  const isOver = leap && heardAtMs - leap.heardAtMs >= reportingIntervals * heartbeatIntervalMs
  if (!leap || isOver) return { term, sinceMs: heardAtMs, heardAtMs }
  return {
    term: Math.max(leap.term, term),
    sinceMs: Math.min(leap.sinceMs, heardAtMs),
    heardAtMs: Math.max(leap.heardAtMs, heardAtMs),
  }
}

/** The newest of the known instants, or null. */
export function newest(instants: readonly (number | null)[]): number | null {
  let newestMs: number | null = null
  for (const atMs of instants) if (atMs !== null && (newestMs === null || atMs > newestMs)) newestMs = atMs
  return newestMs
}
