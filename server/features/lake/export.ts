/** The export: brings the lake up to date with the store, again and again. */
import { isFailure } from '../../../lib/errors.ts'
import { dayMsOf } from '../../../lib/time/day.ts'
import { isRollup } from '../../../schema/lake-columns.ts'
import { telemetryBucketMs as hourMs, telemetryClosingMs, telemetryRetentionMs } from '../../../schema/telemetry.ts'
import type { Ports } from '../../ports/index.ts'
import type { Lake, LakeFile, LakeManifest } from '../../ports/lake.ts'
import type { Lease } from '../../repositories/leases.ts'
import { findPastEventsMark } from '../../repositories/past-events.ts'
import type { Roster } from '../../repositories/roster.ts'
import { createEngagementHours, engagementHoursSince } from './engagement-hours.ts'
import { hourOf, hoursChangedSince, listEarlierHours, listedHours } from './past-hours.ts'
import { type Changes, pathsOf, replaceRows } from './publication.ts'
import {
  convoyRows,
  droneRows,
  engagementRows,
  type LakeRow,
  leadershipRows,
  minuteRows,
  routeRows,
} from './small-tables.ts'
import { createTelemetryExport, isClosed } from './telemetry-export.ts'

/** What was judged this long ago is stored by now, or its write has failed. */
const settleMs = 5_000
/** Readings may be this far ahead of the clock. */
const aheadMs = 60_000
const rosterEveryMs = 300_000
/** After a longer pause (a machine that slept, say) everything is looked at again: hours may have closed unseen. */
const longestPauseMs = hourMs / 2

export interface ExportDeps extends Pick<Ports, 'tables' | 'clock'> {
  lake: Lake
  roster: Roster
  pace(): Promise<void>
}

const isOfTelemetry = ({ table }: Pick<LakeFile, 'table'>): boolean => table === 'telemetry' || isRollup(table)
const isOfPast = (table: LakeFile['table']): boolean => table === 'leadership_events' || table === 'ingest_minutes'

export interface Exporter {
  /**
   * Exports what was received up to some seconds ago: the running hours, then the past ones that changed, for as long as `mayGoOn`;
   * resolves with whether all was done. Each hour is published by itself.
   */
  run(lease: Pick<Lease, 'requireHeld'>, mayGoOn: () => boolean): Promise<boolean>
}

