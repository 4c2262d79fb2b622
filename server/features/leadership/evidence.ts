/**
 * What the drones of a convoy have said of its elections, and which term follows from it. Evidence joins: reports may come
 * late, twice or in any order and end in the same evidence.
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

/** A reading that says something about the election. */
export type Report = Pick<StoredReading, 'droneId' | 'recordedAtMs' | 'receivedAtMs' | 'sequence'> & {
  leadership: LeadershipReport
}

/** The newest word of one drone in one term. */
export interface Word extends Pick<LeadershipReport, 'term' | 'role' | 'leaderId' | 'votedFor'> {
  recordedAtMs: number
  sequence: number
  /** Its first and newest word in this term. */
  sinceMs: number
  heardAtMs: number
  /** When this server came to know that the drone is in this term. */
  knownSinceMs: number
  /** Its newest heartbeat as leader; null: it never led in this term. */
  ledAtMs: number | null
}

export interface Evidence {
  /** The highest term that counts; -1 before the first word. */
  readonly term: number
  /** Oldest word in this term. */
  readonly termSinceMs: number
  /** When a report of this term last came in, however late: until then somebody spoke of it. */
  readonly termReceivedAtMs: number
  /** Words in this term. */
  readonly wordsOfTerm: ReadonlyMap<DroneId, Word>
  /** The newest word of each drone, in whatever term. */
  readonly newestWords: ReadonlyMap<DroneId, Word>
  /** Terms far above the others, by who spoke of them last. */
  readonly leaps: ReadonlyMap<DroneId, Pick<Word, 'term' | 'sinceMs' | 'heardAtMs'>>
  /** Before this the server could not hear: nobody was silent then. */
  readonly listeningSinceMs: number
  /** Words from before no longer count. */
  readonly restartedAtMs: number | null
}

export interface Circumstances {
  nowMs: number
  heartbeatIntervalMs: number
  /** When a drone came to this convoy from another one; 0: it was added to it; null: it does not belong to it. Absent: 0 for all. */
  joinedAtMs?(droneId: DroneId): number | null
}

export const noEvidence = (sinceMs: number): Evidence => ({
  term: -1,
  termSinceMs: sinceMs,
  termReceivedAtMs: sinceMs,
  wordsOfTerm: new Map(),
  newestWords: new Map(),
  leaps: new Map(),
  listeningSinceMs: 0,
  restartedAtMs: null,
})

/** A drone's clock may run ahead of ours: nothing was heard later than it was received. */
const heardAt = (report: Report): number => Math.min(report.recordedAtMs, report.receivedAtMs)

/**
 * Takes reports in any order. A higher term wins and forgets the words of the term before, unless it is a leap that no
 * majority speaks of; a lower one is not heard, however late it comes. Of one drone the word with the newest (event time,
 * sequence) counts.
 */
export function hear<E extends Evidence>(evidence: E, reports: readonly Report[], circumstances: Circumstances): E {
  const { restartedAtMs } = evidence
  const { nowMs } = circumstances
  const counted = reports.filter(
    (report) =>
      (restartedAtMs === null || heardAt(report) > restartedAtMs) && isOfThisConvoy(evidence, report, circumstances),
  )
  if (counted.length === 0) return evidence
  const newestWords = new Map(evidence.newestWords)
  for (const report of counted)
    newestWords.set(report.droneId, joinNewest(newestWords.get(report.droneId), report, nowMs))
  const heard = { ...evidence, newestWords }
  const spoken = counted.map((report) => report.leadership.term)
  const term = climb(evidence.term, spoken, heard, circumstances)
  const ofTerm = counted.filter((report) => report.leadership.term === term)
  const oldestMs = ofTerm.reduce((oldest, report) => Math.min(oldest, heardAt(report)), Number.POSITIVE_INFINITY)
  const risen = term === evidence.term ? { ...heard, wordsOfTerm: new Map(evidence.wordsOfTerm) } : enter(heard, term)
  const wordsOfTerm = new Map(risen.wordsOfTerm)
  for (const report of ofTerm) wordsOfTerm.set(report.droneId, join(wordsOfTerm.get(report.droneId), report, nowMs))
  const leaps = new Map(evidence.leaps)
  for (const report of counted)
    if (isLeap(report.leadership.term, term))
      leaps.set(report.droneId, joinLeap(leaps.get(report.droneId), report, circumstances))
  return {
    ...risen,
    ...{ wordsOfTerm, leaps, termSinceMs: Math.min(risen.termSinceMs, oldestMs) },
    termReceivedAtMs: ofTerm.length > 0 ? nowMs : risen.termReceivedAtMs,
  }
}

