import { setImmediate as nextTurn } from 'node:timers/promises'
import { bothSettled } from '../../../lib/async/both-settled.ts'
import { mapLimited } from '../../../lib/async/map-limited.ts'
import { isFailure } from '../../../lib/errors.ts'
import { changedHours, telemetry, telemetryBuckets, telemetryHours } from '../../../schema/tables.ts'
import type { Ports } from '../../ports/index.ts'
import type { KeptReadings } from '../../repositories/kept-readings.ts'
import type { IngestCounters } from './counters.ts'
import type { BatchStore, JudgedBatch, StoredBatch } from './ingest-batch.ts'

type Deps = Pick<Ports, 'tables' | 'bus'> & {
  /** Each drone's newest reading, in the cache shared with other processes; null when there is only this process. */
  kept: KeptReadings | null
  counters: IngestCounters
}

const lookupsAtOnce = 64
/** Other work runs after so many lookups: one in a compressed hour takes this thread about half a millisecond. */
const lookupsPerTurn = 32

/** Stores judged batches at the same time, and publishes and finishes them in the order in which they were judged. */
export function createBatchFinish({ tables, bus, kept, counters }: Deps) {
  /** Resolves when every batch judged so far has finished. */
  let lastFinished: Promise<unknown> = Promise.resolve()
  /** Resolves when every batch judged so far was given to the bus, or failed. */
  let lastPublished: Promise<void> = Promise.resolve()

  const store: BatchStore = {
    findStored(rows) {
      let turn: Promise<void> | null = null
      return mapLimited(rows, lookupsAtOnce, async (row, at) => {
        if (at % lookupsPerTurn === lookupsPerTurn - 1) turn = nextTurn()
        if (turn) await turn
        return tables.find(telemetry, row)
      })
    },
    async insert(rows, { buckets, hours, changed }) {
      await Promise.all([
        tables.insert(telemetry, rows),
        buckets.length > 0 && tables.insert(telemetryBuckets, buckets),
        hours.length > 0 && tables.insert(telemetryHours, hours),
        changed.length > 0 && tables.insert(changedHours, changed),
      ])
    },
  }

  async function storeAndPublish(batch: JudgedBatch, earlier: Promise<unknown>): Promise<void> {
    const before = lastPublished
    const own = Promise.withResolvers<void>()
    lastPublished = own.promise
    const stored = await batch.store(store, earlier).catch((error) => {
      own.resolve(before)
      throw error
    })
    await before
    // The bus delivers in the order of the calls: the next batch need not wait until this one is published.
    const published = Promise.all([publish(stored), kept?.keep(stored.newest())])
    own.resolve()
    await published
    await earlier
  }

  /** A durable batch is acknowledged even when it can't be published: the store is the system of record, not the bus. */
  async function publish(batch: StoredBatch): Promise<void> {
    const results = await Promise.allSettled(batch.messages().map((message) => bus.publish('readings', message)))
    const failed = results.filter((one) => one.status === 'rejected')
    for (const { reason } of failed) if (!isFailure(reason)) throw reason
    if (failed.length > 0) counters.unannouncedBatches += 1
  }

  return {
    /** Call it in the order in which the batches were judged. Resolves when the batch is durable and given to the bus. */
    finish(batch: JudgedBatch): Promise<void> {
      const earlier = lastFinished
      const own = storeAndPublish(batch, earlier)
      lastFinished = bothSettled(earlier, own)
      return own
    },
  }
}
