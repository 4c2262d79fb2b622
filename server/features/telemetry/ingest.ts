import { bothSettled } from '../../../lib/async/both-settled.ts'
import { mapLimited } from '../../../lib/async/map-limited.ts'
import { createMultiKeyLock } from '../../../lib/async/multi-key-lock.ts'
import { Failure, isFailure, isTransient } from '../../../lib/errors.ts'
import { requirePermission } from '../../../lib/permissions.ts'
import type { DroneId } from '../../../schema/ids.ts'
import type { Actor } from '../../../schema/permissions.ts'
import { telemetry, telemetryBuckets } from '../../../schema/tables.ts'
import { maxReadingsPerBatch, type Reading } from '../../../schema/telemetry.ts'
import type { Ports } from '../../ports/index.ts'
import type { DroneOwners } from '../../repositories/drone-owners.ts'
import type { Roster } from '../../repositories/roster.ts'
import type { SharedLatest } from '../../repositories/shared-latest.ts'
import type { IngestCounters } from './counters.ts'
import { createDroneMemories } from './drone-memory.ts'
import { IngestBatch } from './ingest-batch.ts'
import { countResult, type IngestResult, noRoomFor, retiredDrone, unknownDrone } from './ingest-result.ts'
import type { Parsed } from './parse.ts'
import { createUnknownDrones, type UnknownDronesDeps } from './unknown-drones.ts'

export type IngestDeps = Pick<Ports, 'tables' | 'bus' | 'clock'> &
  UnknownDronesDeps & {
    roster: Roster
    /** Which process last ingested a drone's readings; null when there is only this process. */
    owners: DroneOwners | null
    /** Each drone's newest reading, shared with other processes; null when there is only this process. */
    sharedLatest: Pick<SharedLatest, 'keep'> | null
    /** Whether the actor may send readings of this drone. Everyone may, until there are device keys. */
    maySend: (actor: Actor, droneId: DroneId) => boolean
    counters: IngestCounters
  }

export interface Ingest {
  /**
   * Ingests up to `maxReadingsPerBatch` readings, in order; an invalid one does not affect the others. Resolves when every
   * accepted or duplicate reading is durable and published to the bus. Fails with `limited` for a larger batch or while too
   * many readings are in flight, with `unavailable` or `limited` when the store fails: some readings may then be stored, none
   * is acknowledged, and sending the batch again is safe. Batches with a drone or the `connection` in common are judged and
   * resolved in the order of the calls, however long each takes to prepare.
   */
  ingestReadings(actor: Actor, batch: readonly Parsed[], connection?: object): Promise<IngestResult>
}

const maxReadingsInFlight = 100_000
const lookupsAtOnce = 64
const retryAfterMs = 1_000

