import { frameKinds, header } from '../../../lib/frames/layout.ts'
import { createFramePacker, type FramePacker } from '../../../lib/frames/pack.ts'
import { readUuid } from '../../../lib/uuid/uuid-bytes.ts'
import type { ConvoyId } from '../../../schema/ids.ts'
import type { RecordedFrame } from '../../repositories/recorded-frames.ts'

/** Frames of replay come in minutes: each begins with a full one, on which the others of the minute depend. */
export const minuteMs = 60_000
export const minuteOf = (atMs: number): number => Math.floor(atMs / minuteMs) * minuteMs

/** Packs the frames of all convoys as they are shown, so that each minute of a convoy begins with a full one. */
export interface FrameChains {
  /** Adds a frame of the live picture. */
  add(frame: Uint8Array): void
  /** The convoy is no longer shown. */
  end(convoyId: ConvoyId, atMs: number): void
  /** Adds a full frame of each convoy that has none in the minute of `atMs`: it stood still since the minute began. */
  completeMinute(atMs: number): void
  /** What was added since the last call. */
  take(): RecordedFrame[]
  /** Forgets what was added since, and adds a full frame of each convoy. */
  restart(): void
}

/** The frames of one convoy since its newest full one. */
interface Chain {
  readonly packer: FramePacker
  readonly minuteMs: number
  lastMs: number
}

/** `fullFrameOf`: what a new subscriber of the convoy would get now; null when the convoy is not shown. */
export function createFrameChains(fullFrameOf: (convoyId: ConvoyId) => Uint8Array | null): FrameChains {
  const chains = new Map<ConvoyId, Chain>()
  let added: RecordedFrame[] = []

  function append(convoyId: ConvoyId, chain: Chain, frame: Uint8Array): void {
    // Two frames made in the same millisecond need two rows.
    chain.lastMs = Math.max(atMsOf(frame), chain.lastMs + 1)
    added.push({ convoyId, atMs: chain.lastMs, packed: chain.packer.pack(frame) })
  }

  function begin(convoyId: ConvoyId, full: Uint8Array): void {
    const held = chains.get(convoyId)
    const minuteMs = minuteOf(atMsOf(full))
    const lastMs = held?.minuteMs === minuteMs ? held.lastMs : 0
    const chain = { packer: createFramePacker(), minuteMs, lastMs }
    chains.set(convoyId, chain)
    append(convoyId, chain, full)
  }

  function beginIfShown(convoyId: ConvoyId): void {
    const full = fullFrameOf(convoyId)
    if (full) begin(convoyId, full)
  }

  return {
    add(frame) {
      const convoyId = readUuid(frame, header.convoyId) as ConvoyId
      const chain = chains.get(convoyId)
      if (frame[header.kind] === frameKinds.full) begin(convoyId, frame)
      else if (chain?.minuteMs === minuteOf(atMsOf(frame))) append(convoyId, chain, frame)
      else beginIfShown(convoyId)
    },
    end(convoyId, atMs) {
      if (chains.delete(convoyId)) added.push({ convoyId, atMs, packed: null })
    },
    completeMinute(atMs) {
      for (const [convoyId, chain] of chains) if (chain.minuteMs !== minuteOf(atMs)) beginIfShown(convoyId)
    },
    take() {
      const taken = added
      added = []
      return taken
    },
    restart() {
      added = []
      for (const convoyId of chains.keys()) beginIfShown(convoyId)
    },
  }
}

const atMsOf = (frame: Uint8Array): number =>
  new DataView(frame.buffer, frame.byteOffset, frame.byteLength).getFloat64(header.atMs, true)
