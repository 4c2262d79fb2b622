/** Recorded frames of one convoy that follow each other, as one row of bytes: schema/frames.md has the format. */
import { createVarintReader, createVarintWriter } from '../bytes/varints.ts'

export interface ShownFrame {
  /** Server time at which it was shown, in whole milliseconds. */
  atMs: number
  /** A packed frame; null: from here on the convoy was not shown. */
  packed: Uint8Array | null
}

/** `frames`: in order of time, none before `startMs`. */
export function writeFrameGroup(startMs: number, frames: readonly ShownFrame[]): Uint8Array {
  const writer = createVarintWriter(frames.reduce((sum, { packed }) => sum + (packed?.length ?? 0) + 16, 0))
  let beforeMs = startMs
  for (const { atMs, packed } of frames) {
    writer.unsigned(atMs - beforeMs)
    writer.unsigned(packed ? packed.length + 1 : 0)
    if (packed) writer.bytes(packed)
    beforeMs = atMs
  }
  return writer.written().slice()
}

/** The frames share memory with `bytes`. Throws a RangeError for bytes that are cut off. */
export function readFrameGroup(startMs: number, bytes: Uint8Array): ShownFrame[] {
  const reader = createVarintReader(bytes)
  const frames: ShownFrame[] = []
  let atMs = startMs
  while (!reader.isAtEnd()) {
    atMs += reader.unsigned()
    const length = reader.unsigned()
    frames.push({ atMs, packed: length === 0 ? null : reader.bytes(length - 1) })
  }
  return frames
}
