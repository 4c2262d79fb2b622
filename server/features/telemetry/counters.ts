import { type FailureCode, failureCodes } from '../../../lib/errors.ts'

/** What ingest has done since it started; the metrics and the status page read it. */
export interface IngestCounters {
  accepted: number
  duplicates: number
  late: number
  refused: Record<FailureCode, number>
  nullIsland: number
  implausible: number
  /** Measured values that were dropped, by field. */
  outOfBounds: Record<string, number>
  /** Readings that drones counted and that never came. */
  missed: number
  /** Fields that no registry knows. */
  ignoredFields: number
  /** Batches answered `unavailable` because the store failed. */
  failedBatches: number
  /** Batches that are durable and of which the bus could not tell. */
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
