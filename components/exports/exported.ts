import type { ConvoyId, DroneId } from '../../schema/ids.ts'

/** What is exported: one drone, or the drones of a convoy that are in service. */
export interface Exported {
  callsign: string
  /** Null: the one drone alone. */
  convoyId: ConvoyId | null
  drones: readonly { droneId: DroneId; callsign: string }[]
}
