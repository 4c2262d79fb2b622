/** Which past hours of telemetry the lake has to look at. */

import type { Row } from '../../../schema/table-types.ts'
import * as tables from '../../../schema/tables.ts'
import { telemetryBucketMs as hourMs } from '../../../schema/telemetry.ts'
import type { Tables } from '../../ports/index.ts'
import { everyPage } from '../../repositories/every-page.ts'
import type { Roster } from '../../repositories/roster.ts'

export const hourOf = (atMs: number): number => Math.floor(atMs / hourMs) * hourMs

/** Past hours that readings were received for since `sinceMs`. */
export async function hoursChangedSince(store: Tables, sinceMs: number, nowMs: number): Promise<number[]> {
  const found = new Set<number>()
  for (let receivedBucketMs = hourOf(sinceMs); receivedBucketMs <= nowMs; receivedBucketMs += hourMs)
    for await (const rows of everyPage(store, tables.changedHours, { receivedBucketMs }))
      for (const { timeBucketMs } of rows) found.add(timeBucketMs)
  return [...found]
}

/** Hours in [fromMs, toMs) with readings. */
export async function listedHours(store: Tables, fromMs: number, toMs: number): Promise<number[]> {
  const found: number[] = []
  for (let timeBucketMs = hourOf(fromMs); timeBucketMs < toMs; timeBucketMs += hourMs) {
    const { rows } = await store.scan(tables.telemetryHours, { timeBucketMs }, { limit: 1 })
    if (rows.length > 0) found.push(timeBucketMs)
  }
  return found
}

const markName = 'telemetry hours'

/** Lists the hours of readings from before hours were listed: once, by the drones of the roster. */
export async function listEarlierHours(
  store: Tables,
  roster: Pick<Roster, 'convoys' | 'archivedConvoys' | 'dronesOf' | 'retiredDronesOf'>,
  nowMs: number,
): Promise<void> {
  if (await store.find(tables.repairMarks, { name: markName })) return
  for (const { convoyId } of [...roster.convoys(), ...roster.archivedConvoys()])
    for (const { droneId } of [...roster.dronesOf(convoyId), ...roster.retiredDronesOf(convoyId)])
      for await (const buckets of everyPage(store, tables.telemetryBuckets, { droneId })) {
        const rows: Row<typeof tables.telemetryHours>[] = []
        for (const { timeBucketMs, listedAtMs } of buckets) {
          const key = { timeBucketMs, droneId, lateness: tables.lateness.any }
          const known = await store.find(tables.telemetryHours, key)
          if (!known) rows.push({ ...key, changedAtMs: listedAtMs ?? timeBucketMs })
        }
        await store.insert(tables.telemetryHours, rows)
      }
  await store.insert(tables.repairMarks, [{ name: markName, atMs: nowMs }])
}
