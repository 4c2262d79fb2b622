import type { DroneId } from '../../../schema/ids.ts'
import type { Row } from '../../../schema/table-types.ts'
import { telemetry, telemetryBuckets } from '../../../schema/tables.ts'
import { type StoredReading, telemetryBucketMs } from '../../../schema/telemetry.ts'
import type { Ports } from '../../ports/index.ts'

type Deps = Pick<Ports, 'tables'>
const pageSize = 1_000

export const bucketOf = (recordedAtMs: number): number =>
  Math.floor(recordedAtMs / telemetryBucketMs) * telemetryBucketMs

/**
 * A drone's readings in [fromMs, toMs), oldest first, page by page as they are asked for. Empty for an unknown drone. A
 * reading that is stored while this runs may or may not be among them. Ends with the signal's reason when it aborts.
 */
export async function* readHistory(
  deps: Deps,
  droneId: DroneId,
  fromMs: number,
  toMs: number,
  signal?: AbortSignal,
): AsyncGenerator<StoredReading> {
  for await (const { timeBucketMs } of bucketsOf(deps, droneId, fromMs, toMs, signal)) {
    let after: string | null = null
    do {
      signal?.throwIfAborted()
      const page: { rows: Row<typeof telemetry>[]; next: string | null } = await deps.tables.scan(
        telemetry,
        { droneId, timeBucketMs },
        { reverse: true, limit: pageSize, ...(after ? { after } : {}) },
      )
      for (const row of page.rows) if (row.recordedAtMs >= fromMs && row.recordedAtMs < toMs) yield row
      after = page.next
    } while (after)
  }
}

/** The drone's newest reading in event time, or null when none is stored any more. */
export async function latestReading(deps: Deps, droneId: DroneId): Promise<StoredReading | null> {
  let after: string | null = null
  do {
    const buckets: { rows: Row<typeof telemetryBuckets>[]; next: string | null } = await deps.tables.scan(
      telemetryBuckets,
      { droneId },
      { limit: 24, ...(after ? { after } : {}) },
    )
    // A bucket may be empty: its readings have passed their lifetime.
    for (const { timeBucketMs } of buckets.rows) {
      const { rows } = await deps.tables.scan(telemetry, { droneId, timeBucketMs }, { limit: 1 })
      if (rows[0]) return rows[0]
    }
    after = buckets.next
  } while (after)
  return null
}

/** Event times of the drone's first and last reading, or null when none is stored. */
export async function historySpan(
  deps: Deps,
  droneId: DroneId,
): Promise<{ firstAtMs: number; lastAtMs: number } | null> {
  const last = await latestReading(deps, droneId)
  if (!last) return null
  for await (const first of readHistory(deps, droneId, 0, Number.MAX_SAFE_INTEGER))
    return { firstAtMs: first.recordedAtMs, lastAtMs: last.recordedAtMs }
  return null
}

/** The buckets that touch [fromMs, toMs), oldest first. */
async function* bucketsOf(
  deps: Deps,
  droneId: DroneId,
  fromMs: number,
  toMs: number,
  signal?: AbortSignal,
): AsyncGenerator<Row<typeof telemetryBuckets>> {
  let after: string | null = null
  do {
    signal?.throwIfAborted()
    const page: { rows: Row<typeof telemetryBuckets>[]; next: string | null } = await deps.tables.scan(
      telemetryBuckets,
      { droneId },
      { reverse: true, limit: pageSize, ...(after ? { after } : {}) },
    )
    for (const row of page.rows) if (row.timeBucketMs + telemetryBucketMs > fromMs && row.timeBucketMs < toMs) yield row
    after = page.next
  } while (after)
}
