import { Failure } from '../../../lib/errors.ts'
import { isNewer } from '../../../lib/readings/order.ts'
import type { ReadingsMessage } from '../../../schema/events.ts'
import type { ConvoyId, DroneId } from '../../../schema/ids.ts'
import type { Row } from '../../../schema/table-types.ts'
import type { telemetry, telemetryBuckets } from '../../../schema/tables.ts'
import { type Reading, readingFlag, telemetryListingSlackMs } from '../../../schema/telemetry.ts'
import { type DroneMemory, type HeldDrones, invalidate } from './drone-memory.ts'
import { bucketOf } from './history.ts'
import type { BatchWrite, InFlightReading } from './in-flight-readings.ts'
import { conflict, type IngestResult, noteFlags, noteIgnored, type OutOfBounds, unknownDrone } from './ingest-result.ts'
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
  insert(rows: readonly TelemetryRow[], buckets: readonly Row<typeof telemetryBuckets>[]): Promise<void>
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

  /** Hours not known to be listed, or listed so long ago that the listing could expire first. */
  function newBuckets(readings: readonly Accepted[]): Row<typeof telemetryBuckets>[] {
    const buckets = new Map<string, Row<typeof telemetryBuckets>>()
    for (const { row, memory } of readings) {
      const { droneId, timeBucketMs } = row
      if (!isListed(memory, timeBucketMs, nowMs))
        buckets.set(`${droneId}/${timeBucketMs}`, { droneId, timeBucketMs, listedAtMs: nowMs })
    }
    return [...buckets.values()]
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
        const buckets = newBuckets(readings)
        if (readings.length > 0)
          await store.insert(
            readings.map(({ row }) => row),
            buckets,
          )
        for (const { row, memory } of readings) noteListed(memory, row.timeBucketMs, nowMs)
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

function isListed({ listedAtMs }: DroneMemory, timeBucketMs: number, nowMs: number): boolean {
  const atMs = listedAtMs.get(timeBucketMs)
  return atMs !== undefined && Math.abs(nowMs - atMs) < telemetryListingSlackMs / 2
}

function noteListed(memory: DroneMemory, timeBucketMs: number, nowMs: number): void {
  if (!isListed(memory, timeBucketMs, nowMs)) memory.listedAtMs.set(timeBucketMs, nowMs)
}

/** The row of a reading, as yet without flags. */
export const toRow = (reading: Reading, receivedAtMs: number): TelemetryRow => ({
  ...reading,
  timeBucketMs: bucketOf(reading.recordedAtMs),
  receivedAtMs,
  flags: 0,
})