export function createExporter(deps: ExportDeps): Exporter {
  const { lake, tables, clock, roster } = deps
  const telemetry = createTelemetryExport(deps)
  const engagements = createEngagementHours(tables)
  /** Past hours that are not known to be settled, with when each was first due. */
  const pending = new Map<number, number>()
  let rosterAtMs = Number.NEGATIVE_INFINITY
  let isBegun = false
  let ranAtMs = Number.POSITIVE_INFINITY

  /** The newest manifest, without what can't be read: that is exported again. */
  async function current(requireHeld: () => void): Promise<LakeManifest> {
    const { manifest, faults, release } = await lake.open()
    release()
    if (faults.length === 0) return manifest
    const spoiled = new Set(faults.map(({ path }) => path))
    const spoiledHours = new Set(faults.flatMap((one) => (isOfTelemetry(one) ? (one.hourMs ?? []) : [])))
    for (const startMs of spoiledHours) due(startMs, 0)
    if (faults.some(({ table }) => table === 'route_points')) rosterAtMs = Number.NEGATIVE_INFINITY
    const isSpoiled = (file: LakeFile) =>
      spoiled.has(file.path) || (isOfTelemetry(file) && spoiledHours.has(file.hourMs ?? 0))
    // Marks of tables with a file less: they are read again as in a new lake.
    const { past, engagements: recorded, ...marks } = manifest.marks
    return lake.publish(
      {
        add: [],
        remove: pathsOf(manifest.files.filter(isSpoiled)),
        asOfMs: manifest.asOfMs,
        marks: {
          ...marks,
          ...(past !== undefined && !faults.some(({ table }) => isOfPast(table)) && { past }),
          ...(recorded !== undefined &&
            !faults.some(({ table }) => table === 'engagements') && { engagements: recorded }),
        },
      },
      requireHeld,
    )
  }

  function due(startMs: number, sinceMs: number): void {
    pending.set(startMs, Math.min(sinceMs, pending.get(startMs) ?? sinceMs))
  }

  /** After a start: everything that changed since the lake was last complete. */
  async function begin(manifest: LakeManifest, nowMs: number): Promise<void> {
    await lake.tidy()
    await listEarlierHours(tables, roster, nowMs)
    const keptMs = nowMs - telemetryRetentionMs
    const sinceMs = Math.max(keptMs, manifest.marks.telemetry ?? keptMs)
    const listed = await listedHours(tables, sinceMs - telemetryClosingMs - hourMs, nowMs + aheadMs)
    const changed = await hoursChangedSince(tables, sinceMs - hourMs, nowMs)
    for (const startMs of [...listed, ...changed].sort((a, b) => a - b)) due(startMs, sinceMs)
    isBegun = true
  }

  async function syncRunning(manifest: LakeManifest, nowMs: number): Promise<Changes> {
    const readAtMs = nowMs - settleMs
    const all: Changes = { add: [], remove: [] }
    const take = (changes: Changes) => {
      all.add.push(...changes.add)
      all.remove.push(...changes.remove)
    }
    for (let startMs = hourOf(nowMs - hourMs - telemetryClosingMs); startMs <= nowMs + aheadMs; startMs += hourMs) {
      const target = { hourMs: startMs, readAtMs }
      const leadership = await leadershipRows(deps, startMs, startMs + hourMs)
      take(await replaceRows(lake, manifest, { ...target, table: 'leadership_events' }, leadership))
      take(await replaceRows(lake, manifest, { ...target, table: 'ingest_minutes' }, await minuteRows(deps, startMs)))
      if (!isClosed(startMs, nowMs)) take(await telemetry.syncHour(manifest, startMs, readAtMs))
      else due(startMs, nowMs)
    }
    return all
  }

  /** Routes are read whole: when the roster has changed, and every few minutes. */
  async function syncRoster(manifest: LakeManifest): Promise<Changes> {
    const replace = (table: 'convoys' | 'drones' | 'route_points', rows: LakeRow[]) =>
      replaceRows(lake, manifest, { table, hourMs: null, readAtMs: clock.nowMs() }, rows)
    const parts = [await replace('convoys', convoyRows(deps)), await replace('drones', droneRows(deps))]
    const hasChanged = parts.some(({ add }) => add.length > 0)
    if (hasChanged || clock.monotonicMs() - rosterAtMs >= rosterEveryMs) {
      parts.push(await replace('route_points', await routeRows(deps)))
      rosterAtMs = clock.monotonicMs()
    }
    return { add: parts.flatMap(({ add }) => add), remove: parts.flatMap(({ remove }) => remove) }
  }

  async function syncEngagements(manifest: LakeManifest, nowMs: number): Promise<Changes & { exported(): void }> {
    const keptMs = nowMs - telemetryRetentionMs
    const mark = manifest.marks.engagements
    const convoyIds = [...roster.convoys(), ...roster.archivedConvoys()].map(({ convoyId }) => convoyId)
    const { hours, exported } = await engagements.changed(mark ?? nowMs, nowMs)
    const all = mark === undefined ? await engagementHoursSince(tables, convoyIds, dayMsOf(keptMs)) : []
    const changes: Changes = { add: [], remove: [] }
    for (const startMs of new Set([...all, ...hours])) {
      await deps.pace()
      const target = { table: 'engagements' as const, hourMs: startMs, readAtMs: nowMs }
      const one = await replaceRows(lake, manifest, target, await engagementRows(deps, startMs))
      changes.add.push(...one.add)
      changes.remove.push(...one.remove)
    }
    return { ...changes, exported }
  }

  /** Past leadership and counts, after a start: in a lake that is new all that is kept. */
  async function syncPast(manifest: LakeManifest, nowMs: number): Promise<Changes> {
    const all: Changes = { add: [], remove: [] }
    const doneMs = (manifest.marks.past ?? 0) - telemetryClosingMs - hourMs
    const runningMs = hourOf(nowMs - hourMs - telemetryClosingMs)
    const fromMs = hourOf(Math.max(doneMs, nowMs - telemetryRetentionMs))
    for (let startMs = fromMs; startMs < runningMs; startMs += hourMs) {
      await deps.pace()
      for (const [table, rows] of [
        ['leadership_events', await leadershipRows(deps, startMs, startMs + hourMs)],
        ['ingest_minutes', await minuteRows(deps, startMs)],
      ] as const) {
        const changes = await replaceRows(lake, manifest, { table, hourMs: startMs, readAtMs: nowMs }, rows)
        all.add.push(...changes.add)
        all.remove.push(...changes.remove)
      }
    }
    return all
  }

  const telemetryMark = (nowMs: number): number => Math.min(nowMs - settleMs, ...pending.values())

  /** Where events of past hours were written since: all that is kept is read again. */
  async function withoutEventMarks(manifest: LakeManifest): Promise<LakeManifest> {
    const writtenAtMs = await findPastEventsMark(tables)
    const { past, engagements: recorded, ...marks } = manifest.marks
    const isRead = writtenAtMs === null || past === undefined || past > writtenAtMs + settleMs
    return isRead ? manifest : { ...manifest, marks }
  }

  async function run({ requireHeld }: Pick<Lease, 'requireHeld'>, mayGoOn: () => boolean): Promise<boolean> {
    const nowMs = clock.nowMs()
    if (nowMs - ranAtMs > longestPauseMs) isBegun = false
    ranAtMs = nowMs
    let manifest = await current(requireHeld)
    if (!isBegun) await begin(manifest, nowMs)
    for (const startMs of await hoursChangedSince(tables, nowMs - hourMs, nowMs))
      if (isClosed(startMs, nowMs)) due(startMs, nowMs)

    manifest = await withoutEventMarks(manifest)
    const expiredMs = nowMs - telemetryRetentionMs - hourMs
    const expired = manifest.files.filter((file) => file.hourMs !== null && file.hourMs < expiredMs)
    const engaged = await syncEngagements(manifest, nowMs)
    const parts = [
      await syncRunning(manifest, nowMs),
      await syncRoster(manifest),
      await syncPast(manifest, nowMs),
      engaged,
      { add: [], remove: pathsOf(expired) },
    ]
    const marks = () => ({ telemetry: telemetryMark(nowMs), engagements: nowMs, past: nowMs })
    const asOfMs = nowMs - settleMs
    manifest = await lake.publish(
      { add: parts.flatMap(({ add }) => add), remove: parts.flatMap(({ remove }) => remove), asOfMs, marks: marks() },
      requireHeld,
    )
    engaged.exported()

    for (const startMs of [...pending.keys()].sort((a, b) => a - b)) {
      if (!mayGoOn()) return false
      if (startMs < expiredMs || !isClosed(startMs, nowMs)) {
        pending.delete(startMs)
        continue
      }
      const { isSettled, ...changes } = await telemetry.syncHour(manifest, startMs, nowMs - settleMs)
      if (isSettled) pending.delete(startMs)
      if (changes.add.length + changes.remove.length > 0)
        manifest = await lake.publish({ ...changes, asOfMs, marks: marks() }, requireHeld)
    }
    return true
  }

  return {
    async run(lease, mayGoOn) {
      try {
        return await run(lease, mayGoOn)
      } catch (error) {
        // Another process may have written meanwhile: everything is looked at again.
        if (isFailure(error)) isBegun = false
        throw error
      }
    },
  }
}
