import type { Metric } from '../../metrics.ts'
import type { IngestCounters } from './counters.ts'

const counter = (name: string, help: string, read: Metric['read'], label?: string): Metric => ({
  name,
  kind: 'counter',
  help,
  ...(label ? { label } : {}),
  read,
})

/** What ingest has done since the process started. */
export const ingestMetrics = (counters: IngestCounters): Metric[] => [
  counter('readings_accepted', 'Readings stored since the start.', () => counters.accepted),
  counter('readings_duplicate', 'Readings that were stored already.', () => counters.duplicates),
  counter('readings_late', 'Readings stored that came after a newer one.', () => counters.late),
  counter('readings_missed', 'Readings that drones counted and that never came.', () => counters.missed),
  counter('readings_refused', 'Readings refused.', () => counters.refused, 'code'),
  counter(
    'readings_flagged',
    'Readings stored that were marked.',
    () => ({ nullIsland: counters.nullIsland, implausible: counters.implausible }),
    'flag',
  ),
  counter(
    'values_out_of_bounds',
    'Measured values dropped from readings that were stored without them.',
    () => counters.outOfBounds,
    'field',
  ),
  counter('ingest_failed_batches', 'Batches the store failed to take.', () => counters.failedBatches),
  counter(
    'ingest_unannounced_batches',
    'Batches that are durable and that the bus could not announce.',
    () => counters.unannouncedBatches,
  ),
]
