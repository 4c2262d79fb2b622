import { compareInstants } from '../../../lib/readings/order.ts'
import {
  type StoredReading,
  type TelemetryField,
  telemetryFieldNames,
  telemetryFields,
} from '../../../schema/telemetry.ts'

const chartedFields: readonly TelemetryField[] = telemetryFieldNames.filter((name) => 'chart' in telemetryFields[name])
/** Of a step stay its first and last reading, and of each charted field those with the least and the greatest value. */
const mostPerStep = 2 + 2 * chartedFields.length

export interface Condensed {
  readingsFound: number
  /** Length of a step, or null when nothing was left out. */
  stepMs: number | null
  /** What was done, in words. */
  method: string
  /** Oldest first, at most as many as asked for. */
  readings: StoredReading[]
}

/**
 * Condenses readings of [firstMs, lastMs], added oldest first, to `maxPoints` (1 or more) so that peaks stay: the range is cut
 * into equal steps, and of each stay the first, the last, and the least and greatest of each charted field. What these leave
 * free of `maxPoints` is filled with readings evenly spread over the rest, so that all points asked for are used. Below one
 * step's worth of points the whole range is one step, of which these stay in that order as far as there is room. Nothing is
 * averaged, and little more is held than what stays.
 */
export function createCondenser(firstMs: number, lastMs: number, maxPoints: number) {
  const stepCount = Math.max(1, Math.floor(maxPoints / mostPerStep))
  const stepMs = Math.ceil((lastMs - firstMs + 1) / stepCount)
  const spread = createSpread(maxPoints)
  const steps: Step[] = []
  let readingsFound = 0

  return {
    /** `reading` is not older than the one before. */
    add(reading: StoredReading): void {
      readingsFound += 1
      spread.add(reading)
      const index = Math.floor((reading.recordedAtMs - firstMs) / stepMs)
      const step = steps[index]
      if (step) step.add(reading)
      else steps[index] = new Step(reading)
    },
    condense(): Condensed {
      if (readingsFound <= maxPoints)
        return { readingsFound, stepMs: null, method: 'Every reading is shown.', readings: [...spread.readings()] }
      const limit = Math.min(maxPoints, mostPerStep)
      const kept = new Set(steps.flatMap((step) => step.chosen(limit)))
      const free = spread.readings().filter((reading) => !kept.has(reading))
      const readings = [...kept, ...pickEvenly(free, maxPoints - kept.size)].sort(compareInstants)
      const method = `Of each step of ${stepMs} ms the first and last reading, and those with the least and greatest ${chartedFields.join(', ')}; others evenly spread, up to ${maxPoints} points.`
      return { readingsFound, stepMs, method, readings }
    },
  }
}

/** Every n-th of the readings added, n such that it holds at least `least` of them, or all, and at most twice as many. */
function createSpread(least: number) {
  let held: StoredReading[] = []
  let every = 1
  let added = 0
  return {
    add(reading: StoredReading): void {
      if (added++ % every !== 0) return
      held.push(reading)
      if (held.length <= 2 * least) return
      held = held.filter((_, index) => index % 2 === 0)
      every *= 2
    },
    readings: (): readonly StoredReading[] => held,
  }
}

/** `count` of the items, evenly spread over them. */
const pickEvenly = <T>(items: readonly T[], count: number): T[] =>
  Array.from({ length: count }, (_, n) => items[Math.floor(((n + 0.5) * items.length) / count)] as T)

class Step {
  readonly #first: StoredReading
  #last: StoredReading
  readonly #least: (StoredReading | undefined)[] = []
  readonly #greatest: (StoredReading | undefined)[] = []

  constructor(first: StoredReading) {
    this.#first = first
    this.#last = first
    this.add(first)
  }

  add(reading: StoredReading): void {
    this.#last = reading
    for (let index = 0; index < chartedFields.length; index += 1) {
      const name = chartedFields[index] as TelemetryField
      const value = reading[name]
      if (value === null) continue
      if (value < (this.#least[index]?.[name] ?? Number.POSITIVE_INFINITY)) this.#least[index] = reading
      if (value > (this.#greatest[index]?.[name] ?? Number.NEGATIVE_INFINITY)) this.#greatest[index] = reading
    }
  }

  chosen(limit: number): StoredReading[] {
    const extremes = chartedFields.flatMap((_, index) => [this.#least[index], this.#greatest[index]])
    const kept = new Set([this.#first, this.#last, ...extremes].filter((reading) => reading !== undefined))
    return [...kept].slice(0, limit)
  }
}