export function createIngest(deps: IngestDeps): Ingest {
  const memories = createDroneMemories(deps)
  const takeInUnknown = createUnknownDrones(deps)
  const lock = createMultiKeyLock<DroneId | object>()
  let readingsInFlight = 0
  /** Resolves when every batch judged so far has finished: batches resolve in the order in which they were judged. */
  let lastFinished: Promise<unknown> = Promise.resolve()
  /** Resolves when every batch judged so far was given to the bus, or failed: batches are published in the order in which they were judged. */
  let lastPublished: Promise<void> = Promise.resolve()

  async function ingestReadings(actor: Actor, parsed: readonly Parsed[], connection?: object): Promise<IngestResult> {
    requirePermission(actor, 'telemetry:write')
    requireRoom(parsed.length)
    readingsInFlight += parsed.length
    const droneIds = droneIdsOf(parsed)
    const turn = lock.request(connection ? [connection, ...droneIds] : droneIds)
    try {
      const noRoom = await takeInUnknown([...droneIds].filter((droneId) => deps.maySend(actor, droneId)))
      const held = await memories.hold(droneIds)
      try {
        if (turn.granted) await turn.granted
        while (!memories.isLoaded(held)) await memories.load(held)
        const whyNotHeld = (reading: Reading) => {
          const retiredAtMs = deps.roster.findDrone(reading.droneId)?.retiredAtMs ?? null
          if (retiredAtMs !== null) return retiredDrone(reading, retiredAtMs)
          return noRoom.has(reading.droneId) ? noRoomFor(reading) : unknownDrone(reading)
        }
        const batch = new IngestBatch(held, whyNotHeld, (droneId) => deps.maySend(actor, droneId), deps.clock.nowMs())
        batch.judge(parsed)
        turn.release()
        const earlier = lastFinished
        const own = storeAndPublish(batch, earlier)
        lastFinished = bothSettled(earlier, own)
        await own
        countResult(deps.counters, batch.result)
        return batch.result
      } finally {
        memories.release(held)
      }
    } catch (error) {
      throw countFailure(error)
    } finally {
      turn.release()
      readingsInFlight -= parsed.length
    }
  }

  async function storeAndPublish(batch: IngestBatch, earlier: Promise<unknown>): Promise<void> {
    const before = lastPublished
    const own = Promise.withResolvers<void>()
    lastPublished = own.promise
    try {
      await lookUpPossibleDuplicates(batch, earlier)
      await store(batch)
    } catch (error) {
      batch.fail()
      own.resolve(before)
      throw error
    }
    batch.succeed()
    await before
    // The bus delivers in the order of the calls: the next batch need not wait until this one is published.
    const published = Promise.all([publish(batch), deps.sharedLatest?.keep(batch.newest())])
    own.resolve()
    await published
    await earlier
  }

  /** Judges the readings that are not certainly new, by what is stored or in flight with the same key. */
  async function lookUpPossibleDuplicates(batch: IngestBatch, earlier: Promise<unknown>): Promise<void> {
    if (batch.possibleDuplicates.length === 0) return
    const lookups = batch.possibleDuplicates.filter((candidate) => candidate.isFirst)
    await mapLimited(lookups, lookupsAtOnce, async (candidate) => {
      candidate.stored = await deps.tables.find(telemetry, candidate.row)
    })
    if (batch.dependsOnOtherBatches()) await earlier
    batch.judgePossibleDuplicates()
  }

  async function store(batch: IngestBatch): Promise<void> {
    const rows = batch.rows()
    if (rows.length === 0) return
    const buckets = batch.newBuckets()
    await Promise.all([
      deps.tables.insert(telemetry, rows),
      ...(buckets.length > 0 ? [deps.tables.insert(telemetryBuckets, buckets)] : []),
    ])
  }

  /** A durable batch is acknowledged even when it can't be published: the store is the system of record, not the bus. */
  async function publish(batch: IngestBatch): Promise<void> {
    const messages = batch.byConvoy()
    const results = await Promise.allSettled(messages.map((message) => deps.bus.publish('readings', message)))
    const failed = results.filter((one) => one.status === 'rejected')
    for (const { reason } of failed) if (!isFailure(reason)) throw reason
    if (failed.length > 0) deps.counters.unannouncedBatches += 1
  }

  function requireRoom(size: number): void {
    if (size > maxReadingsPerBatch)
      throw new Failure('limited', `Batch has ${size} readings, expected at most ${maxReadingsPerBatch}.`)
    if (readingsInFlight + size > maxReadingsInFlight)
      throw new Failure(
        'limited',
        `${readingsInFlight} readings are in flight to the store, expected at most ${maxReadingsInFlight}.`,
        { retryAfterMs },
      )
  }

  function countFailure(error: unknown): unknown {
    if (!isTransient(error)) return error
    deps.counters.failedBatches += 1
    if (error.retryAfterMs !== null) return error
    return new Failure(error.code, error.message, { retryAfterMs, cause: error })
  }

  return { ingestReadings }
}

function droneIdsOf(batch: readonly Parsed[]): Set<DroneId> {
  const droneIds = new Set<DroneId>()
  for (const parsed of batch) if ('reading' in parsed) droneIds.add(parsed.reading.droneId)
  return droneIds
}
