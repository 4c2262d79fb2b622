import { type Instant, isNewer } from '../../../lib/readings/order.ts'
import type { StoredReading } from '../../../schema/telemetry.ts'

/** The write of one batch to the store. */
export interface BatchWrite {
  failed: boolean
}

/** A reading being written. `reading` is replaced by the stored one when a lookup finds it. */
export interface InFlightReading {
  reading: StoredReading
  readonly write: BatchWrite
}

/** Readings of one write, in ascending order of time. */
interface Run {
  readonly write: BatchWrite
  readonly readings: StoredReading[]
}

/**
 * The readings of one drone that were judged and are not yet stored. Nearly all are certainly new and arrive in order of time:
 * adding one costs a push, and they are searched only for a possible duplicate.
 */
export class InFlightReadings {
  readonly #runs: Run[] = []
  readonly #possibleDuplicates = new Map<string, InFlightReading>()

  /** Adds a reading newer than all added this way before. Returns true for the first one of its write. */
  addNew(reading: StoredReading, write: BatchWrite): boolean {
    const run = this.#runs.at(-1)
    if (run?.write === write) {
      run.readings.push(reading)
      return false
    }
    this.#runs.push({ write, readings: [reading] })
    return true
  }

  addPossibleDuplicate(reading: StoredReading, write: BatchWrite): InFlightReading {
    const added = { reading, write }
    this.#possibleDuplicates.set(keyOf(reading), added)
    return added
  }

  find(instant: Instant): InFlightReading | null {
    const candidate = this.#possibleDuplicates.get(keyOf(instant))
    if (candidate) return candidate
    const run = lastNotNewer(this.#runs, (one) => one.readings[0], instant)
    const reading = run && lastNotNewer(run.readings, (one) => one, instant)
    const isSame = reading?.recordedAtMs === instant.recordedAtMs && reading.sequence === instant.sequence
    return run && isSame ? { reading, write: run.write } : null
  }

  /** Removes the readings of a write that has ended. Writes usually end oldest first. */
  endRun(write: BatchWrite): void {
    const index = this.#runs.findIndex((run) => run.write === write)
    if (index !== -1) this.#runs.splice(index, 1)
  }

  endPossibleDuplicate(instant: Instant): void {
    this.#possibleDuplicates.delete(keyOf(instant))
  }

  *readings(): Generator<StoredReading> {
    for (const run of this.#runs) yield* run.readings
    for (const { reading } of this.#possibleDuplicates.values()) yield reading
  }
}

const keyOf = ({ recordedAtMs, sequence }: Instant): string => `${recordedAtMs}/${sequence}`

/** Binary search: the last item not newer than `limit`, in a list in ascending order of time. */
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
