/** What the bus carries. Two topics: `readings` feeds the live picture, `events` is the log that a screen resumes from. */

import type { WeaponType } from './engagements.ts'
import type { ConvoyId, DroneId, EngagementId } from './ids.ts'
import type { LeadershipChange } from './leadership.ts'
import type { StoredReading } from './telemetry.ts'

/** Readings of one convoy that have just become durable, in the order they were judged. */
export interface ReadingsMessage {
  convoyId: ConvoyId
  readings: StoredReading[]
}

export interface EngagementEvent {
  kind: 'engagement'
  convoyId: ConvoyId
  engagementId: EngagementId
  droneId: DroneId
  callsign: string
  hit: boolean
  weaponType: WeaponType
  newAccuracyPct: number
  atMs: number
}

/** The board moved: of this drone the rank before (null: new to the board) and after, and whom it passed. */
export interface RankEvent {
  kind: 'rank'
  convoyId: ConvoyId
  droneId: DroneId
  callsign: string
  rankBefore: number | null
  rankAfter: number
  accuracyPct: number
  atMs: number
}

export type LeadershipEvent = { kind: 'leadership' } & LeadershipChange

/** The list of convoys or a convoy's drones changed: load it anew. */
export interface RosterEvent {
  kind: 'roster'
  convoyId: ConvoyId
  atMs: number
}

export type ConvoyEvent = EngagementEvent | RankEvent | LeadershipEvent | RosterEvent

export interface Topics {
  readings: ReadingsMessage
  events: ConvoyEvent
}
export type Topic = keyof Topics
