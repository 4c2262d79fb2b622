/**
 * What every layer and panel of the screen draws from. Live and replay are the same feed: the screen follows one time cursor.
 * Objects are updated in place: a reader that keeps one beyond its callback copies it.
 */
import type { PlatformType } from '../../schema/convoys.ts'
import type { ConvoyId, DroneId } from '../../schema/ids.ts'
import type { LeadershipRole, LeadershipState } from '../../schema/leadership.ts'

/** One drone as last reported. Without `hasReading` the measured values mean nothing. */
export interface DroneTrack {
  droneId: DroneId
  convoyId: ConvoyId
  slot: number
  hasReading: boolean
  /** Bits of `readingFlag`. */
  flags: number
  role: LeadershipRole | null
  recordedAtMs: number
  sequence: number
  latitudeDeg: number
  longitudeDeg: number
  altitudeM: number | null
  headingDeg: number | null
  speedMps: number | null
  fuelPct: number | null
  linkPct: number | null
  expectedIntervalMs: number | null
}

export interface LeadershipTrack {
  state: LeadershipState
  term: number
  leaderId: DroneId | null
  rivalId: DroneId | null
  heartbeatAtMs: number | null
  heartbeatIntervalMs: number
  sinceMs: number
  candidates: { droneId: DroneId; votes: number }[]
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
  epoch: number
  sequence: number
}

/** Everything on the map at one instant. */
export interface FleetPicture {
  /** The time cursor: now by the server's clock when live, the chosen instant in replay. */
  nowMs: number
  convoys: Map<ConvoyId, ConvoyTrack>
  drones: Map<DroneId, DroneTrack>
  /** Drones that changed since the picture was delivered before; all of them after a full frame. */
  changed: Set<DroneId>
}

export type FeedState = 'connecting' | 'live' | 'behind' | 'resynced' | 'dropped' | 'offline'

/** What the link badge shows. */
export interface FeedStatus {
  state: FeedState
  /** How old what is shown is at the least. */
  behindMs: number
  /** Events recovered at the last resume. */
  recovered: number
  /** Events known to be lost. */
  dropped: number
  /** When this state began, by the server's clock. */
  sinceMs: number
}

export interface Feed {
  readonly kind: 'live' | 'replay'
  /** Calls with every picture; waits for the promise (the paint) before the next, so a slow screen gets fewer, newer pictures. */
  onPicture(listener: (picture: FleetPicture) => void | Promise<void>): () => void
  onStatus(listener: (status: FeedStatus) => void): () => void
  readonly picture: FleetPicture
  readonly status: FeedStatus
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
}
