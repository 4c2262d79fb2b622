import { distanceM } from '../../../lib/geo/sphere.ts'
import type { Instant } from '../../../lib/readings/order.ts'
import { isDoubtfulPosition, type StoredReading } from '../../../schema/telemetry.ts'

type Place = Pick<StoredReading, 'recordedAtMs' | 'latitudeDeg' | 'longitudeDeg'>
type LocatedColumns = {
  readonly [N in keyof Place | 'sequence' | 'flags']: readonly number[]
}

/** Way and time since the drone's reading before, of many readings; `isNull`: 1 where a reading has none. */
export interface StepColumns {
  stepM: Float64Array
  stepMs: Int32Array
  isNull: Uint8Array
}

/** How far a drone's readings were read. */
export interface Cursor {
  /** The newest one; null: none of the hour. */
  last: Instant | null
  /** The newest one with a reliable position, of this hour or before. */
  trusted: Place | null
}

const maxStepMs = 2 ** 31 - 1

/**
 * Writes the steps of a drone's next readings, which are rows [from, until) in order of time, from place `at` on, and moves the cursor
 * to the last of them. Null for its first one, and for a doubtful position.
 */
export function writeSteps(
  into: StepColumns,
  at: number,
  columns: LocatedColumns,
  from: number,
  until: number,
  cursor: Cursor,
): void {
  if (from >= until) return
  // Two places for all rows: an object for each would take longer than its distance.
  const before = { recordedAtMs: 0, latitudeDeg: 0, longitudeDeg: 0, ...cursor.trusted }
  const place = { recordedAtMs: 0, latitudeDeg: 0, longitudeDeg: 0 }
  let hasBefore = cursor.trusted !== null
  for (let row = from, to = at; row < until; row++, to++) {
    const isDoubtful = isDoubtfulPosition(columns.flags[row] as number)
    if (isDoubtful || !hasBefore) into.isNull[to] = 1
    if (isDoubtful) continue
    place.recordedAtMs = columns.recordedAtMs[row] as number
    place.latitudeDeg = columns.latitudeDeg[row] as number
    place.longitudeDeg = columns.longitudeDeg[row] as number
    if (hasBefore) {
      into.stepM[to] = distanceM(before, place)
      into.stepMs[to] = Math.min(maxStepMs, place.recordedAtMs - before.recordedAtMs)
    }
    before.recordedAtMs = place.recordedAtMs
    before.latitudeDeg = place.latitudeDeg
    before.longitudeDeg = place.longitudeDeg
    hasBefore = true
  }
  cursor.last = {
    recordedAtMs: columns.recordedAtMs[until - 1] as number,
    sequence: columns.sequence[until - 1] as number,
  }
  if (hasBefore) cursor.trusted = before
}
