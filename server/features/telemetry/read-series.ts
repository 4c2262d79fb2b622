import { Failure, requireCount } from '../../../lib/errors.ts'
import { requirePermission } from '../../../lib/permissions.ts'
import type { DroneId } from '../../../schema/ids.ts'
import type { Actor } from '../../../schema/permissions.ts'
import type { Ports } from '../../ports/index.ts'
import { type Condensed, createCondenser } from './downsample.ts'
import { readHistory, spanWithin } from './history.ts'

export interface SeriesQuery {
  droneId: DroneId
  fromMs: number
  toMs: number
  maxPoints: number
}

const greatestMaxPoints = 10_000
/** The most readings one query reads: a month at 10 Hz must be requested in parts. */
const maxReadingsRead = 1_000_000

/** A drone's readings in [fromMs, toMs) for a chart: downsampled to `maxPoints`, 1 to 10,000, with peaks preserved. */
export async function readSeries(
  deps: Pick<Ports, 'tables'>,
  actor: Actor,
  { droneId, fromMs, toMs, maxPoints }: SeriesQuery,
  signal?: AbortSignal,
): Promise<Condensed> {
  requirePermission(actor, 'telemetry:read')
  requireCount(maxPoints, 'maxPoints', greatestMaxPoints)
  const span = await spanWithin(deps, droneId, { fromMs, toMs }, signal)
  const condenser = createCondenser(span?.firstAtMs ?? 0, span?.lastAtMs ?? 0, maxPoints)
  if (!span) return condenser.condense()
  let readingsRead = 0
  // Readings stored meanwhile outside the span would fall outside its steps.
  for await (const page of readHistory(deps, actor, droneId, span.firstAtMs, span.lastAtMs + 1, signal)) {
    readingsRead += page.length
    if (readingsRead > maxReadingsRead) throw tooMany()
    for (const reading of page) condenser.add(reading)
  }
  return condenser.condense()
}

const tooMany = () =>
  new Failure(
    'limited',
    `The range holds more than ${maxReadingsRead} readings, expected at most that: request a shorter range.`,
  )
