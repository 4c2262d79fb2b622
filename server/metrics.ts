import { collectDefaultMetrics, Gauge, Registry } from 'prom-client'
import type { Health } from './features/health/health.ts'
import type { IngestCounters } from './features/telemetry/counters.ts'
import type { Leaderboards } from './repositories/leaderboards.ts'
import type { Roster } from './repositories/roster.ts'
import type { Stores } from './stores.ts'

/** A figure read when it is asked for, so that nothing is counted twice. `values`: one number, or one per label value. */
export interface Figure {
  name: string
  help: string
  label?: string
  read(): number | Record<string, number>
}

export interface Metrics {
  add(figures: readonly Figure[]): void
  text(): Promise<string>
}

/** Prometheus metrics of this process, under the prefix `convoy_`. */
export function createMetrics(): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  return {
    add(figures) {
      for (const { name, help, label, read } of figures)
        new Gauge({
          name: `convoy_${name}`,
          help,
          labelNames: label ? [label] : [],
          registers: [registry],
          collect() {
            const value = read()
            if (typeof value === 'number') this.set(value)
            else for (const [key, one] of Object.entries(value)) this.set({ [label as string]: key }, one)
          },
        })
    },
    text: () => registry.metrics(),
  }
}

/** What every process can tell of itself. */
export function processFigures({
  counters,
  roster,
  health,
  states,
  mended,
}: {
  counters: IngestCounters
  roster: Pick<Roster, 'droneCount'>
  health: Pick<Health, 'lagMs'>
  states: Stores['states']
  mended: Leaderboards['mended']
}): Figure[] {
  return [
    { name: 'readings_accepted', help: 'Readings stored since the start.', read: () => counters.accepted },
    { name: 'readings_duplicate', help: 'Readings that were stored already.', read: () => counters.duplicates },
    { name: 'readings_late', help: 'Readings stored that came after a newer one.', read: () => counters.late },
    { name: 'readings_missed', help: 'Readings that drones counted and that never came.', read: () => counters.missed },
    { name: 'readings_refused', help: 'Readings refused.', label: 'code', read: () => counters.refused },
    {
      name: 'readings_flagged',
      help: 'Readings stored that were marked.',
      label: 'flag',
      read: () => ({ nullIsland: counters.nullIsland, implausible: counters.implausible }),
    },
    {
      name: 'values_out_of_bounds',
      help: 'Measured values dropped from readings that were stored without them.',
      label: 'field',
      read: () => counters.outOfBounds,
    },
    { name: 'ingest_failed_batches', help: 'Batches the store failed to take.', read: () => counters.failedBatches },
    {
      name: 'ingest_unannounced_batches',
      help: 'Batches that are durable and that the bus could not tell of.',
      read: () => counters.unannouncedBatches,
    },
    { name: 'drones', help: 'Drones on the roster.', read: () => roster.droneCount },
    { name: 'event_loop_lag_ms', help: 'Longest lag of the last ten seconds.', read: () => health.lagMs() },
    {
      name: 'boards_mended',
      help: 'Rows and places of leaderboards that differed from the records and were mended.',
      label: 'what',
      read: () => ({ ...mended }),
    },
    {
      name: 'store_up',
      help: '1 while a database answers, else 0.',
      label: 'store',
      read: () => Object.fromEntries(states().map(({ name, state }) => [name, state.isUp ? 1 : 0])),
    },
  ]
}
