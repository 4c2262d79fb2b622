import type { ShownFrame } from '../../../lib/frames/frame-groups.ts'
import { isPackedFull } from '../../../lib/frames/pack.ts'
import type { ConvoyId } from '../../../schema/ids.ts'
import type { Ports } from '../../ports/index.ts'
import { readAllFrames } from '../../repositories/recorded-frames.ts'
import { minuteOf } from './frame-chains.ts'

type Store = Pick<Ports['tables'], 'scan'>
type Span = [convoyId: ConvoyId, fromMs: number, toMs: number]

const headBytes = 12

/** The recorded frames of a convoy from `fromMs` to before `toMs` as the page gets them. */
export async function readChunk(tables: Store, ...span: Span): Promise<Buffer> {
  return writeChunk(await readAllFrames(tables, ...span))
}

/**
 * As `readChunk`, so that every instant of the span can be shown: where it does not begin with a full frame, the frames of its
 * minute from the last full one on come first.
 */
export async function readSegment(tables: Store, ...[convoyId, fromMs, toMs]: Span): Promise<Buffer> {
  const frames = await readAllFrames(tables, convoyId, fromMs, toMs)
  if (isFull(frames[0])) return writeChunk(frames)
  const before = await readAllFrames(tables, convoyId, minuteOf(fromMs), fromMs)
  const full = before.findLastIndex(isFull)
  return writeChunk(full < 0 ? frames : [...before.slice(full), ...frames])
}

const isFull = (frame: ShownFrame | undefined): boolean => Boolean(frame?.packed && isPackedFull(frame.packed))

/** Each after the instant at which it was shown (f64) and its length (u32, 0: no longer shown), little endian. */
function writeChunk(frames: readonly ShownFrame[]): Buffer {
  const chunk = Buffer.allocUnsafe(frames.reduce((sum, { packed }) => sum + headBytes + (packed?.length ?? 0), 0))
  let at = 0
  for (const { atMs, packed } of frames) {
    chunk.writeDoubleLE(atMs, at)
    chunk.writeUInt32LE(packed?.length ?? 0, at + 8)
    at += headBytes
    if (packed) chunk.set(packed, at)
    at += packed?.length ?? 0
  }
  return chunk
}
