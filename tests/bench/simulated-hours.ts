/** Hours of readings as the demo's simulator makes them, written to a store at their own time. */
import { readFile } from 'node:fs/promises'
import { openTerrain } from '../../lib/geo/terrain.ts'
import { createRandom } from '../../lib/random/random.ts'
import type { DroneId } from '../../schema/ids.ts'
import type { Row } from '../../schema/table-types.ts'
import type { telemetry } from '../../schema/tables.ts'
import { telemetryBucketMs } from '../../schema/telemetry.ts'
import { createTestClock } from '../../server/adapters/memory/test-clock.ts'
import type { Clock } from '../../server/ports/index.ts'
import { createFleet } from '../../server/simulator/fleet.ts'
import { startFleet } from '../../server/simulator/state.ts'
import { stepFleet } from '../../server/simulator/step.ts'

export interface SimulatedHours {
  /** The time of the readings; stops between them. */
  clock: Clock
  droneIds: readonly DroneId[]
  /** Begins of the hours written so far. */
  bucketsMs: readonly number[]
  /** Writes what the fleet reports in the next milliseconds; returns how many readings. */
  write(insert: Insert, durationMs: number): Promise<number>
  /** Lets time pass in which the fleet is silent. */
  skip(durationMs: number): void
}

type Insert = (rows: Row<typeof telemetry>[]) => Promise<void>

interface Options {
  drones: number
  hasLeadership: boolean
  startMs: number
}

/** The simulator sends 4 times a second. */
const stepMs = 250
const stepsAtOnce = 40

export async function createSimulatedHours({ drones, hasLeadership, startMs }: Options): Promise<SimulatedHours> {
  const grid = await readFile(new URL('../../public/map/elev-60s.i16.gz', import.meta.url))
  const terrain = await openTerrain(new Blob([grid]))
  const fleet = createFleet('bench', { convoys: 1, dronesPerConvoy: drones, terrain })
  const state = startFleet(fleet, { atMs: startMs, intervalMs: 1_000 })
  const testClock = createTestClock(startMs)
  const random = createRandom('bench')
  const buckets = new Set<number>()

  function nextRows(): Row<typeof telemetry>[] {
    const { readings } = stepFleet(state, stepMs)
    const receivedAtMs = state.atMs + random.int(1, 15)
    return readings.map((reading) => {
      const timeBucketMs = Math.floor(reading.recordedAtMs / telemetryBucketMs) * telemetryBucketMs
      buckets.add(timeBucketMs)
      return { ...reading, timeBucketMs, leadership: hasLeadership ? reading.leadership : null, receivedAtMs, flags: 0 }
    })
  }

  return {
    clock: { ...testClock, monotonicMs: () => performance.now() },
    droneIds: fleet.convoys.flatMap((convoy) => convoy.drones.map(({ droneId }) => droneId)),
    get bucketsMs() {
      return [...buckets]
    },
    async write(insert, durationMs) {
      const untilMs = state.atMs + durationMs
      let count = 0
      while (state.atMs < untilMs) {
        const writes: Promise<void>[] = []
        for (let step = 0; step < stepsAtOnce && state.atMs < untilMs; step++) {
          const rows = nextRows()
          count += rows.length
          testClock.setNow((rows[0]?.receivedAtMs ?? state.atMs) + 1)
          writes.push(insert(rows))
        }
        await Promise.all(writes)
      }
      return count
    },
    skip(durationMs) {
      state.atMs += durationMs
      testClock.setNow(state.atMs)
    },
  }
}
