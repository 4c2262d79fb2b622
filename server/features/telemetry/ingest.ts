import { bothEnded } from '../../../lib/async/both-ended.ts'
import { createKeyedOrder } from '../../../lib/async/keyed-order.ts'
import { mapLimited } from '../../../lib/async/map-limited.ts'
import { Failure, isFailure, isPassing } from '../../../lib/errors.ts'
import { requirePermission } from '../../../lib/permissions.ts'
import type { DroneId } from '../../../schema/ids.ts'
import type { Actor } from '../../../schema/permissions.ts'
import { telemetry, telemetryBuckets } from '../../../schema/tables.ts'
import { maxReadingsPerBatch, type Reading } from '../../../schema/telemetry.ts'
import type { Ports } from '../../ports/index.ts'
import type { DroneOwners } from '../../repositories/drone-owners.ts'
import type { Roster } from '../../repositories/roster.ts'
import type { SharedLatest } from '../../repositories/shared-latest.ts'
import { countAnswer, type IngestAnswer, noRoomFor, retiredDrone, unknownDrone } from './answer.ts'
import type { IngestCounters } from './counters.ts'
import { createDroneMemories } from './drone-memory.ts'
import type { Parsed } from './parse.ts'
import { Passage } from './passage.ts'
import { createUnknownDrones, type UnknownDronesDeps } from './unknown-drones.ts'

export type IngestDeps = Pick<Ports, 'tables' | 'bus' | 'clock'> &
  UnknownDronesDeps & {
    roster: Roster
    /** With other processes about: which of them last took a drone's readings; null: there are none. */
    owners: DroneOwners | null
    /** With other processes about: where each drone's newest reading is kept for them; null: there are none. */
    sharedLatest: Pick<SharedLatest, 'keep'> | null
    /** Whether the actor may send for this drone. Until there are device keys everyone may. */
    maySend: (actor: Actor, droneId: DroneId) => boolean
    counters: IngestCounters
  }

export interface Ingest {
  /**
   * Takes up to `maxReadingsPerBatch` readings, in order; a bad one never spoils its neighbours. Resolves when every
   * accepted reading, and every one that it calls a duplicate, is durable and told to the bus. Fails with `limited` for a
   * larger batch or while too many readings are under way, with `unavailable` or `limited` when the store fails: then some may be
   * stored, none is acknowledged, and sending the batch again is safe. Batches of one drone, and those that name the same
   * `connection`, are judged and answered in the order of the calls, however long each takes to prepare.
   */
  ingestReadings(actor: Actor, batch: readonly Parsed[], connection?: object): Promise<IngestAnswer>
}

const maxReadingsUnderWay = 100_000
const lookupsAtOnce = 64
const retryAfterMs = 1_000

export function createIngest(deps: IngestDeps): Ingest {
  const memories = createDroneMemories(deps)
  const takeInUnknown = createUnknownDrones(deps)
  const order = createKeyedOrder<DroneId | object>()
  let underWay = 0
  /** Resolves when every batch judged so far has settled: batches are answered in the order of judging. */
  let settled: Promise<unknown> = Promise.resolve()
  /** Resolves when every batch judged so far was handed to the bus, or failed: they are announced in the order of judging. */
  let handedOver: Promise<void> = Promise.resolve()

  async function ingestReadings(actor: Actor, batch: readonly Parsed[], connection?: object): Promise<IngestAnswer> {
    requirePermission(actor, 'telemetry:write')
    requireRoom(batch.length)
    underWay += batch.length
    const droneIds = droneIdsOf(batch)
    const place = order.enter(connection ? [connection, ...droneIds] : droneIds)
    try {
      const noRoom = await takeInUnknown([...droneIds].filter((droneId) => deps.maySend(actor, droneId)))
      const held = await memories.hold(droneIds)
      try {
        if (place.turn) await place.turn
        while (!memories.isLoaded(held)) await memories.load(held)
        const whyNotHeld = (reading: Reading) => {
          const retiredAtMs = deps.roster.findDrone(reading.droneId)?.retiredAtMs ?? null
          if (retiredAtMs !== null) return retiredDrone(reading, retiredAtMs)
          return noRoom.has(reading.droneId) ? noRoomFor(reading) : unknownDrone(reading)
        }
        const passage = new Passage(held, whyNotHeld, (droneId) => deps.maySend(actor, droneId), deps.clock.nowMs())
        passage.judge(batch)
        place.leave()
        const earlier = settled
        const own = settle(passage, earlier)
        settled = bothEnded(earlier, own)
        await own
        countAnswer(deps.counters, passage.answer)
        return passage.answer
      } finally {
        memories.release(held)
      }
    } catch (error) {
      throw countFailure(error)
    } finally {
      place.leave()
      underWay -= batch.length
    }
  }

  async function settle(passage: Passage, earlier: Promise<unknown>): Promise<void> {
    const before = handedOver
    const own = Promise.withResolvers<void>()
    handedOver = own.promise
    try {
      await lookUpDoubts(passage, earlier)
      await store(passage)
    } catch (error) {
      passage.fail()
      own.resolve(before)
      throw error
    }
    passage.succeed()
    await before
    // The bus keeps the order of the calls: the next batch need not wait for the answers.
    const told = Promise.all([announce(passage), deps.sharedLatest?.keep(passage.newest())])
    own.resolve()
    await told
    await earlier
  }

  /** Decides on the readings that were not surely new, by what is stored under their keys or is on its way there. */
  async function lookUpDoubts(passage: Passage, earlier: Promise<unknown>): Promise<void> {
    if (passage.doubts.length === 0) return
    const lookups = passage.doubts.filter((doubt) => doubt.isFirst)
    await mapLimited(lookups, lookupsAtOnce, async (doubt) => {
      doubt.stored = await deps.tables.find(telemetry, doubt.row)
    })
    if (passage.awaitsOthers()) await earlier
    passage.decideDoubts()
  }

  async function store(passage: Passage): Promise<void> {
    const rows = passage.rows()
    if (rows.length === 0) return
    const buckets = passage.newBuckets()
    await Promise.all([
      deps.tables.insert(telemetry, rows),
      ...(buckets.length > 0 ? [deps.tables.insert(telemetryBuckets, buckets)] : []),
    ])
  }

  /** What is durable stays acknowledged when nobody can be told: the bus holds no truth. */
  async function announce(passage: Passage): Promise<void> {
    const messages = [...passage.byConvoy()]
    const told = await Promise.allSettled(messages.map((message) => deps.bus.publish('readings', message)))
    const failed = told.filter((one) => one.status === 'rejected')
    for (const { reason } of failed) if (!isFailure(reason)) throw reason
    if (failed.length > 0) deps.counters.unannouncedBatches += 1
  }

  function requireRoom(size: number): void {
    if (size > maxReadingsPerBatch)
      throw new Failure('limited', `Batch has ${size} readings, expected at most ${maxReadingsPerBatch}.`)
    if (underWay + size > maxReadingsUnderWay)
      throw new Failure(
        'limited',
        `${underWay} readings are under way to the store, expected at most ${maxReadingsUnderWay}.`,
        { retryAfterMs },
      )
  }

  function countFailure(error: unknown): unknown {
    if (!isPassing(error)) return error
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
