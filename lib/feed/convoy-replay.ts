import type { ConvoyId } from '../../schema/ids.ts'
import { decodeFrame } from '../frames/decode.ts'
import { createFrameUnpacker, type FrameUnpacker, isPackedFull } from '../frames/pack.ts'
import { segmentMs, segmentOf } from '../frames/segments.ts'
import { applyFrame, dropConvoy } from './apply-frame.ts'
import type { FleetPicture } from './feed.ts'
import type { RecordedEntry, RecordedSegments } from './recorded-segments.ts'

/** Shows one convoy as it was shown at an instant. */
export interface ConvoyReplay {
  /** Whether the frames that say what was shown at `atMs` are here; if not, they are loaded now. */
  isLoaded(atMs: number): boolean
  /** Whether `showAt` would change the picture. */
  isNew(atMs: number): boolean
  /** Brings the convoy in the picture to what was shown at `atMs`. No change while that is not loaded. */
  showAt(picture: FleetPicture, atMs: number): void
}

/** The frames of one segment that were applied so far, or passed over since a full frame follows them. */
interface Position {
  readonly entries: readonly RecordedEntry[]
  readonly unpacker: FrameUnpacker
  /** How many were applied. */
  applied: number
}

export function createConvoyReplay(convoyId: ConvoyId, segments: Pick<RecordedSegments, 'find'>): ConvoyReplay {
  let position: Position | null = null

  /** The segment whose frames say what was shown at `atMs`: before its first frame that of the segment before counts. Null: loading. */
  function entriesFor(atMs: number): readonly RecordedEntry[] | null {
    const segment = segmentOf(atMs)
    const entries = segments.find(convoyId, segment)
    const [first] = entries ?? []
    return !first || first.atMs <= atMs ? entries : segments.find(convoyId, segment - segmentMs)
  }

  /** Where to go on from to `atMs`: null when only the beginning of the segment leads there. */
  function positionFor(entries: readonly RecordedEntry[], atMs: number): Position | null {
    const isBefore = (position?.entries[position.applied - 1]?.atMs ?? 0) <= atMs
    return position?.entries === entries && isBefore ? position : null
  }

  /** As `positionFor`, but no farther from `atMs` than the full frame before it: nothing before that one is needed. */
  function nearestTo(entries: readonly RecordedEntry[], atMs: number): Position {
    const full = entries.findLastIndex((entry) => entry.atMs <= atMs && entry.packed && isPackedFull(entry.packed))
    const held = positionFor(entries, atMs)
    return held && held.applied >= full
      ? held
      : { entries, unpacker: createFrameUnpacker(), applied: Math.max(0, full) }
  }

  const isDue = ({ entries, applied }: Position, atMs: number) =>
    (entries[applied]?.atMs ?? Number.POSITIVE_INFINITY) <= atMs

  /** Shows what these frames amount to. Returns whether the convoy is shown by them. */
  function apply(picture: FleetPicture, entries: readonly RecordedEntry[], unpacker: FrameUnpacker): boolean {
    const gone = entries.findLastIndex(({ packed }) => packed === null)
    if (gone >= 0) dropConvoy(picture, convoyId)
    const later = entries.slice(gone + 1)
    const frames = later.map(({ packed }) => packed && orNull(() => unpacker.unpack(packed)))
    const isAny = frames.some((frame) => frame !== null)
    const newest = isAny && frames.length > 1 ? orNull(() => unpacker.whole()) : frames[0]
    return Boolean(newest && applyFrame(picture, decodeFrame(newest)))
  }

  return {
    isLoaded: (atMs) => entriesFor(atMs) !== null,
    isNew(atMs) {
      const entries = entriesFor(atMs)
      const reached = entries && positionFor(entries, atMs)
      return entries !== null && (!reached || isDue(reached, atMs))
    },
    showAt(picture, atMs) {
      const entries = entriesFor(atMs)
      if (entries === null) return
      const before = position
      const reached = nearestTo(entries, atMs)
      const next = entries.findIndex((entry, n) => n >= reached.applied && entry.atMs > atMs)
      const due = entries.slice(reached.applied, next < 0 ? entries.length : next)
      reached.applied += due.length
      position = reached
      const isShown = apply(picture, due, reached.unpacker)
      if (reached !== before && !isShown) dropConvoy(picture, convoyId)
    },
  }
}

/** Null for changes of a frame that was not stored, and for damaged ones: the next full frame applies. */
function orNull<T>(unpack: () => T): T | null {
  try {
    return unpack()
  } catch (error) {
    if (error instanceof RangeError) return null
    throw error
  }
}
