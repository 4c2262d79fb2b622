/** The order of one drone's readings: by the instant that they are of, then as the drone counted them. */
import type { Reading } from '../../schema/telemetry.ts'

/** Where a reading stands in its drone's history. */
export type Instant = Pick<Reading, 'recordedAtMs' | 'sequence'>

export const isNewer = (a: Instant, b: Instant | null): boolean =>
  b === null || a.recordedAtMs > b.recordedAtMs || (a.recordedAtMs === b.recordedAtMs && a.sequence > b.sequence)

/** Oldest first. */
export const compareInstants = (a: Instant, b: Instant): number =>
  a.recordedAtMs - b.recordedAtMs || a.sequence - b.sequence
