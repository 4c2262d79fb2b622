import { setImmediate as nextTurn } from 'node:timers/promises'
import { isFailure } from '../../../lib/errors.ts'
import { requirePermission } from '../../../lib/permissions.ts'
import type { DroneId } from '../../../schema/ids.ts'
import type { Actor } from '../../../schema/permissions.ts'
import type { Row } from '../../../schema/table-types.ts'
import { telemetry, telemetryBuckets } from '../../../schema/tables.ts'
import { type StoredReading, telemetryBucketMs } from '../../../schema/telemetry.ts'
import type { Ports } from '../../ports/index.ts'
import type { Page } from '../../ports/tables.ts'

type Deps = Pick<Ports, 'tables'>
type BucketRow = Row<typeof telemetryBuckets>
const defaultPageSize = 2_000
const hoursPerPage = 1_000
const fewHoursPerPage = 8

export const bucketOf = (recordedAtMs: number): number =>
  Math.floor(recordedAtMs / telemetryBucketMs) * telemetryBucketMs

/**
 * A drone's readings in [fromMs, toMs), oldest first, in pages that are read lazily and are never empty; none for an unknown
 * drone. A reading that is stored meanwhile may or may not be included. Throws the signal's reason when it aborts.
 */
export function readHistory(
  deps: Deps,
  actor: Actor,
  droneId: DroneId,
  fromMs: number,
  toMs: number,
  signal?: AbortSignal,
): AsyncIterable<readonly StoredReading[]> {
  requirePermission(actor, 'telemetry:read')
  return inOrder(deps, droneId, { fromMs, toMs, newestFirst: false, ...(signal ? { signal } : {}) })
}

/** The drone's newest reading by event time, or null when none is stored. */
export async function latestReading(deps: Deps, droneId: DroneId): Promise<StoredReading | null> {
  const everything = { fromMs: 0, toMs: Number.MAX_SAFE_INTEGER, newestFirst: true, pageSize: 1 }
  for await (const [latest] of inOrder(deps, droneId, everything)) return latest ?? null
  return null
}

/** Event times of the drone's first and last reading, or null when none is stored. */
export async function historySpan(
  deps: Deps,
  actor: Actor,
  droneId: DroneId,
  signal?: AbortSignal,
): Promise<Span | null> {
  requirePermission(actor, 'telemetry:read')
  return spanWithin(deps, droneId, { fromMs: 0, toMs: Number.MAX_SAFE_INTEGER }, signal)
}

export interface Span {
  firstAtMs: number
  lastAtMs: number
}

/** Event times of the drone's first and last reading in [fromMs, toMs), or null when there is none. */
export async function spanWithin(
  deps: Deps,
  droneId: DroneId,
  { fromMs, toMs }: { fromMs: number; toMs: number },
  signal?: AbortSignal,
): Promise<Span | null> {
  const range = { fromMs, toMs, pageSize: 1, ...(signal ? { signal } : {}) }
  for await (const [first] of inOrder(deps, droneId, { ...range, newestFirst: false }))
    for await (const [last] of inOrder(deps, droneId, { ...range, newestFirst: true }))
      return first && last ? { firstAtMs: first.recordedAtMs, lastAtMs: last.recordedAtMs } : null
  return null
}

interface Slice {
  fromMs: number
  toMs: number
  newestFirst: boolean
  /** Rows per page; for a caller that wants only the first of them, a few hours are listed at a time. */
  pageSize?: number
  signal?: AbortSignal
}

/** By the page: to yield each reading would cost as much as to read it. */
async function* inOrder(deps: Deps, droneId: DroneId, slice: Slice): AsyncGenerator<StoredReading[]> {
  const { newestFirst, signal, pageSize = defaultPageSize } = slice
  const newest = { recordedAtMs: slice.toMs - 1 }
  const beyondOldest = { recordedAtMs: slice.fromMs - 1 }
  const lapsed: BucketRow[] = []
  try {
    for await (const bucket of bucketsOf(deps, droneId, slice)) {
      const { timeBucketMs } = bucket
      let isEmpty = true
      let after: string | null = null
      do {
        signal?.throwIfAborted()
        const range = {
          from: newest,
          until: beyondOldest,
          reverse: !newestFirst,
          limit: pageSize,
          ...(after ? { after } : {}),
        }
        const page: Page<StoredReading> = await deps.tables.scan(telemetry, { droneId, timeBucketMs }, range)
        if (page.rows.length > 0) {
          isEmpty = false
          yield page.rows
        }
        after = page.next
        // Lets other work run between the pages of a long history.
        if (after) await nextTurn()
      } while (after)
      const isReadWhole = slice.fromMs <= timeBucketMs && timeBucketMs + telemetryBucketMs <= slice.toMs
      if (isEmpty && isReadWhole && bucket.listedAtMs === null) lapsed.push(bucket)
    }
  } finally {
    if (lapsed.length > 0) await letExpire(deps, lapsed)
  }
}

/**
 * Hours listed by a version whose rows never expired would be read for ever. Writing them again gives them a time to live. This
 * is safe even if readings are stored meanwhile: the listing outlives any reading stored by now.
 */
async function letExpire(deps: Deps, buckets: readonly BucketRow[]): Promise<void> {
  try {
    await deps.tables.insert(
      telemetryBuckets,
      buckets.map((bucket) => ({ ...bucket, listedAtMs: 0 })),
    )
  } catch (error) {
    // The next read tries again.
    if (!isFailure(error)) throw error
  }
}

/** The listed hours that overlap [fromMs, toMs). One may be empty: its readings may have expired. */
async function* bucketsOf(deps: Deps, droneId: DroneId, slice: Slice): AsyncGenerator<BucketRow> {
  const newest = { timeBucketMs: bucketOf(slice.toMs - 1) }
  const beyondOldest = { timeBucketMs: bucketOf(slice.fromMs) - 1 }
  let after: string | null = null
  do {
    slice.signal?.throwIfAborted()
    const range = {
      from: newest,
      until: beyondOldest,
      reverse: !slice.newestFirst,
      limit: slice.pageSize === undefined ? hoursPerPage : fewHoursPerPage,
      ...(after ? { after } : {}),
    }
    const page: Page<BucketRow> = await deps.tables.scan(telemetryBuckets, { droneId }, range)
    for (const row of page.rows) yield row
    after = page.next
  } while (after)
}
