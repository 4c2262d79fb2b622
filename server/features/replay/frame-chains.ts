import { setImmediate as nextTurn } from 'node:timers/promises'
import type { ShownFrame } from '../../../lib/frames/frame-groups.ts'
import { frameKinds, header } from '../../../lib/frames/layout.ts'
import { createFramePacker, type FramePacker } from '../../../lib/frames/pack.ts'
import { segmentOf } from '../../../lib/frames/segments.ts'
import { readUuid } from '../../../lib/uuid/uuid-bytes.ts'
import type { ConvoyId } from '../../../schema/ids.ts'
import { type FrameGroup, groupTimeOf } from '../../repositories/recorded-frames.ts'

/** Each minute of replay begins with a full frame. */
export const minuteMs = 60_000
/** A minute that ended this long ago never changes: its frames were stored, or never will be. */
export const closedAfterMs = 60_000
export const minuteOf = (atMs: number): number => Math.floor(atMs / minuteMs) * minuteMs

/** Packs the frames of all convoys as they are shown: each minute of a convoy begins with a full one, and so do the changes of each segment. */
export interface FrameChains {
  /** Adds a frame of the live picture. */
  add(frame: Uint8Array): void
  /** The convoy is no longer shown. */
  end(convoyId: ConvoyId, atMs: number): void
  /** Adds a full frame of each convoy that has none in the minute of `atMs`: it stood still since the minute began. */
  completeMinute(atMs: number): Promise<void>
  /** The groups to which something was added since the last call, whole, and how many frames that was. */
  take(): { groups: FrameGroup[]; added: number }
  /** Forgets what was added, and begins each convoy again with a full frame. */
  restart(): void
}

/** Other work runs after so many full frames of a minute were made. */
const beginsPerTurn = 8

/** The frames of one convoy since its newest full one. */
interface Chain {
  readonly packer: FramePacker
  readonly segmentMs: number
  lastMs: number
}

/**
 * `fullFrameOf`: what a new subscriber of the convoy would get now; null when the convoy is not shown. It may first call `add`
 * with changes that were due.
 */
export function createFrameChains(fullFrameOf: (convoyId: ConvoyId) => Uint8Array | null): FrameChains {
  const chains = new Map<ConvoyId, Chain>()
  const groups = new Map<ConvoyId, FrameGroup>()
  const changed = new Set<FrameGroup>()
  let added = 0

  function append(convoyId: ConvoyId, frame: ShownFrame): void {
    const held = groups.get(convoyId)
    const newestMs = held?.frames.at(-1)?.atMs ?? Number.POSITIVE_INFINITY
    const isSame = frame.atMs >= newestMs && groupTimeOf(frame.atMs) === groupTimeOf(newestMs)
    const group = held && isSame ? held : { convoyId, frames: [] }
    group.frames.push(frame)
    groups.set(convoyId, group)
    changed.add(group)
    added += 1
  }

  function extend(convoyId: ConvoyId, chain: Chain, frame: Uint8Array): void {
    chain.lastMs = Math.max(atMsOf(frame), chain.lastMs)
    append(convoyId, { atMs: chain.lastMs, packed: chain.packer.pack(frame) })
  }

  function begin(convoyId: ConvoyId, full: Uint8Array): void {
    const held = chains.get(convoyId)
    const segmentMs = segmentOf(atMsOf(full))
    const lastMs = held && minuteOf(held.segmentMs) === minuteOf(segmentMs) ? held.lastMs : 0
    const chain = { packer: createFramePacker(), segmentMs, lastMs }
    chains.set(convoyId, chain)
    extend(convoyId, chain, full)
  }

  function beginIfShown(convoyId: ConvoyId): void {
    const before = chains.get(convoyId)
    const full = fullFrameOf(convoyId)
    // Changes that were due have begun the chain if it is another one now.
    if (full && chains.get(convoyId) === before) begin(convoyId, full)
  }

  return {
    add(frame) {
      const convoyId = readUuid(frame, header.convoyId) as ConvoyId
      const chain = chains.get(convoyId)
      if (frame[header.kind] === frameKinds.full) begin(convoyId, frame)
      else if (chain?.segmentMs !== segmentOf(atMsOf(frame))) beginIfShown(convoyId)
      else extend(convoyId, chain, frame)
    },
    end(convoyId, atMs) {
      const chain = chains.get(convoyId)
      if (chain) append(convoyId, { atMs: Math.max(atMs, chain.lastMs), packed: null })
      chains.delete(convoyId)
    },
    async completeMinute(atMs) {
      let begun = 0
      for (const convoyId of [...chains.keys()]) {
        const chain = chains.get(convoyId)
        if (!chain || minuteOf(chain.segmentMs) === minuteOf(atMs)) continue
        beginIfShown(convoyId)
        begun += 1
        if (begun % beginsPerTurn === 0) await nextTurn()
      }
    },
    take() {
      const taken = { groups: [...changed], added }
      changed.clear()
      added = 0
      return taken
    },
    restart() {
      const convoyIds = [...chains.keys()]
      for (const held of [chains, groups, changed]) held.clear()
      added = 0
      for (const convoyId of convoyIds) beginIfShown(convoyId)
    },
  }
}

/** In whole milliseconds. */
const atMsOf = (frame: Uint8Array): number =>
  Math.floor(new DataView(frame.buffer, frame.byteOffset, frame.byteLength).getFloat64(header.atMs, true))
