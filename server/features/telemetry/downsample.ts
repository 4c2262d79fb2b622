import { compareInstants } from '../../../lib/readings/order.ts'
import {
  type StoredReading,
  type TelemetryField,
  telemetryFieldNames,
  telemetryFields,
} from '../../../schema/telemetry.ts'

const chartedFields: readonly TelemetryField[] = telemetryFieldNames.filter((name) => 'chart' in telemetryFields[name])
/** Per step: the first and last reading, and for each charted field the readings with the least and the greatest value. */
const mostPerStep = 2 + 2 * chartedFields.length

export interface Condensed {
  readingsFound: number
  /** Length of a step, or null when nothing was left out. */
  stepMs: number | null
  /** How the readings were chosen, for people. */
  method: string
  /** Oldest first, at most `maxPoints`. */
  readings: StoredReading[]
}

/**
 * Downsamples readings of [firstMs, lastMs], added oldest first, to `maxPoints` (1 or more) and preserves peaks. The range is
 * divided into equal steps; from each it keeps the first and last reading and the least and greatest of each charted field, and
 * fills the remaining points with evenly spread readings. When `maxPoints` is too small for one full step, the range is a single
 * step and as many of its readings are kept as fit, in that order. Readings are never averaged; memory use is proportional to
 * `maxPoints`.
 */
export function createCondenser(firstMs: number, lastMs: number, maxPoints: number) {
  const stepCount = Math.max(1, Math.floor(maxPoints / mostPerStep))
  const stepMs = Math.ceil((lastMs - firstMs + 1) / stepCount)
  const spread = createSpread(maxPoints)
  const steps: Step[] = []
  let readingsFound = 0

  return {
    /** `reading` must not be older than the previous one. */
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

/** Keeps every n-th reading added, with n chosen so that it holds between `least` and twice as many, or all of fewer. */
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

/** Picks `count` evenly spaced items. */
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
