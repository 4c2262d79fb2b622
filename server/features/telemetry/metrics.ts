import type { Metric } from '../../metrics.ts'
import type { IngestCounters } from './counters.ts'

const counter = (name: string, help: string, read: Metric['read'], label?: string): Metric => ({
  name,
  kind: 'counter',
  help,
  ...(label ? { label } : {}),
  read,
})

/** Ingest counters since the process started. */
export const ingestMetrics = (counters: IngestCounters): Metric[] => [
  counter('readings_accepted', 'Readings stored since the start.', () => counters.accepted),
  counter('readings_duplicate', 'Readings that were stored already.', () => counters.duplicates),
  counter('readings_late', 'Readings stored that arrived after a newer one.', () => counters.late),
  counter('readings_missed', 'Readings missing by the sequence numbers of the drones.', () => counters.missed),
  counter('readings_refused', 'Readings refused.', () => counters.refused, 'code'),
  counter(
    'readings_flagged',
    'Readings stored that were flagged.',
    () => ({ nullIsland: counters.nullIsland, implausible: counters.implausible }),
    'flag',
  ),
  counter(
    'values_out_of_bounds',
    'Measured values dropped from readings that were stored without them.',
    () => counters.outOfBounds,
    'field',
  ),
  counter('ingest_failed_batches', 'Batches that the store failed to write.', () => counters.failedBatches),
  counter(
    'ingest_unannounced_batches',
    'Batches that are stored and could not be published on the bus.',
    () => counters.unannouncedBatches,
  ),
]
