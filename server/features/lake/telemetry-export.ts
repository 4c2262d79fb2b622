/** Keeps the lake's telemetry and its rollups equal to the store, an hour at a time. */

import type { DroneId } from '../../../schema/ids.ts'
import { rollupNames } from '../../../schema/lake-columns.ts'
import * as tables from '../../../schema/tables.ts'
import {
  telemetryBucketMs as hourMs,
  telemetryChangeWindowMs,
  telemetryClosingMs,
  telemetryLateWindowMs,
} from '../../../schema/telemetry.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Lake, LakeFile, LakeManifest } from '../../ports/lake.ts'
import { type Changes, filesOf, pathsOf } from './publication.ts'
import { type HourRow, listHour, type ReadDeps, readHour } from './read-hour.ts'
import type { Cursor } from './steps.ts'

/** An hour is merged into one file when it has so many, and when it is closed. */
const maxFilesPerHour = 120
/** A whole hour is read again after so many times as long as that took: at most a twentieth of the time. */
const restPerRead = 20

export interface TelemetryExport {
  /**
   * What brings the hour up to date with what was received up to `receivedUpToMs`; `isSettled` when nothing more can come for it that
   * is not listed again. Late readings of an hour, which change the first step of each drone's next hour, also rewrite that one.
   */
  syncHour(manifest: LakeManifest, startMs: number, receivedUpToMs: number): Promise<Changes & { isSettled: boolean }>
}

interface Deps extends ReadDeps {
  lake: Pick<Lake, 'write' | 'derive'>
  clock: Pick<Clock, 'monotonicMs'>
}

/** An hour as this process has read it. */
interface HeldHour {
  cursors: Map<DroneId, Cursor>
  /** Of the last time that it was read whole, and of the last slice. */
  wholeReadAtMs: number
  readAtMs: number
  /** By the monotonic clock: it is not read whole before. */
  restsUntilMs: number
  /** Its files, to notice that they are no longer those of the manifest. */
  paths: string
}

const nothing: Changes = { add: [], remove: [] }

export const isClosed = (startMs: number, nowMs: number): boolean => nowMs >= startMs + hourMs + telemetryClosingMs

