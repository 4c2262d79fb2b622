import type { ConvoyId } from '../../schema/ids.ts'
import { decodeFrame } from '../frames/decode.ts'
import { createFrameUnpacker, type FrameUnpacker } from '../frames/pack.ts'
import { applyFrame, dropConvoy } from './apply-frame.ts'
import type { FleetPicture } from './feed.ts'
import { minuteMs, minuteOf, type RecordedEntry, type RecordedMinutes } from './recorded-minutes.ts'

/** Shows one convoy as it was shown at an instant. */
export interface ConvoyReplay {
  /** Whether the frames that say what was shown at `atMs` are here; if not, they are loaded now. */
  isLoaded(atMs: number): boolean
  /** Brings the convoy in the picture to what was shown at `atMs`. No change while that is not loaded. */
  showAt(picture: FleetPicture, atMs: number): void
}

/** The frames applied so far of one minute. */
interface Position {
  readonly entries: readonly RecordedEntry[]
  readonly unpacker: FrameUnpacker
  /** How many were applied. */
  applied: number
}

export function createConvoyReplay(convoyId: ConvoyId, minutes: Pick<RecordedMinutes, 'find'>): ConvoyReplay {
  let position: Position | null = null

  /** The minute whose frames say what was shown at `atMs`: before its first frame that of the minute before counts. Null: loading. */
  function entriesFor(atMs: number): readonly RecordedEntry[] | null {
    const minute = minuteOf(atMs)
    const entries = minutes.find(convoyId, minute)
    const [first] = entries ?? []
    return !first || first.atMs <= atMs ? entries : minutes.find(convoyId, minute - minuteMs)
  }

  function apply(picture: FleetPicture, { packed }: RecordedEntry, unpacker: FrameUnpacker): void {
    try {
      if (packed === null) dropConvoy(picture, convoyId)
      else applyFrame(picture, decodeFrame(unpacker.unpack(packed)))
    } catch (error) {
      // Changes of a frame that was not stored: the next full frame applies.
      if (!(error instanceof RangeError)) throw error
    }
  }

  return {
    isLoaded: (atMs) => entriesFor(atMs) !== null,
    showAt(picture, atMs) {
      const entries = entriesFor(atMs)
      if (entries === null) return
      const isBehind = position !== null && (position.entries[position.applied - 1]?.atMs ?? 0) <= atMs
      if (position?.entries !== entries || !isBehind)
        position = { entries, unpacker: createFrameUnpacker(), applied: 0 }
      while ((entries[position.applied]?.atMs ?? Number.POSITIVE_INFINITY) <= atMs) {
        apply(picture, entries[position.applied] as RecordedEntry, position.unpacker)
        position.applied += 1
      }
      if (position.applied === 0) dropConvoy(picture, convoyId)
    },
  }
}
