import { Failure, type Fault } from '../../../lib/errors.ts'
import { isNewer } from '../../../lib/readings/order.ts'
import type { ReadingsMessage } from '../../../schema/events.ts'
import type { ConvoyId, DroneId } from '../../../schema/ids.ts'
import type { Row } from '../../../schema/table-types.ts'
import type { telemetry, telemetryBuckets } from '../../../schema/tables.ts'
import { type Reading, readingFlag, telemetryListingSlackMs } from '../../../schema/telemetry.ts'
import {
  conflict,
  emptyAnswer,
  type IngestAnswer,
  noteFlags,
  noteIgnored,
  type OutOfBounds,
  unknownDrone,
} from './answer.ts'
import { type DroneMemory, distrust } from './drone-memory.ts'
import { bucketOf } from './history.ts'
import type { Parsed } from './parse.ts'
import { advance, flagsOf, isSurelyNew, judge, missedBefore, type Verdict } from './rules.ts'
import type { Claim, Voyage } from './under-way.ts'

export type TelemetryRow = Row<typeof telemetry>

/** A reading that may be known already. */
interface Doubt {
  index: number
  row: TelemetryRow
  memory: DroneMemory
  claim: Claim
  /** True for the first under way with this key: it is looked up, and others go by what it finds. */
  isFirst: boolean
  /** What the lookup found. */
  stored: TelemetryRow | null
}

interface Kept {
  row: TelemetryRow
  memory: DroneMemory
}

/** One batch between its judging and its answer. Nothing here waits: between two calls other batches may be judged. */
export class Passage {
  readonly answer: IngestAnswer = emptyAnswer()
  readonly doubts: Doubt[] = []
  readonly #held: Map<DroneId, DroneMemory>
  readonly #whyNotHeld: (reading: Reading) => Fault
  readonly #maySend: (droneId: DroneId) => boolean
  readonly #nowMs: number
  readonly #voyage: Voyage = { failed: false }
  /** Memories that hold a run of this voyage. */
  readonly #running: DroneMemory[] = []
  /** Values that were dropped, by place in the batch. */
  readonly #outOfBounds = new Map<number, readonly OutOfBounds[]>()
  /** By place in the batch; null for what is not kept. */
  #kept: (Kept | null)[] = []

  /** `whyNotHeld` says why a reading of a drone without a memory is refused. */
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

  /** Judges what can be judged from memory; the rest are doubts. */
  judge(batch: readonly Parsed[]): void {
    this.#kept = new Array(batch.length).fill(null)
    batch.forEach((parsed, index) => {
      if ('fault' in parsed) this.answer.refused.push({ index, ...parsed.fault })
      else this.#judgeReading(parsed, index)
    })
  }

