/** Reads the telemetry of an hour from the store, drone by drone, as batches for the lake. */
import type { LakeBatch } from '../../../lib/lake/batch.ts'
import { unassignedConvoyId } from '../../../schema/convoys.ts'
import type { ConvoyId, DroneId } from '../../../schema/ids.ts'
import type { Row } from '../../../schema/table-types.ts'
import * as tables from '../../../schema/tables.ts'
import { telemetryBucketMs as hourMs, isDoubtfulPosition } from '../../../schema/telemetry.ts'
import type { Tables } from '../../ports/index.ts'
import { everyColumnPage, everyPage } from '../../repositories/every-page.ts'
import type { Roster } from '../../repositories/roster.ts'
import type { Cursor } from './steps.ts'
import { createTelemetryBatch, type ReadingsPage, readColumns, rowsPerBatch } from './telemetry-batch.ts'

export interface ReadDeps {
  tables: Pick<Tables, 'scan' | 'scanColumns' | 'find'>
  roster: Pick<Roster, 'findDrone'>
  /** Awaited between short pieces of work. */
  pace(): Promise<void>
}

export type HourRow = Row<typeof tables.telemetryHours>

/** What readings are wanted of an hour. */
export interface HourRead {
  startMs: number
  droneIds: readonly DroneId[]
  /** Only readings received up to here: whatever was received before is stored by now. */
  receivedUpToMs: number
  /** How far each drone was read before; moved on as its readings are read. */
  cursors: Map<DroneId, Cursor>
}

const rowsPerPage = 2_000
const rowsBefore = 16

/** The drones listed for an hour. */
export async function listHour(store: Pick<Tables, 'scan'>, timeBucketMs: number): Promise<HourRow[]> {
  const listed: HourRow[] = []
  for await (const rows of everyPage(store, tables.telemetryHours, { timeBucketMs })) listed.push(...rows)
  return listed
}

/** Their readings after the cursors, sorted by convoy, drone, time and sequence. Memory: two batches. */
export async function* readHour(deps: ReadDeps, read: HourRead): AsyncGenerator<LakeBatch> {
  const { startMs: timeBucketMs, receivedUpToMs, cursors } = read
  let batch = createTelemetryBatch()
  for (const { convoyId, droneId } of await sortByConvoy(deps, read.droneIds)) {
    const cursor = cursors.get(droneId) ?? { last: null, trusted: await trustedBefore(deps, droneId, timeBucketMs) }
    cursors.set(droneId, cursor)
    batch.setDrone(convoyId, droneId)
    const range = { reverse: true, limit: rowsPerPage, ...(cursor.last && { until: cursor.last }) }
    const key = { droneId, timeBucketMs }
    for await (const page of everyColumnPage(deps.tables, tables.telemetry, key, readColumns, range)) {
      for (const [from, until] of runsReceived(page, receivedUpToMs)) {
        for (let next = from; next < until; ) {
          next += batch.add(page, next, until, cursor)
          if (batch.rowCount < rowsPerBatch) continue
          yield batch.toBatch()
          batch = createTelemetryBatch()
          batch.setDrone(convoyId, droneId)
        }
      }
      await deps.pace()
    }
  }
  if (batch.rowCount > 0) yield batch.toBatch()
}

/** The ranges [from, until) of rows that were received up to then: nearly always one. */
function runsReceived({ rowCount, columns }: ReadingsPage, upToMs: number): [number, number][] {
  const runs: [number, number][] = []
  let from = 0
  for (let row = 0; row < rowCount; row++) {
    if ((columns.receivedAtMs[row] as number) <= upToMs) continue
    if (row > from) runs.push([from, row])
    from = row + 1
  }
  if (rowCount > from) runs.push([from, rowCount])
  return runs
}

async function sortByConvoy(
  { roster, tables: store }: ReadDeps,
  droneIds: readonly DroneId[],
): Promise<{ convoyId: ConvoyId; droneId: DroneId }[]> {
  const found: { convoyId: ConvoyId; droneId: DroneId }[] = []
  for (const droneId of new Set(droneIds)) {
    const known = roster.findDrone(droneId) ?? (await store.find(tables.droneClaims, { droneId }))
    found.push({ convoyId: known?.convoyId ?? unassignedConvoyId, droneId })
  }
  const keyOf = ({ convoyId, droneId }: { convoyId: string; droneId: string }) => `${convoyId}${droneId}`
  return found.sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))
}

/** The drone's newest reading with a reliable position before this hour. */
async function trustedBefore(
  { tables: store }: ReadDeps,
  droneId: DroneId,
  startMs: number,
): Promise<Cursor['trusted']> {
  const before = { from: { timeBucketMs: startMs - hourMs }, limit: 4 }
  for await (const buckets of everyPage(store, tables.telemetryBuckets, { droneId }, before))
    for (const { timeBucketMs } of buckets)
      for await (const rows of everyPage(store, tables.telemetry, { droneId, timeBucketMs }, { limit: rowsBefore }))
        for (const row of rows) if (!isDoubtfulPosition(row.flags)) return row
  return null
}
