/** Convoys, drones and their routes. */
import type { ConvoyId, DroneId } from './ids.ts'

export interface GeoPoint {
  latitudeDeg: number
  longitudeDeg: number
}

export const convoyStatuses = ['PLANNED', 'ACTIVE', 'HOLDING', 'COMPLETED', 'ABORTED'] as const
export type ConvoyStatus = (typeof convoyStatuses)[number]

export const roeLevels = ['WEAPONS_HOLD', 'WEAPONS_TIGHT', 'WEAPONS_FREE', 'OBSERVE_ONLY'] as const
export type RoeLevel = (typeof roeLevels)[number]

export const platformTypes = ['MQ9_REAPER', 'MQ1C_GRAY_EAGLE', 'RQ7_SHADOW', 'RQ21_BLACKJACK', 'UNKNOWN'] as const
export type PlatformType = (typeof platformTypes)[number]

/** A mission-level group of drones. */
export interface Convoy {
  convoyId: ConvoyId
  callsign: string
  /** Area of responsibility: a simple polygon, not closed (the last point joins the first). Empty if none was given. */
  aor: GeoPoint[]
  roe: RoeLevel
  commandingUnit: string
  status: ConvoyStatus
  heartbeatIntervalMs: number
  createdAtMs: number
  /** Null when in use. An archived convoy is not on the map or in lists; its stored data can still be read. */
  archivedAtMs: number | null
  version: number
}

/** One platform in a convoy. */
export interface Drone {
  convoyId: ConvoyId
  droneId: DroneId
  callsign: string
  platformType: PlatformType
  /** Expected reporting interval; null when unknown: the screen then estimates it. */
  reportIntervalMs: number | null
  createdAtMs: number
  /** When it was assigned to this convoy; null if it was created in it. */
  assignedAtMs: number | null
  /** Null when in service. A retired drone is not on the map or in lists and its readings are refused; its history is kept. */
  retiredAtMs: number | null
  /** When it was assigned to another convoy; null while it belongs to this one. Rows of convoys that it has left are never shown. */
  leftAtMs: number | null
  version: number
}

/** One of the points of a drone's mission route; sequence counts from 1. */
export interface Waypoint extends GeoPoint {
  sequence: number
  altitudeM: number
}

export const waypointsPerRoute = 25
/** The convoy that unknown drones are enrolled into when AUTO_ENROLL is on. */
export const unassignedConvoyId = '00000000-0000-4000-8000-00000000a551' as ConvoyId
