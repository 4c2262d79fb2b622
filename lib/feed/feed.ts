/**
 * The data source of every layer and panel. Live and replay share this interface: the screen follows one time cursor. The picture
 * changes only when it is delivered, so everything read between two deliveries is one snapshot; timers only update ages. Objects
 * are updated in place: copy one to keep it past the next delivery.
 */
import type { PlatformType } from '../../schema/convoys.ts'
import type { ConvoyId, DroneId } from '../../schema/ids.ts'
import type { LeadershipRole, LeadershipState } from '../../schema/leadership.ts'
import type { Measurements } from '../../schema/telemetry.ts'

/** `silent`: has not reported yet. `unknown`: there is no connection to the server. */
export type Freshness = 'live' | 'late' | 'lost' | 'silent' | 'unknown'

/** One drone as last reported. Without `hasReading` the measured values mean nothing. */
export interface DroneTrack extends Measurements {
  droneId: DroneId
  convoyId: ConvoyId
  slot: number
  hasReading: boolean
  /** Bits of `readingFlag`. */
  flags: number
  role: LeadershipRole | null
  recordedAtMs: number
  sequence: number
  expectedIntervalMs: number | null
  /** As judged for this delivery. */
  freshness: Freshness
}

/** How many drones are in each state, as judged for this delivery. */
export type FleetCounts = Record<Freshness, number> & { total: number }

export interface LeadershipTrack {
  state: LeadershipState
  term: number
  leaderId: DroneId | null
  rivalId: DroneId | null
  heartbeatAtMs: number | null
  heartbeatIntervalMs: number
  sinceMs: number
  candidates: { droneId: DroneId; votes: number }[]
  doubt: DoubtTrack | null
}

/** A term far above the others that no majority has confirmed: not applied. */
export interface DoubtTrack {
  term: number
  /** Null when the drone is no longer in the convoy. */
  droneId: DroneId | null
  spokenOfBy: number
  reporting: number
}

export interface PeerLinkTrack {
  fromId: DroneId
  toId: DroneId
  linkPct: number
}

export interface ConvoyTrack {
  convoyId: ConvoyId
  /** By slot, without gaps. */
  drones: DroneTrack[]
  leadership: LeadershipTrack
  /** By `${fromSlot}-${toSlot}`. */
  links: Map<string, PeerLinkTrack>
  /** Server time of the newest frame. */
  frameAtMs: number
  /** Server time up to which this convoy is known to be complete. */
  heardAtMs: number
  /** False when the last message is so old that the current state of the convoy and its drones is unknown. */
  isKnown: boolean
  counts: FleetCounts
  epoch: number
  sequence: number
}

/** The state of the whole fleet at one instant. */
export interface FleetPicture {
  /** Incremented with every delivery; the next feed of a screen goes on from it. */
  version: number
  /** Incremented when the time cursor jumps: what came before does not lead to what is shown now. */
  jumps: number
  /** The time cursor: the server's current time when live, the selected instant in replay. */
  nowMs: number
  link: FeedStatus
  counts: FleetCounts
  /** Incremented for each drone whose freshness changes. */
  freshnessChanges: number
  convoys: Map<ConvoyId, ConvoyTrack>
  drones: Map<DroneId, DroneTrack>
  /** Drones that changed since the previous delivery; all of them after a full frame. */
  changed: Set<DroneId>
}

/**
 * `connecting`: no response yet; `loading`: the first picture is being received; `resyncing`: reconnected, and missed data is being
 * received; `behind`: connected, but without data for a while.
 */
export type LiveState = 'connecting' | 'loading' | 'live' | 'behind' | 'resyncing' | 'resynced' | 'dropped' | 'offline'

/**
 * `replay`: the past is shown as recorded; `seeking`: it is loading, and an earlier picture is shown; `unrecorded`: nothing was
 * recorded at that time, and nothing is shown; `unavailable`: it can't be loaded now.
 */
export type ReplayState = 'replay' | 'seeking' | 'unrecorded' | 'unavailable'
export type FeedState = LiveState | ReplayState

/** The state of the link, as judged for this delivery. */
export interface FeedStatus {
  state: FeedState
  /** Server time up to which the picture is complete; null before the first complete picture. */
  completeUpToMs: number | null
  /** Events known to be lost. */
  dropped: number
  /** When this state began, by the server's clock. */
  sinceMs: number
}

export interface Feed {
  readonly kind: 'live' | 'replay'
  /** Calls the listener with every picture and awaits its promise (the paint) before the next, so a slow screen gets fewer, newer pictures. */
  onPicture(listener: (picture: FleetPicture) => void | Promise<void>): () => void
  readonly picture: FleetPicture
  /** The current time cursor; it advances between frames. */
  nowMs(): number
  close(): void
}

/** Names, which frames do not include; loaded by GraphQL after each roster change. */
export interface RosterDrone {
  droneId: DroneId
  convoyId: ConvoyId
  callsign: string
  platformType: PlatformType
  /** The version to send with changes of the drone. */
  version: number
}
