/** Leadership as the drones report it and as the screen shows it. The rules are in server/features/leadership/rules.ts. */
import type { ConvoyId, DroneId } from './ids.ts'

export const leadershipRoles = ['leader', 'follower', 'candidate'] as const
export type LeadershipRole = (typeof leadershipRoles)[number]

/** Link from the reporting drone to a peer. */
export interface PeerLink {
  droneId: DroneId
  linkPct: number
}

/** What one drone says about the election it knows of. A report with role `leader` is that leader's heartbeat. */
export interface LeadershipReport {
  /** Number of the election, 0 … 2^31-1. */
  term: number
  role: LeadershipRole
  /** Whom the reporting drone follows; null while it knows none. For a leader: itself. */
  leaderId: DroneId | null
  /** Whom it votes for, reported by candidates and voters; null when unknown. */
  votedFor: DroneId | null
  peers: PeerLink[]
}

/** At most this many peers in one report. */
export const maxPeersPerReport = 64

/** Order is the frame's code: append only. */
export const leadershipStates = ['unknown', 'healthy', 'electing', 'suspect', 'lost', 'split_brain'] as const
export type LeadershipState = (typeof leadershipStates)[number]

/** How often a leader gives proof of life unless its convoy says otherwise. */
export const defaultHeartbeatIntervalMs = 2_000
export const suspectAfterIntervals = 3
export const lostAfterIntervals = 5

/** The leadership of one convoy at one instant. */
export interface Leadership {
  convoyId: ConvoyId
  state: LeadershipState
  term: number
  leaderId: DroneId | null
  /** The second leader of the same term while the state is split_brain, else null. */
  rivalId: DroneId | null
  /** Event time of the last proof of life of the leader; null before the first. */
  heartbeatAtMs: number | null
  heartbeatIntervalMs: number
  /** When this state began, event time. */
  sinceMs: number
  /** Drones that stand in the running election, with the votes known for each; empty unless electing. */
  candidates: { droneId: DroneId; votes: number }[]
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
] as const
export type LeadershipReason = (typeof leadershipReasons)[number]

/** A change of leadership and why it happened. */
export interface LeadershipChange {
  convoyId: ConvoyId
  atMs: number
  reason: LeadershipReason
  before: Pick<Leadership, 'state' | 'term' | 'leaderId'>
  after: Pick<Leadership, 'state' | 'term' | 'leaderId' | 'rivalId'>
}
