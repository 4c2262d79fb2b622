import { distanceM } from '../../../lib/geo/sphere.ts'
import type { Instant } from '../../../lib/readings/order.ts'
import { isDoubtfulPosition, type StoredReading } from '../../../schema/telemetry.ts'

/** Way and time since the drone's reading before. */
export interface Step {
  stepM: number
  stepMs: number
}

type Place = Pick<StoredReading, 'recordedAtMs' | 'latitudeDeg' | 'longitudeDeg'>
type Located = Place & Pick<StoredReading, 'sequence' | 'flags'>

/** How far a drone's readings were read. */
export interface Cursor {
  /** The newest one; null: none of the hour. */
  last: Instant | null
  /** The newest one with a reliable position, of this hour or before. */
  trusted: Place | null
}

const maxStepMs = 2 ** 31 - 1

/** The step of the drone's next reading in order of time, and moves the cursor to it. Null for its first one, and for a doubtful position. */
export function stepTo(cursor: Cursor, reading: Located): Step | null {
  cursor.last = { recordedAtMs: reading.recordedAtMs, sequence: reading.sequence }
  if (isDoubtfulPosition(reading.flags)) return null
  const { trusted } = cursor
  const { recordedAtMs, latitudeDeg, longitudeDeg } = reading
  cursor.trusted = { recordedAtMs, latitudeDeg, longitudeDeg }
  if (!trusted) return null
  return {
    stepM: distanceM(trusted, reading),
    stepMs: Math.min(maxStepMs, recordedAtMs - trusted.recordedAtMs),
  }
}