/** Drones assigned together are none the other's elder. */
const assignedTogetherMs = 60_000

/**
 * A drone that came from another convoy goes on speaking of the election there until it has heard of this one. It has when it
 * follows or votes for a drone of this convoy, or speaks of its term. Where nobody has been for longer there is no election yet.
 */
function isOfThisConvoy(evidence: Evidence, { droneId, leadership }: Report, circumstances: Circumstances): boolean {
  const joinedAtMs = circumstances.joinedAtMs?.(droneId) ?? (circumstances.joinedAtMs ? null : 0)
  if (joinedAtMs === null) return false
  const { newestWords, term } = evidence
  if (joinedAtMs === 0 || newestWords.has(droneId) || leadership.term === term) return true
  const names = [leadership.leaderId, leadership.votedFor]
  if (names.some((id) => id !== null && id !== droneId && newestWords.has(id))) return true
  for (const [id, word] of newestWords) {
    const elderMs = circumstances.joinedAtMs?.(id) ?? 0
    if (joinedAtMs - elderMs > assignedTogetherMs && isRecent(word, evidence, circumstances)) return false
  }
  return true
}

/** Without the words of drones that no longer belong to the convoy. */
export function forget<E extends Evidence>(evidence: E, hasLeft: (droneId: DroneId) => boolean): E {
  const { wordsOfTerm, newestWords, leaps } = evidence
  const stay = <W>(map: ReadonlyMap<DroneId, W>) => new Map([...map].filter(([droneId]) => !hasLeft(droneId)))
  const gone = [wordsOfTerm, newestWords, leaps].some((map) => [...map.keys()].some(hasLeft))
  return gone
    ? { ...evidence, wordsOfTerm: stay(wordsOfTerm), newestWords: stay(newestWords), leaps: stay(leaps) }
    : evidence
}

/** What time alone decides: a leap that stands unopposed counts, and terms that were counted from the start again do. */
export function passTime<E extends Evidence>(evidence: E, circumstances: Circumstances): E {
  const term = climb(evidence.term, [], evidence, circumstances)
  return restart(term === evidence.term ? evidence : enter(evidence, term), circumstances)
}

/** The leap in doubt; null when there is none. It is kept in view for a while after it was last spoken of. */
export function doubtOf(evidence: Evidence, circumstances: Circumstances): TermDoubt | null {
  const leaps = [...evidence.leaps]
    .filter(([, leap]) => isLeap(leap.term, evidence.term) && isRecent(leap, evidence, circumstances))
    .sort(([idA, a], [idB, b]) => b.term - a.term || (idA < idB ? -1 : 1))
  const [first] = leaps
  if (!first) return null
  const [droneId, { term, sinceMs, heardAtMs }] = first
  const reporting = reportingWords(evidence, circumstances).length
  return { term, droneId, spokenOfBy: leaps.length, reporting, sinceMs, heardAtMs }
}

const isLeap = (term: number, from: number): boolean => term - Math.max(from, 0) > maxTermStep

const isRecent = (
  { heardAtMs }: Pick<Word, 'heardAtMs'>,
  { listeningSinceMs }: Evidence,
  { nowMs, heartbeatIntervalMs }: Circumstances,
): boolean => nowMs - Math.max(heardAtMs, listeningSinceMs) < reportingIntervals * heartbeatIntervalMs

const reportingWords = (evidence: Evidence, circumstances: Circumstances): Word[] =>
  [...evidence.newestWords.values()].filter((word) => isRecent(word, evidence, circumstances))

/** The term that follows from those spoken of: step by step, and by leaps that a majority of the reporting drones makes. */
function climb(from: number, spoken: readonly number[], evidence: Evidence, circumstances: Circumstances): number {
  if (!spoken.some((term) => term > from) && !hasHigherWord(evidence, from)) return from
  const reporting = reportingWords(evidence, circumstances)
  const terms = [...spoken, ...reporting.map((word) => word.term)].sort((a, b) => a - b)
  const stepUp = (start: number) =>
    terms.reduce((term, next) => (next > term && !isLeap(next, term) ? next : term), start)
  const stepped = stepUp(from)
  const known = majorityTerm(reporting, evidence, circumstances)
  return known > stepped ? stepUp(known) : stepped
}

