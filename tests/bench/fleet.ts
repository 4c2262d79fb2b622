/** A fleet whose readings are made from their number alone: the same for every side of a measurement. */

import type { Convoy, Drone } from '../../schema/convoys.ts'
import type { ConvoyId, DroneId } from '../../schema/ids.ts'
import { allTables } from '../../schema/tables.ts'
import { telemetryBucketMs, unmeasured } from '../../schema/telemetry.ts'
import { openLmdbTables } from '../../server/adapters/lmdb/tables.ts'
import { createMemoryBus } from '../../server/adapters/memory/bus.ts'
import { systemClock } from '../../server/adapters/memory/clock.ts'
import { openRoster } from '../../server/repositories/roster.ts'

export interface FleetReadings {
  droneIds: readonly DroneId[]
  /** Readings as a gateway sends them: each lane has drones of its own, whose time goes on from batch to batch. */
  readings(lane: number, batch: number, size: number): object[]
  /** The same as rows of the store. */
  rows(
    lane: number,
    batch: number,
    size: number,
  ): { droneId: DroneId; timeBucketMs: number; recordedAtMs: number; sequence: number }[]
}

export function createFleetReadings(lanes: number, dronesPerLane: number): FleetReadings {
  const droneIds = Array.from(
    { length: lanes * dronesPerLane },
    (_, i) => `660e8400-e29b-41d4-a716-${String(i).padStart(12, '0')}` as DroneId,
  )
  const startMs = Date.now() - 20 * 86_400_000
  const readingOf = (lane: number, number: number) => {
    const droneId = droneIds[lane * dronesPerLane + (number % dronesPerLane)] as DroneId
    const step = Math.floor(number / dronesPerLane)
    return {
      ...unmeasured,
      droneId,
      recordedAtMs: startMs + step * 200,
      sequence: step,
      latitudeDeg: 34 + ((number * 7919) % 100_000) / 50_000,
      longitudeDeg: 66 + ((number * 104_729) % 100_000) / 25_000,
      altitudeM: 3_000 + ((number * 31) % 2_000) / 2,
      headingDeg: (number * 13) % 360,
      speedMps: 80 + ((number * 17) % 400) / 10,
      fuelPct: 100 - (step % 1_000) / 20,
      linkPct: 60 + ((number * 7) % 400) / 10,
    }
  }
  return {
    droneIds,
    readings: (lane, batch, size) =>
      Array.from({ length: size }, (_, i) => {
        const { recordedAtMs, ...rest } = readingOf(lane, batch * size + i)
        return { ...rest, recordedAt: recordedAtMs }
      }),
    rows: (lane, batch, size) =>
      Array.from({ length: size }, (_, i) => {
        const reading = readingOf(lane, batch * size + i)
        const timeBucketMs = Math.floor(reading.recordedAtMs / telemetryBucketMs) * telemetryBucketMs
        return { ...reading, timeBucketMs, leadership: null, receivedAtMs: startMs, flags: 0 }
      }),
  }
}

/** Puts the fleet on the roster of a store that no server has open, spread evenly over `convoys`. */
export async function enlistFleet(dataDir: string, { droneIds }: FleetReadings, convoys = 1): Promise<void> {
  const clock = systemClock
  const tables = await openLmdbTables({ dataDir, clock, tables: allTables })
  const roster = await openRoster({ tables, clock, bus: createMemoryBus({ clock }) })
  const size = Math.ceil(droneIds.length / convoys)
  for (let number = 0; number < convoys; number++) {
    const convoyId = convoyIdOf(number)
    await roster.saveConvoy(convoyOf(convoyId, `BENCH-${number + 1}`), null)
    const drones = droneIds
      .slice(number * size, (number + 1) * size)
      .map((droneId, i) => droneOf(convoyId, droneId, `B-${number * size + i}`))
    await roster.addDrones(convoyId, drones)
  }
  await tables.close()
}

const convoyIdOf = (number: number) => `550e8400-e29b-41d4-a716-${String(446655440000 + number)}` as ConvoyId

/** The row of a convoy with nothing special about it. */
export const convoyOf = (convoyId: ConvoyId, callsign: string): Convoy => ({
  convoyId,
  callsign,
  aor: [],
  roe: 'OBSERVE_ONLY',
  commandingUnit: 'Bench',
  status: 'ACTIVE',
  heartbeatIntervalMs: 2_000,
  createdAtMs: 0,
  archivedAtMs: null,
  version: 1,
})

/** The row of a drone in service. */
export const droneOf = (convoyId: ConvoyId, droneId: DroneId, callsign: string): Drone => ({
  convoyId,
  droneId,
  callsign,
  platformType: 'UNKNOWN',
  reportIntervalMs: 1_000,
  createdAtMs: 0,
  assignedAtMs: null,
  retiredAtMs: null,
  leftAtMs: null,
  version: 1,
})
