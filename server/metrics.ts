import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client'
import type { Health } from './features/health/health.ts'
import type { IngestCounters } from './features/telemetry/counters.ts'
import type { Leaderboards } from './repositories/leaderboards.ts'
import type { Roster } from './repositories/roster.ts'
import type { Stores } from './stores.ts'

/** A figure read when it is asked for, so that nothing is counted twice. `values`: one number, or one per label value. */
export interface Figure {
  name: string
  /** `counter`: only ever grows while the process lives; its name in the text ends in `_total`. `gauge`: what is so now. */
  kind: 'counter' | 'gauge'
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
      for (const figure of figures) addFigure(registry, figure)
    },
    text: () => registry.metrics(),
  }
}

function addFigure(registry: Registry, { name, kind, help, label, read }: Figure): void {
  const settings = { help, labelNames: label ? [label] : [], registers: [registry] }
  const values = (): [labels: Record<string, string>, value: number][] => {
    const value = read()
    if (typeof value === 'number') return [[{}, value]]
    return Object.entries(value).map(([key, one]) => [{ [label as string]: key }, one])
  }
  if (kind === 'gauge')
    new Gauge({
      ...settings,
      name: `convoy_${name}`,
      collect() {
        for (const [labels, value] of values()) this.set(labels, value)
      },
    })
  else
    new Counter({
      ...settings,
      name: `convoy_${name}_total`,
      collect() {
        this.reset()
        for (const [labels, value] of values()) this.inc(labels, value)
      },
    })
}

/** What every process can tell of itself. */
export function processFigures({
  counters,
  roster,
  health,
  states,
  corrected,
}: {
  counters: IngestCounters
  roster: Pick<Roster, 'droneCount'>
  health: Pick<Health, 'lagMs'>
  states: Stores['states']
  corrected: Leaderboards['corrected']
}): Figure[] {
  return [
    {
      name: 'readings_accepted',
      kind: 'counter',
      help: 'Readings stored since the start.',
      read: () => counters.accepted,
    },
    {
      name: 'readings_duplicate',
      kind: 'counter',
      help: 'Readings that were stored already.',
      read: () => counters.duplicates,
    },
    {
      name: 'readings_late',
      kind: 'counter',
      help: 'Readings stored that came after a newer one.',
      read: () => counters.late,
    },
    {
      name: 'readings_missed',
      kind: 'counter',
      help: 'Readings that drones counted and that never came.',
      read: () => counters.missed,
    },
    {
      name: 'readings_refused',
      kind: 'counter',
      help: 'Readings refused.',
      label: 'code',
      read: () => counters.refused,
    },
    {
      name: 'readings_flagged',
      kind: 'counter',
      help: 'Readings stored that were marked.',
      label: 'flag',
      read: () => ({ nullIsland: counters.nullIsland, implausible: counters.implausible }),
    },
    {
      name: 'values_out_of_bounds',
      kind: 'counter',
      help: 'Measured values dropped from readings that were stored without them.',
      label: 'field',
      read: () => counters.outOfBounds,
    },
    {
      name: 'ingest_failed_batches',
      kind: 'counter',
      help: 'Batches the store failed to take.',
      read: () => counters.failedBatches,
    },
    {
      name: 'ingest_unannounced_batches',
      kind: 'counter',
      help: 'Batches that are durable and that the bus could not tell of.',
      read: () => counters.unannouncedBatches,
    },
    { name: 'drones', kind: 'gauge', help: 'Drones on the roster.', read: () => roster.droneCount },
    {
      name: 'event_loop_lag_ms',
      kind: 'gauge',
      help: 'Longest lag of the last ten seconds.',
      read: () => health.lagMs(),
    },
    {
      name: 'boards_corrected',
      kind: 'counter',
      help: 'Rows and places of leaderboards, and accuracy counters, that differed from the records and were corrected.',
      label: 'what',
      read: () => ({ ...corrected }),
    },
    {
      name: 'store_up',
      kind: 'gauge',
      help: '1 while a database answers, else 0.',
      label: 'store',
      read: () => Object.fromEntries(states().map(({ name, state }) => [name, state.isUp ? 1 : 0])),
    },
  ]
}
