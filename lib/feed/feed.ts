/**
 * What every layer and panel of the screen draws from. Live and replay are the same feed: the screen follows one time cursor.
 * The picture changes only when it is delivered, so everything read between two deliveries comes from one snapshot; timers
 * move ages, nothing else. Objects are updated in place: a reader that keeps one beyond the next delivery copies it.
 */
import type { PlatformType } from '../../schema/convoys.ts'
import type { ConvoyId, DroneId } from '../../schema/ids.ts'
import type { LeadershipRole, LeadershipState } from '../../schema/leadership.ts'
import type { Measurements } from '../../schema/telemetry.ts'

/** `silent`: has not reported yet. `unknown`: the link to the server is cut, so nobody here can know. */
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

/** A term far above the others that no majority speaks of: not applied. */
export interface DoubtTrack {
  term: number
  /** Null: a drone that the convoy no longer has. */
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
  /** By slot; never a hole. */
  drones: DroneTrack[]
  leadership: LeadershipTrack
  /** By `${fromSlot}-${toSlot}`. */
  links: Map<string, PeerLinkTrack>
  /** Server time of the newest frame. */
  frameAtMs: number
  /** Server time up to which this convoy is known to be complete. */
  heardAtMs: number
  /** False: nothing has been heard for so long that the state of the convoy and its drones now is unknown. */
  isKnown: boolean
  counts: FleetCounts
  epoch: number
  sequence: number
}

/** Everything on the map at one instant. */
export interface FleetPicture {
  /** Counts up with every delivery. */
  version: number
  /** The time cursor: now by the server's clock when live, the chosen instant in replay. */
  nowMs: number
  link: FeedStatus
  counts: FleetCounts
  convoys: Map<ConvoyId, ConvoyTrack>
  drones: Map<DroneId, DroneTrack>
  /** Drones that changed since the picture was delivered before; all of them after a full frame. */
  changed: Set<DroneId>
}

/**
 * `connecting`: no answer yet; `loading`: the first picture is on its way; `resyncing`: connected again, what was missed is
 * on its way; `behind`: connected, but nothing has come for a while.
 */
export type FeedState = 'connecting' | 'loading' | 'live' | 'behind' | 'resyncing' | 'resynced' | 'dropped' | 'offline'

/** The state of the link, as judged for this delivery. */
export interface FeedStatus {
  state: FeedState
  /** Server time up to which the picture is known to be complete; null until it first was. */
  completeUpToMs: number | null
  /** Events known to be lost. */
  dropped: number
  /** When this state began, by the server's clock. */
  sinceMs: number
}

export interface Feed {
  readonly kind: 'live' | 'replay'
  /** Calls with every picture; waits for the promise (the paint) before the next, so a slow screen gets fewer, newer pictures. */
  onPicture(listener: (picture: FleetPicture) => void | Promise<void>): () => void
  readonly picture: FleetPicture
  /** The time cursor now; between frames it runs on. */
  nowMs(): number
  close(): void
}

/** Names that frames leave out, loaded once per roster change by GraphQL. */
export interface RosterDrone {
  droneId: DroneId
  convoyId: ConvoyId
  callsign: string
  platformType: PlatformType
  /** To be passed to what changes the drone. */
  version: number
}
