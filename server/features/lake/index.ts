import { isFailure } from '../../../lib/errors.ts'
import type { Feature, Platform } from '../../feature.ts'
import type { Metric } from '../../metrics.ts'
import type { Lease } from '../../repositories/leases.ts'
import { createExporter, type Exporter } from './export.ts'
import { createPace } from './pace.ts'
import { createLakeResolvers } from './resolvers.ts'

/** With what an export takes, answers are at most a minute old. */
const everyMs = 30_000
const tidyEveryMs = 300_000
const retryMs = 5_000

/** The state of the export in this process. */
export interface LakeStatus {
  /** Why nothing is exported now; null while it works, or while another process does. */
  pausedBecause: string | null
  /** When the store was last read for the running hour; null: not by this process. */
  asOfMs: number | null
  exports: number
  failures: number
}

interface Lake extends Feature {
  status: LakeStatus
}

/** Exports what the store has to the lake, in one process at a time. */
export function openLake(platform: Platform): Lake {
  const { config, isShared, clock } = platform
  const status: LakeStatus = { pausedBecause: null, asOfMs: null, exports: 0, failures: 0 }
  if (!isShared || config.roles.has('worker'))
    platform.runExclusive('exporting to the lake', (signal, lease) =>
      exportUntilAborted(platform, createExporter({ ...platform, pace: createPace(signal) }), status, signal, lease),
    )
  const resolvers = createLakeResolvers({ lake: platform.lake, status })
  return { status, resolvers, metrics: lakeMetrics(status, () => clock.nowMs()) }
}

async function exportUntilAborted(
  { lake, clock, log, config }: Platform,
  exporter: Exporter,
  status: LakeStatus,
  signal: AbortSignal,
  lease: Lease,
): Promise<void> {
  let tidiedAtMs = clock.monotonicMs()
  while (!signal.aborted) {
    const startedMs = clock.monotonicMs()
    const mayGoOn = () => !signal.aborted && clock.monotonicMs() - startedMs < everyMs
    try {
      await exporter.run(lease, mayGoOn)
      if (clock.monotonicMs() - tidiedAtMs >= tidyEveryMs) {
        await lake.tidy()
        tidiedAtMs = clock.monotonicMs()
      }
      if (status.pausedBecause !== null) log.info({ lakeDir: config.lakeDir }, 'the export to the lake goes on')
      status.pausedBecause = null
      status.asOfMs = clock.nowMs()
      status.exports += 1
      await clock.sleep(Math.max(0, everyMs - (clock.monotonicMs() - startedMs)), signal)
    } catch (error) {
      if (signal.aborted) return
      if (!isFailure(error)) throw error
      status.failures += 1
      if (status.pausedBecause === null) log.error({ error: error.message }, 'the export to the lake pauses')
      status.pausedBecause = error.message
      await clock.sleep(retryMs, signal)
    }
  }
}

const lakeMetrics = (status: LakeStatus, nowMs: () => number): Metric[] => [
  {
    name: 'lake_exports',
    kind: 'counter',
    help: 'Passes of the export to the lake, by whether they succeeded.',
    label: 'result',
    read: () => ({ done: status.exports, failed: status.failures }),
  },
  {
    name: 'lake_paused',
    kind: 'gauge',
    help: '1 while the export to the lake can’t go on.',
    read: () => (status.pausedBecause === null ? 0 : 1),
  },
  {
    name: 'lake_age_seconds',
    kind: 'gauge',
    help: 'Time since this process last exported to the lake; 0: it does not.',
    read: () => (status.asOfMs === null ? 0 : (nowMs() - status.asOfMs) / 1_000),
  },
]
