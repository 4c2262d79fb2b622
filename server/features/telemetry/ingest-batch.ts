import { Failure, type Fault } from '../../../lib/errors.ts'
import { isNewer } from '../../../lib/readings/order.ts'
import type { ReadingsMessage } from '../../../schema/events.ts'
import type { ConvoyId, DroneId } from '../../../schema/ids.ts'
import type { Row } from '../../../schema/table-types.ts'
import type { telemetry, telemetryBuckets } from '../../../schema/tables.ts'
import { type Reading, readingFlag, telemetryListingSlackMs } from '../../../schema/telemetry.ts'
import { type DroneMemory, invalidate } from './drone-memory.ts'
import { bucketOf } from './history.ts'
import type { BatchWrite, Claim } from './in-flight-readings.ts'
import {
  conflict,
  emptyResult,
  type IngestResult,
  noteFlags,
  noteIgnored,
  type OutOfBounds,
  unknownDrone,
} from './ingest-result.ts'
import type { Parsed } from './parse.ts'
import { advance, flagsOf, isSurelyNew, judge, missedBefore, type Verdict } from './rules.ts'

export type TelemetryRow = Row<typeof telemetry>

/** A reading that may be stored already, or be in flight in another batch. */
interface PossibleDuplicate {
  index: number
  row: TelemetryRow
  memory: DroneMemory
  claim: Claim
  /** True for the first one in flight with this key: only this one is looked up, the others use its result. */
  isFirst: boolean
  /** What the lookup found. */
  stored: TelemetryRow | null
}

interface Kept {
  row: TelemetryRow
  memory: DroneMemory
}

/** One batch, from judging its readings to its result. Every method is synchronous; other batches may be judged between two calls. */
export class IngestBatch {
  readonly result: IngestResult = emptyResult()
  readonly possibleDuplicates: PossibleDuplicate[] = []
  readonly #held: Map<DroneId, DroneMemory>
  readonly #whyNotHeld: (reading: Reading) => Fault
  readonly #maySend: (droneId: DroneId) => boolean
  readonly #nowMs: number
  readonly #write: BatchWrite = { failed: false }
  /** Drones with new readings of this batch in flight. */
  readonly #writing: DroneMemory[] = []
  /** Values that were dropped, by index in the batch. */
  readonly #outOfBounds = new Map<number, readonly OutOfBounds[]>()
  /** By index in the batch; null for a reading that is not stored. */
  #kept: (Kept | null)[] = []

  /** `whyNotHeld` returns why a reading of a drone that is not in `held` is refused. */
  constructor(
    held: Map<DroneId, DroneMemory>,
    whyNotHeld: (reading: Reading) => Fault,
    maySend: (droneId: DroneId) => boolean,
    nowMs: number,
  ) {
    this.#held = held
    this.#whyNotHeld = whyNotHeld
    this.#maySend = maySend
    this.#nowMs = nowMs
  }

  /** Judges what can be judged from memory; the rest goes into `possibleDuplicates`. */
  judge(batch: readonly Parsed[]): void {
    this.#kept = new Array(batch.length).fill(null)
    batch.forEach((parsed, index) => {
      if ('fault' in parsed) this.result.refused.push({ index, ...parsed.fault })
      else this.#judgeReading(parsed, index)
    })
  }

