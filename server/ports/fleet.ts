import type { Convoy, Drone } from '../../schema/convoys.ts'
import type { ReadingsMessage } from '../../schema/events.ts'
import type { ConvoyId, DroneId } from '../../schema/ids.ts'
import type { StoredReading } from '../../schema/telemetry.ts'

/** A drone's record of engagements in its convoy. */
export interface DroneFigures {
  totalEngagements: number
  successfulHits: number
  currentStreak: number
}

/** What is cached of one drone in one convoy. A part that is not known is null. */
export interface DroneState {
  droneId: DroneId
  /** Its row of the roster. */
  drone: Drone | null
  /** Its newest reading. */
  reading: StoredReading | null
  figures: DroneFigures | null
  /** The term in which it leads its convoy; null unless it is the leader. */
  leaderOfTerm: number | null
  /**
   * When `reading` was last compared with the database; null: never since the state was lost, so a drone without a reading here
   * may have one in the database. Read it together with `reading`.
   */
  checkedAtMs: number | null
}

/** The parts of a state that a caller reads. */
export type StatePart = Exclude<keyof DroneState, 'droneId'>
export type PartialState<P extends StatePart> = Pick<DroneState, 'droneId' | P>

/** Parts of a state to set; an absent part is left as it is. */
export type DroneFacts = Pick<DroneState, 'droneId'> & {
  [P in 'drone' | 'figures' | 'checkedAtMs']?: NonNullable<DroneState[P]>
}

export interface CachedRoster {
  convoy: Convoy
  /** In service, in no order. */
  droneIds: DroneId[]
}

/**
 * The state of every drone and the roster of every convoy, shared by all processes. Not a system of record: it may lose anything
 * at any time, and a state that nobody changed for a day is forgotten. Every method fails with `unavailable` or `limited`, after
 * which parts of a change may have been made; every change may be repeated. Any number of drones in one call costs a few round
 * trips, never one per drone.
 */
export interface FleetCache {
  /**
   * Sets the newest reading of drones. In whatever order readings come, and from whichever process, an older one never replaces a
   * newer one. `checkedAtMs`: when these readings were compared with the database, for their states; set in the same step, so that
   * a loss in between leaves no state that was compared and lacks its reading.
   */
  advance(messages: readonly ReadingsMessage[], checkedAtMs?: number): Promise<void>
  /** Sets parts of states. A row never replaces one of a higher version, nor figures those with more engagements. */
  describe(convoyId: ConvoyId, facts: readonly DroneFacts[]): Promise<void>
  /** These parts of the states, in the order of the ids; null for a drone of which none of them is known. */
  read<P extends StatePart>(
    convoyId: ConvoyId,
    droneIds: readonly DroneId[],
    parts: readonly P[],
  ): Promise<(PartialState<P> | null)[]>
  /** Stores the convoy, unless a higher version is known, and changes its roster. Drones that left it lose their state in it. */
  enlist(convoy: Convoy, change: { joined: readonly DroneId[]; left: readonly DroneId[] }): Promise<void>
  /** Every known convoy, archived ones too, in no order. */
  rosters(): Promise<CachedRoster[]>
  /**
   * Makes this drone the only leader of its convoy, or, for null, no drone. Changes nothing when a change of a later `atMs` is
   * known; with the same `atMs` the last call wins.
   */
  lead(leader: { convoyId: ConvoyId; droneId: DroneId | null; term: number; atMs: number }): Promise<void>
}
