import { mapLimited } from '../../../lib/async/map-limited.ts'
import { dayLengthMs, dayMsOf } from '../../../lib/time/day.ts'
import { recordedSpans } from '../../../schema/tables.ts'
import { telemetryRetentionMs } from '../../../schema/telemetry.ts'
import type { Ports } from '../../ports/index.ts'
import { readSpans } from '../../repositories/recorded-frames.ts'

/**
 * What is known of what was shown at an instant. `running`: it is being recorded, and not stored yet; `gap`: nothing, as no
 * recorder ran or the store was unavailable; `outside`: nothing, as it is older than the first record or than records are kept.
 */
export const pictureCoverages = ['recorded', 'running', 'gap', 'outside'] as const
export type PictureCoverage = (typeof pictureCoverages)[number]

export interface Coverage {
  coverage: PictureCoverage
  /** Frames before this instant belong to a recording before a gap. */
  fromMs: number
}

/** A recorder stores each second: after so long it is not going to. */
const runningForMs = 5_000
/** A picture depends on the frames of its minute, and just after its turn on those of the minute before. */
const lookBackMs = 120_000
const readsAtOnce = 8

export async function findCoverage(deps: Pick<Ports, 'tables' | 'clock'>, atMs: number): Promise<Coverage> {
  const nowMs = deps.clock.nowMs()
  const spans = await readSpans(deps.tables, atMs - lookBackMs, atMs + 1)
  const last = spans.at(-1)
  if (last && atMs < last.untilMs) return { coverage: 'recorded', fromMs: last.startedAtMs }
  const isRunning = last !== undefined && nowMs - last.untilMs <= runningForMs
  if (isRunning) return { coverage: 'running', fromMs: last.startedAtMs }
  const isGap = last !== undefined || (await isRecordedBefore(deps, atMs, nowMs))
  return { coverage: isGap ? 'gap' : 'outside', fromMs: atMs }
}

async function isRecordedBefore({ tables }: Pick<Ports, 'tables'>, atMs: number, nowMs: number): Promise<boolean> {
  const firstDayMs = dayMsOf(nowMs - telemetryRetentionMs)
  const days = Math.max(0, Math.floor((atMs - firstDayMs) / dayLengthMs) + 1)
  const found = await mapLimited(
    Array.from({ length: days }, (_, day) => firstDayMs + day * dayLengthMs),
    readsAtOnce,
    (dayMs) => tables.scan(recordedSpans, { dayMs }, { until: { startedAtMs: atMs }, limit: 1 }),
  )
  return found.some(({ rows }) => rows.length > 0)
}
