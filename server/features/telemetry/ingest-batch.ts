import { Failure } from '../../../lib/errors.ts'
import { isNewer } from '../../../lib/readings/order.ts'
import type { ReadingsMessage } from '../../../schema/events.ts'
import type { ConvoyId, DroneId } from '../../../schema/ids.ts'
import type { Row } from '../../../schema/table-types.ts'
import type { telemetry } from '../../../schema/tables.ts'
import { type Reading, readingFlag } from '../../../schema/telemetry.ts'
import { type DroneMemory, type HeldDrones, invalidate } from './drone-memory.ts'
import { bucketOf } from './history.ts'
import type { BatchWrite, InFlightReading } from './in-flight-readings.ts'
import { conflict, type IngestResult, noteFlags, noteIgnored, type OutOfBounds, unknownDrone } from './ingest-result.ts'
import { type Listings, noteListings, toListings } from './list-hours.ts'
import type { Parsed } from './parse.ts'
import { advance, flagsOf, isSurelyNew, judge, missedBefore, type Verdict } from './rules.ts'

export type TelemetryRow = Row<typeof telemetry>

/** The readings of one call: one message of a sender. */
export interface Delivery {
  readonly parsed: readonly Parsed[]
  /** Filled in as the readings are judged. */
  readonly result: IngestResult
  maySend(droneId: DroneId): boolean
}

/** A reading to be stored. */
interface Accepted {
  readonly row: TelemetryRow
  readonly memory: DroneMemory
}

/** A reading that may be stored already, or be in flight in another batch. */
interface PossibleDuplicate extends Accepted {
  readonly delivery: Delivery
  readonly index: number
  readonly outOfBounds: readonly OutOfBounds[]
  readonly inFlight: InFlightReading
  /** True for the first one in flight with this key: only this one is looked up, the others use its result. */
  readonly isFirst: boolean
  /** Index reserved in `accepted`, filled if the reading is to be stored. */
  readonly place: number
}

/** The calls to the store that a batch needs. */
export interface BatchStore {
  /** The stored reading with the key of each row; null for none. */
  findStored(rows: readonly TelemetryRow[]): Promise<(TelemetryRow | null)[]>
  /** Resolves when all are durable. */
  insert(rows: readonly TelemetryRow[], listings: Listings): Promise<void>
}

/** Readings that were judged. Those certainly new are accepted; the rest is decided when they are stored. */
export interface JudgedBatch {
  /**
   * Looks up possible duplicates, decides them, and stores what is new. `earlier` resolves when every batch judged before has
   * ended. Fails as the store does: then the memory of these drones is invalidated.
   */
  store(store: BatchStore, earlier: Promise<unknown>): Promise<StoredBatch>
}

/** Readings that are durable. */
export interface StoredBatch {
  /** The messages to publish: per convoy its new readings, in the order in which they were judged. */
  messages(): ReadingsMessage[]
  /** The new readings that are still the newest of their drones, by convoy. */
  newest(): ReadingsMessage[]
}

