import type { PlatformType } from '../../../../schema/convoys.ts'
import type { DroneId } from '../../../../schema/ids.ts'
import type { StoredReading } from '../../../../schema/telemetry.ts'

export interface ExportedDrone {
  droneId: DroneId
  /** Safe to show anywhere; the id of a drone whose callsign has no visible character. */
  callsign: string
  platformType: PlatformType
  /** A track is split between two readings that are farther apart than this. */
  gapMs: number
}

/**
 * Writes one export as text. Called in this order: `begin`; for each drone `beginDrone`, `reading` for each of its readings, oldest
 * first, `endDrone`; `end`. What they return, joined, is the file. Remembers at most a few bytes of each reading of one drone.
 */
export interface ExportWriter {
  begin(title: string): string
  beginDrone(drone: ExportedDrone): string
  reading(reading: StoredReading): string
  endDrone(): Iterable<string>
  end(): string
}
