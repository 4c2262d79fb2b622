/** What the live picture showed, as packed frames, and the spans of time in which it was recorded. */
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import { dayMsOf } from '../../lib/time/day.ts'
import type { ConvoyId } from '../../schema/ids.ts'
import * as tables from '../../schema/tables.ts'
import { telemetryBucketMs } from '../../schema/telemetry.ts'
import type { Tables } from '../ports/tables.ts'
import { everyPage } from './every-page.ts'

export interface RecordedFrame {
  convoyId: ConvoyId
  atMs: number
  /** A packed frame (lib/frames/pack.ts); null: the convoy is no longer shown. */
  packed: Uint8Array | null
}

/** From `startedAtMs` to before `untilMs` every frame that was shown is stored. */
export interface RecordedSpan {
  startedAtMs: number
  untilMs: number
}

const nothing = new Uint8Array(0)

/** Resolves, when the frames are durable, with the bytes that they take without keys. */
export async function storeFrames(store: Tables, frames: readonly RecordedFrame[]): Promise<number> {
  const rows = frames.map(({ convoyId, atMs, packed }) => ({
    ...{ convoyId, atMs },
    timeBucketMs: hourOf(atMs),
    frame: packed ? zstdCompressSync(packed) : nothing,
  }))
  if (rows.length > 0) await store.insert(tables.convoyFrames, rows)
  return rows.reduce((sum, { frame }) => sum + frame.length, 0)
}

const hourOf = (atMs: number) => Math.floor(atMs / telemetryBucketMs) * telemetryBucketMs

/** The frames of a convoy from `fromMs` to before `toMs`, oldest first, a page at a time. */
export async function* readFrames(
  store: Pick<Tables, 'scan'>,
  convoyId: ConvoyId,
  fromMs: number,
  toMs: number,
): AsyncGenerator<RecordedFrame[]> {
  for (let timeBucketMs = hourOf(fromMs); timeBucketMs < toMs; timeBucketMs += telemetryBucketMs) {
    const range = { from: { atMs: fromMs }, until: { atMs: toMs } }
    for await (const rows of everyPage(store, tables.convoyFrames, { convoyId, timeBucketMs }, range))
      yield rows.map(({ atMs, frame }) => ({
        ...{ convoyId, atMs },
        packed: frame.length > 0 ? zstdDecompressSync(frame) : null,
      }))
  }
}

/** Extends a span, or begins one. It must not reach over midnight (UTC). */
export function storeSpan(store: Tables, { startedAtMs, untilMs }: RecordedSpan): Promise<void> {
  return store.insert(tables.recordedSpans, [{ dayMs: dayMsOf(startedAtMs), startedAtMs, untilMs }])
}

/** The spans that reach into `fromMs` to before `toMs`, in order, those that touch as one, cut to that range. */
export async function readSpans(store: Pick<Tables, 'scan'>, fromMs: number, toMs: number): Promise<RecordedSpan[]> {
  const spans: RecordedSpan[] = []
  for (let dayMs = dayMsOf(fromMs); dayMs < toMs; dayMs += dayLengthMs)
    for await (const rows of everyPage(store, tables.recordedSpans, { dayMs }, { until: { startedAtMs: toMs } }))
      for (const row of rows) {
        const startedAtMs = Math.max(row.startedAtMs, fromMs)
        const untilMs = Math.min(row.untilMs, toMs)
        const last = spans.at(-1)
        if (untilMs <= startedAtMs) continue
        if (last && startedAtMs <= last.untilMs) last.untilMs = Math.max(last.untilMs, untilMs)
        else spans.push({ startedAtMs, untilMs })
      }
  return spans
}
const dayLengthMs = 86_400_000
