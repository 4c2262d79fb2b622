/** Leadership as the drones report it and as the screen shows it. The rules are in server/features/leadership/rules.ts. */
import type { ConvoyId, DroneId } from './ids.ts'

export const leadershipRoles = ['leader', 'follower', 'candidate'] as const
export type LeadershipRole = (typeof leadershipRoles)[number]

/** Link from the reporting drone to a peer. */
export interface PeerLink {
  droneId: DroneId
  linkPct: number
}

/** One drone's report on its election. A report with role `leader` is that leader's heartbeat. */
export interface LeadershipReport {
  /** Number of the election, 0 … 2^31-1. */
  term: number
  role: LeadershipRole
  /** The leader that the drone follows; null while unknown. A leader names itself. */
  leaderId: DroneId | null
  /** The candidate that it votes for; null when unknown. */
  votedFor: DroneId | null
  peers: PeerLink[]
}

/** At most this many peers in one report. */
export const maxPeersPerReport = 64

/** Order is the frame's code: append only. */
export const leadershipStates = ['unknown', 'healthy', 'electing', 'suspect', 'lost', 'split_brain'] as const
export type LeadershipState = (typeof leadershipStates)[number]

/** Default heartbeat interval of a leader. */
export const defaultHeartbeatIntervalMs = 2_000
export const suspectAfterIntervals = 3
export const lostAfterIntervals = 5

/**
 * A term may be this much above the last one and still be the next: elections count up by one, a drone that was cut off by
 * some dozens. More is a leap, which counts only once a majority of the convoy's reporting drones reports it.
 */
export const maxTermStep = 100
/** A leap reported by the only reporting drone is accepted after this long: by then others would have reported. */
export const leapStandsAfterIntervals = 5
/** After this long without a report of the term, a lower one that a majority agrees on is accepted as a restart. */
export const restartAfterIntervals = 15
/** A drone counts as reporting for this long after its last report. */
export const reportingIntervals = 30

/** A leap of terms in doubt: not applied until a majority reports it. */
export interface TermDoubt {
  term: number
  /** The drone that reports it; of several, the one with the highest term, then the lowest drone id. */
  droneId: DroneId
  /** Drones that recently reported a leap, and all reporting drones. */
  spokenOfBy: number
  reporting: number
  sinceMs: number
  heardAtMs: number
}

/** The leadership of one convoy at one instant. */
export interface Leadership {
  convoyId: ConvoyId
  state: LeadershipState
  term: number
  leaderId: DroneId | null
  /** The second leader of the same term while the state is split_brain, else null. */
  rivalId: DroneId | null
  /** Event time of the leader's last heartbeat; null before the first. */
  heartbeatAtMs: number | null
  heartbeatIntervalMs: number
  /** When this state began, event time. */
  sinceMs: number
  /** Candidates of the current election with their known votes; empty unless electing. */
  candidates: { droneId: DroneId; votes: number }[]
  doubt: TermDoubt | null
  /** Time of the newest change of any kind; no later change has an earlier time. */
  changedAtMs: number
  /** When terms were restarted or reset: earlier reports no longer count, whatever their term. Null if never. */
  restartedAtMs: number | null
}

/** An operator's order to forget the term and leader of a convoy. */
export interface LeadershipReset {
  convoyId: ConvoyId
  atMs: number
  by: string
  /** Reason given by the operator. */
  note: string | null
}

export const leadershipReasons = [
  'first_report',
  'higher_term',
  'election_started',
  'elected',
  'heartbeat_resumed',
  'heartbeat_late',
  'heartbeat_lost',
  'two_leaders',
  'split_resolved',
  'term_doubted',
  'doubt_ended',
  'terms_restarted',
  'reset',
] as const
export type LeadershipReason = (typeof leadershipReasons)[number]

/** A change of leadership and why it happened. */
export interface LeadershipChange {
  convoyId: ConvoyId
  atMs: number
  reason: LeadershipReason
  before: Pick<Leadership, 'state' | 'term' | 'leaderId'>
  after: Pick<Leadership, 'state' | 'term' | 'leaderId' | 'rivalId'>
  /** The leap of terms in doubt when it happened. */
  doubt?: Pick<TermDoubt, 'term' | 'droneId'>
  /** Who reset it and why; absent for changes made by the drones. */
  reset?: Pick<LeadershipReset, 'by' | 'note'>
}
