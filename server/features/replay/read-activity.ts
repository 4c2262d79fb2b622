import { describe, invalid, requireCount } from '../../../lib/errors.ts'
import { requirePermission } from '../../../lib/permissions.ts'
import { dayLengthMs } from '../../../lib/time/day.ts'
import type { ConvoyId } from '../../../schema/ids.ts'
import type { Actor } from '../../../schema/permissions.ts'
import type { Ports } from '../../ports/index.ts'
import {
  type Activity,
  longestByMinuteMs,
  type Mark,
  readActivity,
  readMarks,
} from '../../repositories/recorded-activity.ts'
import { readSpans } from '../../repositories/recorded-frames.ts'

export interface PastActivity {
  stepMs: number
  steps: ActivityStep[]
  marks: Mark[]
  areMarksComplete: boolean
}

export interface ActivityStep extends Activity {
  atMs: number
}

export interface ActivityQuestion {
  /** Null: all. */
  convoyIds: readonly ConvoyId[] | null
  fromMs: number
  toMs: number
  /** At most so many. */
  steps: number
}

const maxSteps = 1_000
const fewestSteps = 10
const maxMarks = 500
/** As long as records are kept. */
const mostDays = 31
const [minuteMs, hourMs] = [60_000, 3_600_000]
const stepsOfMinutes = [1, 2, 5, 10, 15, 30, 60, 120, 360].map((minutes) => minutes * minuteMs)
const stepsOfHours = [1, 2, 3, 6, 12, 24, 48, 168].map((hours) => hours * hourMs)

/**
 * Readings, late readings and marks of a span of up to 31 days, in steps. Late readings count where something was recorded, which
 * they would have changed. Fails with `invalid` for a span or a number of steps out of bounds.
 */
export async function readPastActivity(
  { tables }: Pick<Ports, 'tables'>,
  actor: Actor,
  { convoyIds, fromMs, toMs, steps }: ActivityQuestion,
): Promise<PastActivity> {
  requirePermission(actor, 'picture:read')
  requireSpan(fromMs, toMs)
  requireCount(steps, 'steps', maxSteps)
  if (steps < fewestSteps) throw invalid('steps', `${fewestSteps} to ${maxSteps}`, `${steps}`)
  const stepMs = stepFor(fromMs, toMs, steps)
  const [found, spans, marks] = await Promise.all([
    readActivity(tables, convoyIds, { fromMs, toMs, stepMs }),
    readSpans(tables, Math.floor(fromMs / stepMs) * stepMs, toMs),
    readMarks(tables, convoyIds, { fromMs, toMs, limit: maxMarks + 1 }),
  ])
  const isRecorded = (atMs: number) =>
    spans.some(({ startedAtMs, untilMs }) => startedAtMs < atMs + stepMs && untilMs > atMs)
  return {
    stepMs,
    steps: Array.from(found, ([atMs, { readings, late, marks }]) => ({
      ...{ atMs, readings, marks },
      late: late > 0 && isRecorded(atMs) ? late : 0,
    })),
    marks: marks.slice(0, maxMarks),
    areMarksComplete: marks.length <= maxMarks,
  }
}

/** Throws `invalid` for a span that ends before it begins, or is longer than records are kept. */
export function requireSpan(fromMs: number, toMs: number): void {
  if (toMs < fromMs || toMs - fromMs > mostDays * dayLengthMs)
    throw invalid('to', `an instant up to ${mostDays} days after from`, describe(new Date(toMs).toISOString()))
}

/** The shortest step with which there are at most so many; of whole hours where only those are read. */
function stepFor(fromMs: number, toMs: number, steps: number): number {
  const choices = toMs - fromMs > longestByMinuteMs ? stepsOfHours : stepsOfMinutes
  const fits = (stepMs: number) => Math.ceil(toMs / stepMs) - Math.floor(fromMs / stepMs) <= steps
  return choices.find(fits) ?? (choices.at(-1) as number)
}
