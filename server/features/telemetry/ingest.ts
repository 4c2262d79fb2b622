import { createMultiKeyLock } from '../../../lib/async/multi-key-lock.ts'
import { Failure, isTransient } from '../../../lib/errors.ts'
import { requirePermission } from '../../../lib/permissions.ts'
import type { DroneId } from '../../../schema/ids.ts'
import type { Actor } from '../../../schema/permissions.ts'
import { maxReadingsPerBatch } from '../../../schema/telemetry.ts'
import type { Ports } from '../../ports/index.ts'
import type { DroneOwners } from '../../repositories/drone-owners.ts'
import type { KeptReadings } from '../../repositories/kept-readings.ts'
import type { Roster } from '../../repositories/roster.ts'
import type { IngestCounters } from './counters.ts'
import { createDroneMemories, type HeldDrones } from './drone-memory.ts'
import { createBatchFinish } from './finish-batch.ts'
import { type Delivery, judgeBatch } from './ingest-batch.ts'
import { countResult, emptyResult, type IngestResult } from './ingest-result.ts'
import type { Parsed } from './parse.ts'
import { createUnknownDrones, type UnknownDronesDeps } from './unknown-drones.ts'

export type IngestDeps = Pick<Ports, 'tables' | 'bus' | 'clock'> &
  UnknownDronesDeps & {
    roster: Roster
    /** Which process last ingested a drone's readings; null when there is only this process. */
    owners: DroneOwners | null
    /** Each drone's newest reading, in the cache shared with other processes; null when there is only this process. */
    kept: KeptReadings | null
    /** Whether the actor may send readings of this drone. Everyone may, until there are device keys. */
    maySend: (actor: Actor, droneId: DroneId) => boolean
    counters: IngestCounters
  }

export interface Ingest {
  /**
   * Ingests up to `maxReadingsPerBatch` readings, in order; an invalid one does not affect the others. Resolves when every
   * accepted or duplicate reading is durable and published to the bus. Fails with `limited` for a larger batch or while too
   * many readings are in flight, with `unavailable` or `limited` when the store fails: some readings may then be stored, none
   * is acknowledged, and sending the batch again is safe. Calls with a drone or the `connection` in common are judged and
   * resolved in their order, however long each takes to prepare. Those of one turn of the event loop share a write.
   */
  ingestReadings(actor: Actor, batch: readonly Parsed[], connection?: object): Promise<IngestResult>
}

/** A call that waits for its result. */
interface Call extends Delivery {
  readonly connection: object | undefined
  /** Each once. */
  readonly droneIds: readonly DroneId[]
  resolve(result: IngestResult): void
  reject(error: unknown): void
}

const maxReadingsInFlight = 100_000
/** From this many readings on, gathered calls do not wait for the end of the turn of the event loop. */
const maxReadingsGathered = 500
const retryAfterMs = 1_000

export function createIngest(deps: IngestDeps): Ingest {
  const memories = createDroneMemories(deps)
  const findOrEnrollUnknown = createUnknownDrones(deps)
  const lock = createMultiKeyLock<DroneId | object>()
  const finisher = createBatchFinish(deps)
  let gathered: Call[] = []
  let readingsGathered = 0
  let readingsInFlight = 0
  /** Shared batches that will be judged in a moment: calls go on gathering until they are. */
  let preparing = 0

  function ingestReadings(actor: Actor, parsed: readonly Parsed[], connection?: object): Promise<IngestResult> {
    return new Promise((resolve, reject) => {
      requirePermission(actor, 'telemetry:write')
      requireRoom(parsed.length)
      readingsInFlight += parsed.length
      const maySend = (droneId: DroneId) => deps.maySend(actor, droneId)
      const droneIds = droneIdsOf(parsed)
      gathered.push({ parsed, connection, droneIds, result: emptyResult(), maySend, resolve, reject })
      readingsGathered += parsed.length
      if (readingsGathered >= maxReadingsGathered) startGathered()
      else if (gathered.length === 1) setImmediate(startGathered)
    })
  }

  /** Calls that need not wait for anything share a batch; each of the others has its own. */
  function startGathered(): void {
    if (preparing > 0) return
    const calls = gathered
    gathered = []
    readingsGathered = 0
    let ready: Call[] = []
    const startReady = () => {
      if (ready.length > 0) void ingestShared(ready)
      ready = []
    }
    for (const call of calls)
      if (isReady(call)) ready.push(call)
      else {
        startReady()
        void ingest([call], () => findOrEnrollUnknown(call.droneIds.filter(call.maySend)))
      }
    startReady()
  }

  /** True when no earlier call holds it up and nothing need be loaded for it. */
  function isReady({ connection, droneIds }: Call): boolean {
    if (connection && lock.isHeld(connection)) return false
    for (const droneId of droneIds) if (lock.isHeld(droneId) || !memories.isLoaded(droneId)) return false
    return true
  }

  function ingestShared(calls: readonly Call[]): Promise<void> {
    let isPreparing = true
    preparing += 1
    return ingest(
      calls,
      async () => noDrones,
      () => {
        if (!isPreparing) return
        isPreparing = false
        preparing -= 1
        if (gathered.length > 0) startGathered()
      },
    )
  }

  /**
   * `findOrEnroll` finds or enrolls drones that are not in the roster, and resolves with those for which there is no room. Calls
   * `letOthersStart` once the readings are judged or have failed, or as soon as a drone must first be loaded from the store, because
   * that takes long: another process has ingested its readings since.
   */
  async function ingest(
    calls: readonly Call[],
    findOrEnroll: () => Promise<ReadonlySet<DroneId>>,
    letOthersStart = () => {},
  ): Promise<void> {
    const droneIds = new Set<DroneId>()
    const connections = new Set<object>()
    for (const call of calls) {
      for (const droneId of call.droneIds) droneIds.add(droneId)
      if (call.connection) connections.add(call.connection)
    }
    const request = lock.request([...droneIds, ...connections])
    let held: HeldDrones | null = null
    let isReleased = false
    const release = () => {
      if (isReleased) return
      isReleased = true
      request.release()
      letOthersStart()
    }
    try {
      held = await memories.hold(droneIds, await findOrEnroll())
      if (!memories.areLoaded(held)) letOthersStart()
      await memories.load(held)
      if (request.granted) await request.granted
      // Another batch may have failed meanwhile and invalidated these drones: load them again.
      while (!memories.areLoaded(held)) await memories.load(held)
      const finished = finisher.finish(judgeBatch(calls, held, deps.clock.nowMs()))
      release()
      await finished
      for (const call of calls) {
        countResult(deps.counters, call.result)
        call.resolve(call.result)
      }
    } catch (error) {
      if (isTransient(error)) deps.counters.failedBatches += calls.length
      for (const call of calls) call.reject(toRetryable(error))
    } finally {
      release()
      if (held) memories.release(held)
      for (const { parsed } of calls) readingsInFlight -= parsed.length
    }
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

  return { ingestReadings }
}

const noDrones: ReadonlySet<DroneId> = new Set()

const toRetryable = (error: unknown): unknown =>
  isTransient(error) && error.retryAfterMs === null
    ? new Failure(error.code, error.message, { retryAfterMs, cause: error })
    : error

function droneIdsOf(batch: readonly Parsed[]): DroneId[] {
  const [only] = batch
  if (batch.length === 1 && only && 'reading' in only) return [only.reading.droneId]
  const droneIds = new Set<DroneId>()
  for (const parsed of batch) if ('reading' in parsed) droneIds.add(parsed.reading.droneId)
  return [...droneIds]
}