/** Judges all readings of some deliveries, in order and without waiting. The results of the deliveries are complete once it is stored. */
export function judgeBatch(deliveries: readonly Delivery[], drones: HeldDrones, nowMs: number): JudgedBatch {
  const write: BatchWrite = { failed: false }
  /** In the order of the readings; null: a possible duplicate that is undecided, or must not be stored. */
  const accepted: (Accepted | null)[] = []
  const possibleDuplicates: PossibleDuplicate[] = []
  /** Drones with new readings of this batch in flight. */
  const writing: DroneMemory[] = []

  for (const delivery of deliveries)
    for (const [index, parsed] of delivery.parsed.entries()) {
      if ('fault' in parsed) delivery.result.refused.push({ index, ...parsed.fault })
      else judgeReading(delivery, index, parsed)
    }

  function judgeReading(
    delivery: Delivery,
    index: number,
    { reading, ignored, outOfBounds }: Extract<Parsed, { reading: Reading }>,
  ): void {
    const { result } = delivery
    const memory = delivery.maySend(reading.droneId) ? drones.get(reading.droneId) : undefined
    if (!memory || memory.refuse) {
      result.refused.push({ index, ...(memory?.refuse ?? unknownDrone)(reading) })
      return
    }
    if (ignored.count > 0) noteIgnored(result, ignored)
    const row = toRow(reading, nowMs)
    if (outOfBounds.length > 0) row.flags = readingFlag.outOfBounds
    if (isSurelyNew(row, memory)) {
      if (memory.inFlight.addNew(row, write)) writing.push(memory)
      accept(result, index, { row, memory }, 'accepted', outOfBounds)
      accepted.push({ row, memory })
      return
    }
    const earlier = memory.inFlight.find(row)
    possibleDuplicates.push({
      ...{ row, memory, delivery, index, outOfBounds },
      inFlight: earlier ?? memory.inFlight.addPossibleDuplicate(row, write),
      isFirst: !earlier,
      place: accepted.push(null) - 1,
    })
  }

  async function decidePossibleDuplicates(store: BatchStore, earlier: Promise<unknown>): Promise<void> {
    const first = possibleDuplicates.filter(({ isFirst }) => isFirst)
    const found = await store.findStored(first.map(({ row }) => row))
    const stored = new Map(first.map(({ row }, at) => [row, found[at] ?? null]))
    const dependsOnOthers = possibleDuplicates.some(({ inFlight }) => inFlight.write !== write)
    if (dependsOnOthers) await earlier
    for (const candidate of possibleDuplicates) decide(candidate, stored.get(candidate.row) ?? null)
    for (const { result } of deliveries) {
      result.refused.sort((a, b) => a.index - b.index)
      result.flagged.outOfBounds.sort((a, b) => a.index - b.index)
    }
  }

  function decide(candidate: PossibleDuplicate, stored: TelemetryRow | null): void {
    const { delivery, index, row, memory, inFlight, isFirst, outOfBounds, place } = candidate
    const { result } = delivery
    if (inFlight.write.failed)
      throw new Failure('unavailable', 'The same reading was in flight in another batch, whose write failed.')
    if (stored) inFlight.reading = stored
    const before = isFirst ? stored : inFlight.reading
    const verdict = judge(row, before, memory)
    if (verdict === 'duplicate') result.duplicates += 1
    else if (verdict === 'conflict') result.refused.push({ index, ...conflict(row, before ?? row) })
    else {
      accept(result, index, { row, memory }, verdict, outOfBounds)
      accepted[place] = { row, memory }
    }
  }

  function end(): void {
    for (const memory of writing) memory.inFlight.endRun(write)
    for (const { memory, row, isFirst } of possibleDuplicates) if (isFirst) memory.inFlight.endPossibleDuplicate(row)
  }

  return {
    async store(store, earlier) {
      try {
        if (possibleDuplicates.length > 0) await decidePossibleDuplicates(store, earlier)
        const readings = accepted.filter((one) => one !== null)
        if (readings.length > 0)
          await store.insert(
            readings.map(({ row }) => row),
            toListings(readings, nowMs),
          )
        noteListings(readings, nowMs)
        return createStoredBatch(readings)
      } catch (error) {
        write.failed = true
        for (const drone of drones.values()) if (!drone.refuse) invalidate(drone)
        throw error
      } finally {
        end()
      }
    },
  }
}

const createStoredBatch = (readings: readonly Accepted[]): StoredBatch => ({
  messages: () => toMessages(readings),
  newest: () => toMessages(readings.filter(({ row, memory }) => !memory.newest || !isNewer(memory.newest, row))),
})

function toMessages(readings: readonly Accepted[]): ReadingsMessage[] {
  const messages = new Map<ConvoyId, ReadingsMessage>()
  for (const { row, memory } of readings) {
    const { convoyId } = memory
    const message = messages.get(convoyId)
    if (message) message.readings.push(row)
    else messages.set(convoyId, { convoyId, readings: [row] })
  }
  return [...messages.values()]
}

/** Counts an accepted or late reading, flags it, and moves its drone on. */
function accept(
  result: IngestResult,
  index: number,
  { row, memory }: Accepted,
  verdict: Extract<Verdict, 'accepted' | 'late'>,
  outOfBounds: readonly OutOfBounds[],
): void {
  row.flags |= flagsOf(row, verdict, memory)
  result.gaps += missedBefore(row, memory.newest)
  result[verdict] += 1
  if (row.flags !== 0) noteFlags(result, row.flags)
  for (const dropped of outOfBounds) result.flagged.outOfBounds.push({ index, ...dropped })
  advance(memory, row, row.flags)
}

/** The row of a reading, as yet without flags. */
export const toRow = (reading: Reading, receivedAtMs: number): TelemetryRow => ({
  ...reading,
  timeBucketMs: bucketOf(reading.recordedAtMs),
  receivedAtMs,
  flags: 0,
})
