/** Which hours of which drones have readings: listed with the readings, so that hours are found without asking every drone. */
import type { Row } from '../../../schema/table-types.ts'
import {
  type changedHours,
  lateness,
  type telemetry,
  type telemetryBuckets,
  type telemetryHours,
} from '../../../schema/tables.ts'
import {
  readingFlag,
  telemetryChangeWindowMs,
  telemetryLateWindowMs,
  telemetryListingSlackMs,
} from '../../../schema/telemetry.ts'
import { bucketOf } from './history.ts'

/** What is remembered of a drone's listings: when each was last written. */
export interface ListedHours {
  /** In telemetry_buckets, by hour. */
  readonly listedAtMs: Map<number, number>
  /** In telemetry_hours, by hour plus lateness. */
  readonly changedAtMs: Map<number, number>
}

export interface Listings {
  buckets: Row<typeof telemetryBuckets>[]
  hours: Row<typeof telemetryHours>[]
  changed: Row<typeof changedHours>[]
}

interface Listed {
  readonly row: Row<typeof telemetry>
  readonly memory: ListedHours
}

/** The rows that must be stored with these readings. */
export function toListings(readings: readonly Listed[], nowMs: number): Listings {
  const buckets = new Map<string, Listings['buckets'][number]>()
  const hours = new Map<string, Listings['hours'][number]>()
  const changed = new Map<number, Listings['changed'][number]>()
  const receivedBucketMs = bucketOf(nowMs)
  for (const { row, memory } of readings) {
    const { droneId, timeBucketMs } = row
    if (!isRecent(memory.listedAtMs.get(timeBucketMs), nowMs, telemetryListingSlackMs / 2))
      buckets.set(`${droneId}/${timeBucketMs}`, { droneId, timeBucketMs, listedAtMs: nowMs })
    const kind = latenessOf(row)
    if (isRecent(memory.changedAtMs.get(timeBucketMs + kind), nowMs, windowMs[kind])) continue
    hours.set(`${droneId}/${timeBucketMs}/${kind}`, { timeBucketMs, droneId, lateness: kind, changedAtMs: nowMs })
    if (timeBucketMs < receivedBucketMs)
      changed.set(timeBucketMs, { receivedBucketMs, timeBucketMs, changedAtMs: nowMs })
  }
  return { buckets: [...buckets.values()], hours: [...hours.values()], changed: [...changed.values()] }
}

/** To be called once the rows of `toListings` are stored. */
export function noteListings(readings: readonly Listed[], nowMs: number): void {
  for (const { row, memory } of readings) {
    const { timeBucketMs } = row
    note(memory.listedAtMs, timeBucketMs, nowMs, telemetryListingSlackMs / 2)
    const kind = latenessOf(row)
    note(memory.changedAtMs, timeBucketMs + kind, nowMs, windowMs[kind])
  }
}

/** By lateness. */
const windowMs = [telemetryChangeWindowMs, telemetryLateWindowMs] as const

const latenessOf = ({ flags }: Row<typeof telemetry>): 0 | 1 =>
  (flags & readingFlag.late) === 0 ? lateness.any : lateness.late

const isRecent = (atMs: number | undefined, nowMs: number, forMs: number): boolean =>
  atMs !== undefined && Math.abs(nowMs - atMs) < forMs

function note(times: Map<number, number>, key: number, nowMs: number, forMs: number): void {
  if (!isRecent(times.get(key), nowMs, forMs)) times.set(key, nowMs)
}
