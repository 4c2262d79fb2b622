/** What the live picture showed, as packed frames, and the spans of time in which it was recorded. */
import { setImmediate as nextTurn } from 'node:timers/promises'
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import { readFrameGroup, type ShownFrame, writeFrameGroup } from '../../lib/frames/frame-groups.ts'
import { dayLengthMs, dayMsOf } from '../../lib/time/day.ts'
import type { ConvoyId } from '../../schema/ids.ts'
import type { Row } from '../../schema/table-types.ts'
import * as tables from '../../schema/tables.ts'
import { telemetryBucketMs } from '../../schema/telemetry.ts'
import type { Tables } from '../ports/tables.ts'
import { everyPage } from './every-page.ts'

/** Frames of a convoy that are stored in one row: they compress far better than each by itself. */
export interface FrameGroup {
  convoyId: ConvoyId
  /** In order, at least one, all of one group's time. */
  frames: ShownFrame[]
}

/** From `startedAtMs` to before `untilMs` every frame that was shown is stored. */
export interface TimeSpan {
  startedAtMs: number
  untilMs: number
}

export interface RecordedSpan extends TimeSpan {
  /** Its frames were made from readings afterwards, and never shown live. */
  isReconstructed: boolean
}

/** A row holds frames of at most so long, and is written again while it grows. Divides a minute. */
const groupMs = 10_000
/** Other work runs after so many groups were compressed. */
const groupsPerTurn = 8
export const groupTimeOf = (atMs: number): number => Math.floor(atMs / groupMs) * groupMs

/** Stores groups, those known before with what was added. Resolves, when they are durable, with their bytes without keys. */
export async function storeFrames(store: Tables, groups: readonly FrameGroup[], fence: number): Promise<number> {
  const rows = await toFrameRows(groups, fence)
  if (rows.length > 0) await store.insert(tables.convoyFrames, rows)
  return rows.reduce((sum, { frames }) => sum + frames.length, 0)
}

/** Compresses groups to the rows in which they are stored. */
export async function toFrameRows(
  groups: readonly FrameGroup[],
  fence: number,
): Promise<Row<typeof tables.convoyFrames>[]> {
  const rows: Row<typeof tables.convoyFrames>[] = []
  for (const { convoyId, frames } of groups) {
    const [first] = frames
    if (!first) continue
    if (rows.length % groupsPerTurn === groupsPerTurn - 1) await nextTurn()
    const plain = writeFrameGroup(first.atMs, frames)
    // The default buffer is many times as large as a group: most of the time would go into making it.
    const compressed = zstdCompressSync(plain, { chunkSize: plain.length + 128 })
    rows.push({ convoyId, timeBucketMs: hourOf(first.atMs), atMs: first.atMs, fence, frames: compressed })
  }
  return rows
}

const hourOf = (atMs: number) => Math.floor(atMs / telemetryBucketMs) * telemetryBucketMs

/**
 * The frames of a convoy from `fromMs` to before `toMs`, oldest first, some at a time. Where two recorders wrote, those of the
 * later one: the former had lost its lease.
 */
export async function* readFrames(
  store: Pick<Tables, 'scan'>,
  convoyId: ConvoyId,
  fromMs: number,
  toMs: number,
): AsyncGenerator<ShownFrame[]> {
  let fence = 0
  for await (const rows of readRowsByGroupTime(store, convoyId, groupTimeOf(fromMs), toMs)) {
    const current = rows.filter((row) => row.fence >= fence)
    fence = current.reduce((most, row) => Math.max(most, row.fence), fence)
    const frames = current.flatMap((row) => {
      const untilMs = Math.min(toMs, ...current.filter((other) => other.fence > row.fence).map(({ atMs }) => atMs))
      const own = readFrameGroup(row.atMs, zstdDecompressSync(row.frames))
      return own.filter(({ atMs }) => atMs >= fromMs && atMs < untilMs)
    })
    if (frames.length > 0) yield frames
  }
}

/** As `readFrames`, all of them at once: for a span of minutes. */
export async function readAllFrames(...query: Parameters<typeof readFrames>): Promise<ShownFrame[]> {
  const frames: ShownFrame[] = []
  for await (const some of readFrames(...query)) frames.push(...some)
  return frames
}

/** All rows of one group's time together; several where a recorder was replaced. */
async function* readRowsByGroupTime(
  store: Pick<Tables, 'scan'>,
  convoyId: ConvoyId,
  fromMs: number,
  toMs: number,
): AsyncGenerator<Row<typeof tables.convoyFrames>[]> {
  let together: Row<typeof tables.convoyFrames>[] = []
  for (let timeBucketMs = hourOf(fromMs); timeBucketMs < toMs; timeBucketMs += telemetryBucketMs) {
    const range = { from: { atMs: fromMs }, until: { atMs: toMs } }
    for await (const rows of everyPage(store, tables.convoyFrames, { convoyId, timeBucketMs }, range))
      for (const row of rows) {
        const [first] = together
        if (first && groupTimeOf(first.atMs) !== groupTimeOf(row.atMs)) {
          yield together
          together = []
        }
        together.push(row)
      }
  }
  if (together.length > 0) yield together
}

/** Extends a span, or begins one. It must not reach over midnight (UTC). */
export function storeSpan(
  store: Tables,
  { startedAtMs, untilMs, isReconstructed = false }: TimeSpan & Partial<RecordedSpan>,
  fence: number,
): Promise<void> {
  const row = { dayMs: dayMsOf(startedAtMs), startedAtMs, fence, untilMs }
  return store.insert(tables.recordedSpans, [{ ...row, isReconstructed: isReconstructed || null }])
}

/** The spans that reach into `fromMs` to before `toMs`, in order, those of one kind that touch as one, cut to that range. */
export async function readSpans(store: Pick<Tables, 'scan'>, fromMs: number, toMs: number): Promise<RecordedSpan[]> {
  const spans: RecordedSpan[] = []
  for (let dayMs = dayMsOf(fromMs); dayMs < toMs; dayMs += dayLengthMs)
    for await (const rows of everyPage(store, tables.recordedSpans, { dayMs }, { until: { startedAtMs: toMs } }))
      for (const row of rows) {
        const startedAtMs = Math.max(row.startedAtMs, fromMs)
        const untilMs = Math.min(row.untilMs, toMs)
        const isReconstructed = row.isReconstructed === true
        const last = spans.at(-1)
        if (untilMs <= startedAtMs) continue
        if (last && last.isReconstructed === isReconstructed && startedAtMs <= last.untilMs)
          last.untilMs = Math.max(last.untilMs, untilMs)
        else spans.push({ startedAtMs, untilMs, isReconstructed })
      }
  return spans
}