function hasHigherWord({ newestWords }: Evidence, than: number): boolean {
  for (const { term } of newestWords.values()) if (term > than) return true
  return false
}

/** The highest term such that more than half of the reporting drones speak of it or of a higher one; -1 when there is none. */
function majorityTerm(
  reporting: readonly Word[],
  { listeningSinceMs }: Evidence,
  circumstances: Circumstances,
): number {
  const sorted = [...reporting].sort((a, b) => b.term - a.term)
  const word = sorted[Math.floor(sorted.length / 2)]
  if (!word) return -1
  if (sorted.length > 1) return word.term
  // A drone that nobody was heard to contradict may only be the first to be heard.
  const stoodMs = circumstances.nowMs - Math.max(word.knownSinceMs, listeningSinceMs)
  return stoodMs >= leapStandsAfterIntervals * circumstances.heartbeatIntervalMs ? word.term : -1
}

/** Takes up a term with the words that are known of it. */
function enter<E extends Evidence>(evidence: E, term: number): E {
  const wordsOfTerm = new Map([...evidence.newestWords].filter(([, word]) => word.term === term))
  const sinceMs = [...wordsOfTerm.values()].reduce(
    (oldest, word) => Math.min(oldest, word.sinceMs),
    Number.POSITIVE_INFINITY,
  )
  return { ...evidence, term, wordsOfTerm, termSinceMs: sinceMs }
}

/**
 * A lower term counts as a restart of elections once nobody has spoken of the higher one for a set time and after that a
 * majority of the reporting drones has been heard to agree on it. What was said before is void: it is of the old count.
 */
function restart<E extends Evidence>(evidence: E, circumstances: Circumstances): E {
  const { term, newestWords, termReceivedAtMs, listeningSinceMs } = evidence
  const { nowMs, heartbeatIntervalMs } = circumstances
  const silentFromMs = Math.max(termReceivedAtMs, listeningSinceMs) + restartAfterIntervals * heartbeatIntervalMs
  if (nowMs < silentFromMs) return evidence
  const reporting = reportingWords(evidence, circumstances)
  const fresh = reporting.filter((word) => word.heardAtMs > silentFromMs)
  const counts = Map.groupBy(fresh, (word) => word.term)
  const agreed = [...counts].find(([, agreeing]) => agreeing.length > reporting.length / 2)?.[0]
  if (agreed === undefined || agreed >= term) return evidence
  const after = <T extends Pick<Word, 'heardAtMs'>>(map: ReadonlyMap<DroneId, T>) =>
    new Map([...map].filter(([, { heardAtMs }]) => heardAtMs > silentFromMs))
  const restarted = {
    ...evidence,
    ...{
      newestWords: after(newestWords),
      leaps: after(evidence.leaps),
      restartedAtMs: silentFromMs,
      termReceivedAtMs: nowMs,
    },
  }
  return enter(restarted, climb(agreed, [], restarted, circumstances))
}

function joinNewest(word: Word | undefined, report: Report, nowMs: number): Word {
  if (!word || word.term === report.leadership.term) return join(word, report, nowMs)
  return isNewer(report, word) ? join(undefined, report, nowMs) : word
}

/** A word and a report of the same term. */
function join(word: Word | undefined, report: Report, nowMs: number): Word {
  const { recordedAtMs, sequence } = report
  const { term, role, leaderId, votedFor } = report.leadership
  const heardAtMs = heardAt(report)
  const ledAtMs = role === 'leader' ? heardAtMs : null
  const said = { term, recordedAtMs, sequence, role, leaderId, votedFor }
  if (!word) return { ...said, sinceMs: heardAtMs, heardAtMs, knownSinceMs: nowMs, ledAtMs }
  return {
    ...(isNewer(report, word) ? { ...word, ...said } : word),
    sinceMs: Math.min(word.sinceMs, heardAtMs),
    heardAtMs: Math.max(word.heardAtMs, heardAtMs),
    ledAtMs: newest([word.ledAtMs, ledAtMs]),
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

/** The newest of the instants that are known; null when none is. */
export function newest(instants: readonly (number | null)[]): number | null {
  const known = instants.filter((atMs) => atMs !== null)
  return known.length > 0 ? Math.max(...known) : null
}