  #judgeReading({ reading, ignored, outOfBounds }: Extract<Parsed, { reading: Reading }>, index: number): void {
    const memory = this.#held.get(reading.droneId)
    const maySend = this.#maySend(reading.droneId)
    if (!memory || !maySend) {
      this.answer.refused.push({ index, ...(maySend ? this.#whyNotHeld(reading) : unknownDrone(reading)) })
      return
    }
    if (ignored.count > 0) noteIgnored(this.answer, ignored)
    const row = toRow(reading, this.#nowMs)
    if (outOfBounds.length > 0) {
      this.#outOfBounds.set(index, outOfBounds)
      row.flags = readingFlag.outOfBounds
    }
    if (isSurelyNew(row, memory)) {
      if (memory.underWay.addNew(row, this.#voyage)) this.#running.push(memory)
      this.#keep(index, row, memory, 'accepted')
      return
    }
    const claim = memory.underWay.find(row)
    this.doubts.push({
      index,
      row,
      memory,
      claim: claim ?? memory.underWay.addDoubted(row, this.#voyage),
      isFirst: !claim,
      stored: null,
    })
  }

  /** True when a doubt turns on a reading of another batch, which must settle first. */
  awaitsOthers(): boolean {
    return this.doubts.some(({ claim }) => claim.voyage !== this.#voyage)
  }

  /** To be called once doubts are looked up and the batches that they turn on have settled. */
  decideDoubts(): void {
    for (const { index, row, memory, claim, isFirst, stored } of this.doubts) {
      if (claim.voyage.failed)
        throw new Failure('unavailable', 'The same reading was under way in another batch, and the store failed.')
      if (stored) claim.reading = stored
      const earlier = isFirst ? stored : claim.reading
      const verdict = judge(row, earlier, memory)
      if (verdict === 'duplicate') this.answer.duplicates += 1
      else if (verdict === 'conflict') this.answer.refused.push({ index, ...conflict(row, earlier ?? row) })
      else this.#keep(index, row, memory, verdict)
    }
    this.answer.refused.sort((a, b) => a.index - b.index)
    this.answer.flagged.outOfBounds.sort((a, b) => a.index - b.index)
  }

  /** The readings to be stored, in the order of the batch. */
  rows(): TelemetryRow[] {
    const rows: TelemetryRow[] = []
    for (const kept of this.#kept) if (kept) rows.push(kept.row)
    return rows
  }

  /** What is to be announced: of each convoy the readings that were kept, in the order of the batch. */
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

  /** Of what was kept, the readings that are still the newest of their drones. */
  newest(): TelemetryRow[] {
    const isNewest = ({ row, memory }: Kept) => !memory.newest || !isNewer(memory.newest, row)
    return this.#kept.flatMap((kept) => (kept && isNewest(kept) ? kept.row : []))
  }

  /** Rows of telemetry_buckets that are not known to be stored, or to outlive what is stored now. */
  newBuckets(): Row<typeof telemetryBuckets>[] {
    const buckets = new Map<string, Row<typeof telemetryBuckets>>()
    for (const kept of this.#kept) {
      if (!kept || this.#isListed(kept)) continue
      const { droneId, timeBucketMs } = kept.row
      buckets.set(`${droneId}/${timeBucketMs}`, { droneId, timeBucketMs, listedAtMs: this.#nowMs })
    }
    return [...buckets.values()]
  }

  /** Everything is durable: the store answers for it from now on. */
  succeed(): void {
    for (const kept of this.#kept)
      if (kept && !this.#isListed(kept)) kept.memory.listedAtMs.set(kept.row.timeBucketMs, this.#nowMs)
    this.#end()
  }

  /** What was written is unknown. */
  fail(): void {
    this.#voyage.failed = true
    for (const memory of this.#held.values()) distrust(memory)
    this.#end()
  }

  #isListed({ row, memory }: Kept): boolean {
    const listedAtMs = memory.listedAtMs.get(row.timeBucketMs)
    return listedAtMs !== undefined && Math.abs(this.#nowMs - listedAtMs) < telemetryListingSlackMs / 2
  }

  #end(): void {
    for (const memory of this.#running) memory.underWay.endRun(this.#voyage)
    for (const { memory, row, isFirst } of this.doubts) if (isFirst) memory.underWay.endDoubted(row)
  }

  #keep(index: number, row: TelemetryRow, memory: DroneMemory, verdict: Extract<Verdict, 'accepted' | 'late'>): void {
    row.flags |= flagsOf(row, verdict, memory)
    this.answer.gaps += missedBefore(row, memory.newest)
    if (verdict === 'late') this.answer.late += 1
    else this.answer.accepted += 1
    if (row.flags !== 0) noteFlags(this.answer, row.flags)
    for (const dropped of this.#outOfBounds.get(index) ?? [])
      this.answer.flagged.outOfBounds.push({ index, ...dropped })
    advance(memory, row, row.flags)
    this.#kept[index] = { row, memory }
  }
}

/** The row that keeps the reading; what is judged adds its flags. */
export const toRow = (reading: Reading, receivedAtMs: number): TelemetryRow => ({
  ...reading,
  timeBucketMs: bucketOf(reading.recordedAtMs),
  receivedAtMs,
  flags: 0,
})
