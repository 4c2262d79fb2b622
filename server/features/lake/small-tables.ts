/** The rows of the lake's small tables, as the store has them. */
import type { LakeValue } from '../../../lib/lake/rows-to-batch.ts'
import { dayMsOf } from '../../../lib/time/day.ts'
import * as tables from '../../../schema/tables.ts'
import { telemetryBucketMs as hourMs } from '../../../schema/telemetry.ts'
import type { Tables } from '../../ports/index.ts'
import { type EngagementRow, everyEngagement } from '../../repositories/engagements.ts'
import { everyPage } from '../../repositories/every-page.ts'
import type { Roster } from '../../repositories/roster.ts'

export interface RowsDeps {
  tables: Tables
  roster: Pick<Roster, 'convoys' | 'archivedConvoys' | 'findConvoy' | 'dronesOf' | 'retiredDronesOf'>
}

export type LakeRow = readonly LakeValue[]

/** An engagement has the height and speed of the drone's newest reading if that is at most this old. */
const readingMaxAgeMs = 60_000

const allConvoys = ({ roster }: RowsDeps) =>
  [...roster.convoys(), ...roster.archivedConvoys()].sort((a, b) => (a.convoyId < b.convoyId ? -1 : 1))

export const convoyRows = (deps: RowsDeps): LakeRow[] =>
  allConvoys(deps).map(({ convoyId, callsign, commandingUnit, status }) => [convoyId, callsign, commandingUnit, status])

export const droneRows = (deps: RowsDeps): LakeRow[] =>
  allConvoys(deps).flatMap(({ convoyId }) =>
    [...deps.roster.dronesOf(convoyId), ...deps.roster.retiredDronesOf(convoyId)].map(
      ({ droneId, callsign, platformType }) => [droneId, convoyId, callsign, platformType],
    ),
  )

export async function routeRows({ tables: store }: RowsDeps): Promise<LakeRow[]> {
  const found: LakeRow[] = []
  for await (const rows of everyPage(store, tables.waypoints, null))
    for (const { convoyId, droneId, sequence, latitudeDeg, longitudeDeg, altitudeM } of rows)
      found.push([convoyId, droneId, sequence, latitudeDeg, longitudeDeg, altitudeM])
  return found
}

/** The engagements of one hour. */
export async function engagementRows(deps: RowsDeps, startMs: number): Promise<LakeRow[]> {
  const found: LakeRow[] = []
  const span = { afterMs: startMs - 1, upToMs: startMs + hourMs - 1 }
  for (const { convoyId, commandingUnit } of allConvoys(deps))
    for await (const rows of everyEngagement(deps.tables, convoyId, span))
      for (const row of rows) found.push(await toEngagementRow(deps, row, commandingUnit))
  return found
}

async function toEngagementRow(deps: RowsDeps, row: EngagementRow, commandingUnit: string): Promise<LakeRow> {
  const { convoyId, droneId, engagementId, engagedAtMs, recordedAtMs, weaponType, target, hit, bda } = row
  const reading = await readingAt(deps, row)
  return [
    ...[convoyId, droneId, engagementId, engagedAtMs, recordedAtMs, weaponType, target, hit, bda],
    ...[reading?.altitudeM ?? null, reading?.speedMps ?? null, commandingUnit],
  ]
}

/** The drone's newest reading at the time of the engagement. */
async function readingAt({ tables: store }: RowsDeps, { droneId, engagedAtMs }: EngagementRow) {
  const oldestMs = engagedAtMs - readingMaxAgeMs
  for (const atMs of new Set([engagedAtMs, oldestMs])) {
    const timeBucketMs = Math.floor(atMs / hourMs) * hourMs
    const range = { from: { recordedAtMs: engagedAtMs }, until: { recordedAtMs: oldestMs - 1 }, limit: 1 }
    const { rows } = await store.scan(tables.telemetry, { droneId, timeBucketMs }, range)
    if (rows[0]) return rows[0]
  }
  return null
}

/** The changes of leadership in [fromMs, toMs), which is within one day (UTC). */
export async function leadershipRows(deps: RowsDeps, fromMs: number, toMs: number): Promise<LakeRow[]> {
  const found: LakeRow[] = []
  for (const { convoyId } of allConvoys(deps)) {
    const partition = { convoyId, dayMs: dayMsOf(fromMs) }
    const range = { from: { atMs: toMs - 1 }, until: { atMs: fromMs - 1 }, reverse: true }
    for await (const rows of everyPage(deps.tables, tables.leadershipEvents, partition, range))
      for (const { atMs, ordinal, change } of rows) {
        const { before, after } = change
        found.push([
          ...[convoyId, atMs, ordinal, change.reason],
          ...[before.state, before.term, before.leaderId, after.state, after.term, after.leaderId, after.rivalId],
        ])
      }
  }
  return found
}

/** What was ingested in each minute of an hour, by all processes. */
export async function minuteRows({ tables: store }: RowsDeps, startMs: number): Promise<LakeRow[]> {
  const minutes = new Map<number, [number, number, number, number]>()
  for await (const rows of everyPage(store, tables.ingestMinutes, { timeBucketMs: startMs }))
    for (const { minuteMs, accepted, duplicates, late, refused } of rows) {
      const [a, d, l, r] = minutes.get(minuteMs) ?? [0, 0, 0, 0]
      minutes.set(minuteMs, [a + accepted, d + duplicates, l + late, r + refused])
    }
  return [...minutes].map(([minuteMs, counts]) => [minuteMs, ...counts])
}