export function createTelemetryExport(deps: Deps): TelemetryExport {
  const held = new Map<number, HeldHour>()
  const { lake, clock } = deps

  async function readWhole(
    manifest: LakeManifest,
    startMs: number,
    rows: readonly HourRow[],
    receivedUpToMs: number,
  ): Promise<Changes> {
    const startedMs = clock.monotonicMs()
    const cursors = new Map<DroneId, Cursor>()
    const read = { startMs, droneIds: rows.map(({ droneId }) => droneId), receivedUpToMs, cursors }
    const target = { table: 'telemetry' as const, hourMs: startMs, readAtMs: receivedUpToMs }
    const file = await lake.write(target, readHour(deps, read))
    const changes = await withRollups(manifest, startMs, file ? [file] : [], receivedUpToMs)
    const endedMs = clock.monotonicMs()
    held.set(startMs, {
      cursors,
      wholeReadAtMs: receivedUpToMs,
      readAtMs: receivedUpToMs,
      restsUntilMs: endedMs + (endedMs - startedMs) * restPerRead,
      paths: file?.path ?? '',
    })
    return { ...changes, remove: [...changes.remove, ...pathsOf(filesOf(manifest, 'telemetry', startMs))] }
  }

  async function readSlice(
    manifest: LakeManifest,
    hour: HeldHour,
    startMs: number,
    rows: readonly HourRow[],
    receivedUpToMs: number,
  ): Promise<Changes> {
    const droneIds = rows.filter((row) => endOf(row) > hour.readAtMs).map(({ droneId }) => droneId)
    const target = { table: 'telemetry' as const, hourMs: startMs, readAtMs: receivedUpToMs }
    // The cursors of a slice that fails must not move on.
    const cursors = new Map(droneIds.flatMap((droneId) => copied(droneId, hour.cursors.get(droneId))))
    const file = await lake.write(target, readHour(deps, { startMs, droneIds, receivedUpToMs, cursors }))
    const files = [...filesOf(manifest, 'telemetry', startMs), ...(file ? [file] : [])]
    const changes = file ? await withRollups(manifest, startMs, files, receivedUpToMs) : nothing
    for (const [droneId, cursor] of cursors) hour.cursors.set(droneId, cursor)
    hour.readAtMs = receivedUpToMs
    hour.paths = pathsOf(files).join()
    return { ...changes, add: changes.add.filter((added) => added === file || added.table !== 'telemetry') }
  }

  /** Adds the files and their rollups; removes the rollups before. */
  async function withRollups(
    manifest: LakeManifest,
    startMs: number,
    files: readonly LakeFile[],
    readAtMs: number,
  ): Promise<Changes> {
    const add = [...files]
    const remove: string[] = []
    for (const table of rollupNames) {
      remove.push(...pathsOf(filesOf(manifest, table, startMs)))
      if (files.length > 0) add.push(await lake.derive({ table, hourMs: startMs, readAtMs }, files))
    }
    return { add, remove }
  }

  /** The next hours of drones with late readings, where those were read before the late ones came. */
  async function hoursAfter(
    manifest: LakeManifest,
    startMs: number,
    late: readonly HourRow[],
  ): Promise<Map<number, HourRow[]>> {
    const next = new Map<number, HourRow[]>()
    for (const row of late) {
      const range = { until: { timeBucketMs: startMs }, reverse: true, limit: 1 }
      const { rows } = await deps.tables.scan(tables.telemetryBuckets, { droneId: row.droneId }, range)
      const nextMs = rows[0]?.timeBucketMs
      if (nextMs === undefined || next.has(nextMs)) continue
      const files = filesOf(manifest, 'telemetry', nextMs)
      const readAtMs = held.get(nextMs)?.wholeReadAtMs ?? Math.min(...files.map((file) => file.readAtMs))
      if (files.length > 0 && endOf(row) > readAtMs) next.set(nextMs, await listHour(deps.tables, nextMs))
    }
    return next
  }

  return {
    async syncHour(manifest, startMs, receivedUpToMs) {
      const rows = await listHour(deps.tables, startMs)
      const files = filesOf(manifest, 'telemetry', startMs)
      const closed = isClosed(startMs, receivedUpToMs)
      const hour = held.get(startMs)
      if (hour && hour.paths !== pathsOf(files).join()) held.delete(startMs)
      const known = held.get(startMs)
      const wholeReadAtMs = known?.wholeReadAtMs ?? (files.length === 1 ? (files[0]?.readAtMs ?? 0) : 0)
      const late = rows.filter((row) => row.lateness === tables.lateness.late && endOf(row) > wholeReadAtMs)
      const isNew = rows.some((row) => endOf(row) > (known?.readAtMs ?? wholeReadAtMs))
      const needsWhole =
        late.length > 0 ||
        (files.length === 0 && isNew) ||
        files.length > (closed ? 1 : maxFilesPerHour) ||
        (isNew && (closed || !known))
      const isSettled = rows.every((row) => endOf(row) <= receivedUpToMs)
      const mayReadWhole = !known || clock.monotonicMs() >= known.restsUntilMs
      if (needsWhole && mayReadWhole) {
        const changes = await readWhole(manifest, startMs, rows, receivedUpToMs)
        for (const [nextMs, listed] of await hoursAfter(manifest, startMs, late)) {
          const next = await readWhole(manifest, nextMs, listed, receivedUpToMs)
          changes.add.push(...next.add)
          changes.remove.push(...next.remove)
        }
        if (closed) held.delete(startMs)
        return { ...changes, isSettled }
      }
      if (isNew && known && !closed) {
        const changes = await readSlice(manifest, known, startMs, rows, receivedUpToMs)
        return { ...changes, isSettled: isSettled && !needsWhole }
      }
      return { ...nothing, isSettled: isSettled && !needsWhole }
    },
  }
}

/** Readings of this listing were received before then; later ones are listed again. */
const endOf = ({ changedAtMs, lateness }: HourRow): number =>
  changedAtMs + (lateness === tables.lateness.late ? telemetryLateWindowMs : telemetryChangeWindowMs)

const copied = (droneId: DroneId, cursor: Cursor | undefined): [DroneId, Cursor][] =>
  cursor ? [[droneId, { ...cursor }]] : []
