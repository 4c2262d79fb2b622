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
 * Condenses readings, oldest first, to at most `maxPoints` (1 or more) so that peaks stay: the range is cut into equal
 * steps, and of each stay the first, the last, and the least and greatest of each charted field. Below one step's worth of
 * points the whole range is one step, of which these stay in that order as far as there is room. Nothing is averaged.
 */
export function downsample(readings: readonly StoredReading[], maxPoints: number): Condensed {
  const condenser = createCondenser(readings[0]?.recordedAtMs ?? 0, readings.at(-1)?.recordedAtMs ?? 0, maxPoints)
  for (const reading of readings) condenser.add(reading)
  return condenser.condense()
}

/** Condenses as `downsample` does, of readings that come one by one from [firstMs, lastMs], and holds little more than what stays. */
export function createCondenser(firstMs: number, lastMs: number, maxPoints: number) {
  const stepCount = Math.max(1, Math.floor(maxPoints / mostPerStep))
  const stepMs = Math.ceil((lastMs - firstMs + 1) / stepCount)
  const whole: StoredReading[] = []
  const steps: Step[] = []
  let readingsFound = 0

  return {
    /** `reading` is not older than the one before. */
    add(reading: StoredReading): void {
      readingsFound += 1
      if (whole.length <= maxPoints) whole.push(reading)
      const index = Math.floor((reading.recordedAtMs - firstMs) / stepMs)
      const step = steps[index]
      if (step) step.add(reading)
      else steps[index] = new Step(reading)
    },
    condense(): Condensed {
      if (readingsFound <= maxPoints)
        return { readingsFound, stepMs: null, method: 'Every reading is shown.', readings: whole }
      const limit = Math.min(maxPoints, mostPerStep)
      const readings = steps.flatMap((step) => step.chosen(limit))
      const method = `Of each step of ${stepMs} ms the first and last reading, and those with the least and greatest ${chartedFields.join(', ')}, as far as ${maxPoints} points allow.`
      return { readingsFound, stepMs, method, readings }
    },
  }
}

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
    return [...kept].slice(0, limit).sort((a, b) => a.recordedAtMs - b.recordedAtMs || a.sequence - b.sequence)
  }
}