  #judgeReading({ reading, ignored, outOfBounds }: Extract<Parsed, { reading: Reading }>, index: number): void {
    const memory = this.#held.get(reading.droneId)
    const maySend = this.#maySend(reading.droneId)
    if (!memory || !maySend) {
      this.result.refused.push({ index, ...(maySend ? this.#whyNotHeld(reading) : unknownDrone(reading)) })
      return
    }
    if (ignored.count > 0) noteIgnored(this.result, ignored)
    const row = toRow(reading, this.#nowMs)
    if (outOfBounds.length > 0) {
      this.#outOfBounds.set(index, outOfBounds)
      row.flags = readingFlag.outOfBounds
    }
    if (isSurelyNew(row, memory)) {
      if (memory.inFlight.addNew(row, this.#write)) this.#writing.push(memory)
      this.#keep(index, row, memory, 'accepted')
      return
    }
    const claim = memory.inFlight.find(row)
    this.possibleDuplicates.push({
      index,
      row,
      memory,
      claim: claim ?? memory.inFlight.addPossibleDuplicate(row, this.#write),
      isFirst: !claim,
      stored: null,
    })
  }

  /** True when a possible duplicate matches a reading of another batch, which must finish first. */
  dependsOnOtherBatches(): boolean {
    return this.possibleDuplicates.some(({ claim }) => claim.write !== this.#write)
  }

  /** Call it once the possible duplicates are looked up and the batches that they depend on have finished. */
  judgePossibleDuplicates(): void {
    for (const { index, row, memory, claim, isFirst, stored } of this.possibleDuplicates) {
      if (claim.write.failed)
        throw new Failure('unavailable', 'The same reading was in flight in another batch, whose write failed.')
      if (stored) claim.reading = stored
      const earlier = isFirst ? stored : claim.reading
      const verdict = judge(row, earlier, memory)
      if (verdict === 'duplicate') this.result.duplicates += 1
      else if (verdict === 'conflict') this.result.refused.push({ index, ...conflict(row, earlier ?? row) })
      else this.#keep(index, row, memory, verdict)
    }
    this.result.refused.sort((a, b) => a.index - b.index)
    this.result.flagged.outOfBounds.sort((a, b) => a.index - b.index)
  }

  /** The readings to be stored, in the order of the batch. */
  rows(): TelemetryRow[] {
    const rows: TelemetryRow[] = []
    for (const kept of this.#kept) if (kept) rows.push(kept.row)
    return rows
  }

  /** The messages to publish: per convoy the readings that were stored, in the order of the batch. */
  byConvoy(): ReadingsMessage[] {
    const messages = new Map<ConvoyId, ReadingsMessage>()
    for (const kept of this.#kept) {
      if (!kept) continue
      const { convoyId } = kept.memory
      const message = messages.get(convoyId)
      if (message) message.readings.push(kept.row)
      else messages.set(convoyId, { convoyId, readings: [kept.row] })
    }
    return [...messages.values()]
  }

  /** Of the readings stored, those that are still the newest of their drones. */
  newest(): TelemetryRow[] {
    const isNewest = ({ row, memory }: Kept) => !memory.newest || !isNewer(memory.newest, row)
    return this.#kept.flatMap((kept) => (kept && isNewest(kept) ? kept.row : []))
  }

  /** Rows of telemetry_buckets to write: hours not known to be listed, or listed so long ago that the listing could expire first. */
  newBuckets(): Row<typeof telemetryBuckets>[] {
    const buckets = new Map<string, Row<typeof telemetryBuckets>>()
    for (const kept of this.#kept) {
      if (!kept || this.#isListed(kept)) continue
      const { droneId, timeBucketMs } = kept.row
      buckets.set(`${droneId}/${timeBucketMs}`, { droneId, timeBucketMs, listedAtMs: this.#nowMs })
    }
    return [...buckets.values()]
  }

  /** Call it when everything is durable. */
  succeed(): void {
    for (const kept of this.#kept)
      if (kept && !this.#isListed(kept)) kept.memory.listedAtMs.set(kept.row.timeBucketMs, this.#nowMs)
    this.#end()
  }

  /** Call it when the write failed: what was stored is unknown. */
  fail(): void {
    this.#write.failed = true
    for (const memory of this.#held.values()) invalidate(memory)
    this.#end()
  }

  #isListed({ row, memory }: Kept): boolean {
    const listedAtMs = memory.listedAtMs.get(row.timeBucketMs)
    return listedAtMs !== undefined && Math.abs(this.#nowMs - listedAtMs) < telemetryListingSlackMs / 2
  }

  #end(): void {
    for (const memory of this.#writing) memory.inFlight.endRun(this.#write)
    for (const { memory, row, isFirst } of this.possibleDuplicates)
      if (isFirst) memory.inFlight.endPossibleDuplicate(row)
  }

  #keep(index: number, row: TelemetryRow, memory: DroneMemory, verdict: Extract<Verdict, 'accepted' | 'late'>): void {
    row.flags |= flagsOf(row, verdict, memory)
    this.result.gaps += missedBefore(row, memory.newest)
    if (verdict === 'late') this.result.late += 1
    else this.result.accepted += 1
    if (row.flags !== 0) noteFlags(this.result, row.flags)
    for (const dropped of this.#outOfBounds.get(index) ?? [])
      this.result.flagged.outOfBounds.push({ index, ...dropped })
    advance(memory, row, row.flags)
    this.#kept[index] = { row, memory }
  }
}

/** The row of a reading, as yet without flags. */
export const toRow = (reading: Reading, receivedAtMs: number): TelemetryRow => ({
  ...reading,
  timeBucketMs: bucketOf(reading.recordedAtMs),
  receivedAtMs,
  flags: 0,
})
