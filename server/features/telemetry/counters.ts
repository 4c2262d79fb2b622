import { type FailureCode, failureCodes } from '../../../lib/errors.ts'

/** Counts since the process started, for the metrics and the status page. */
export interface IngestCounters {
  accepted: number
  duplicates: number
  late: number
  refused: Record<FailureCode, number>
  nullIsland: number
  implausible: number
  /** Measured values that were dropped, by field. */
  outOfBounds: Record<string, number>
  /** Readings missing by the drones' sequence numbers. */
  missed: number
  /** Occurrences of unknown fields. */
  ignoredFields: number
  /** Batches that failed with `unavailable` because of the store. */
  failedBatches: number
  /** Batches that are stored and could not be published. */
  unannouncedBatches: number
}

export const createIngestCounters = (): IngestCounters => ({
  accepted: 0,
  duplicates: 0,
  late: 0,
  refused: Object.fromEntries(failureCodes.map((code) => [code, 0])) as Record<FailureCode, number>,
  nullIsland: 0,
  implausible: 0,
  outOfBounds: {},
  missed: 0,
  ignoredFields: 0,
  failedBatches: 0,
  unannouncedBatches: 0,
})
