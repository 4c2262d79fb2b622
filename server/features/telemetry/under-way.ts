import { type Instant, isNewer } from '../../../lib/readings/order.ts'
import type { StoredReading } from '../../../schema/telemetry.ts'

/** One batch on its way to the store. */
export interface Voyage {
  failed: boolean
}

/** A reading on its way to the store. `reading` becomes the one that was stored before when a lookup finds one. */
export interface Claim {
  reading: StoredReading
  readonly voyage: Voyage
}

/** Readings of one voyage, each newer than the one before. */
interface Run {
  readonly voyage: Voyage
  readonly readings: StoredReading[]
}

/**
 * The readings of one drone between their judging and the end of their voyage. Those that were surely new, nearly all, stand in
 * order of time by nature: they cost a push, and are searched only when a reading comes that is not surely new.
 */
export class UnderWay {
  readonly #runs: Run[] = []
  readonly #doubted = new Map<string, Claim>()

  /** Adds a reading newer than all that were added so. Answers true for the first of its voyage. */
  addNew(reading: StoredReading, voyage: Voyage): boolean {
    const run = this.#runs.at(-1)
    if (run?.voyage === voyage) {
      run.readings.push(reading)
      return false
    }
    this.#runs.push({ voyage, readings: [reading] })
    return true
  }

  addDoubted(reading: StoredReading, voyage: Voyage): Claim {
    const claim = { reading, voyage }
    this.#doubted.set(keyOf(reading), claim)
    return claim
  }

  find(instant: Instant): Claim | null {
    const doubted = this.#doubted.get(keyOf(instant))
    if (doubted) return doubted
    const run = lastNotNewer(this.#runs, (one) => one.readings[0], instant)
    const reading = run && lastNotNewer(run.readings, (one) => one, instant)
    const isSame = reading?.recordedAtMs === instant.recordedAtMs && reading.sequence === instant.sequence
    return run && isSame ? { reading, voyage: run.voyage } : null
  }

  /** Forgets the run of a voyage, which is the oldest unless an older one takes longer. */
  endRun(voyage: Voyage): void {
    const index = this.#runs.findIndex((run) => run.voyage === voyage)
    if (index !== -1) this.#runs.splice(index, 1)
  }

  endDoubted(instant: Instant): void {
    this.#doubted.delete(keyOf(instant))
  }

  *readings(): Generator<StoredReading> {
    for (const run of this.#runs) yield* run.readings
    for (const { reading } of this.#doubted.values()) yield reading
  }
}

const keyOf = ({ recordedAtMs, sequence }: Instant): string => `${recordedAtMs}/${sequence}`

/** The last item of a list in order of time whose instant is not newer than the one given. */
function lastNotNewer<T>(
  list: readonly T[],
  instantOf: (item: T) => Instant | undefined,
  limit: Instant,
): T | undefined {
  let low = 0
  let high = list.length
  while (low < high) {
    const middle = (low + high) >>> 1
    const item = list[middle] as T
    const instant = instantOf(item)
    if (instant && isNewer(instant, limit)) high = middle
    else low = middle + 1
  }
  return list[low - 1]
}
