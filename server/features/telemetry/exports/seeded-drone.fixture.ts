import type { DroneId } from '../../../../schema/ids.ts'
import { type StoredReading, unmeasured } from '../../../../schema/telemetry.ts'
import type { DroneReadings } from './read-export.ts'

const droneId = '660e8400-e29b-41d4-a716-446655440001' as DroneId
const pageSize = 2_000

/** A drone that flew without a pause at one reading a second; its readings are made as they are asked for. */
export function createSeededDrone(count: number): DroneReadings {
  async function* pages() {
    for (let from = 0; from < count; from += pageSize)
      yield Array.from({ length: Math.min(pageSize, count - from) }, (_, n) => readingAt(from + n))
  }
  return {
    drone: { droneId, callsign: 'HAWK-1', platformType: 'MQ9_REAPER', gapMs: 60_000 },
    pages: pages(),
  }
}

const readingAt = (second: number): StoredReading => ({
  ...unmeasured,
  ...{ droneId, recordedAtMs: 1_764_000_000_000 + second * 1_000, sequence: second, leadership: null },
  ...{
    latitudeDeg: 34 + Math.sin(second / 900) / 3,
    longitudeDeg: 69 + Math.cos(second / 900) / 3,
    altitudeM: 2_400.5,
  },
  ...{ speedMps: 61.5, receivedAtMs: 0, flags: 0 },
})
