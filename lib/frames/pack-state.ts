import { steadyFields } from './fields.ts'
import { headerBytes } from './layout.ts'

/** What the frames so far amount to, from which the next one differs. Packer and unpacker keep the same. */
export interface PackState {
  header: Uint8Array
  /** The newest record of each slot. */
  records: Map<number, KnownRecord>
  links: KnownLinks
}

export interface KnownRecord {
  readonly view: DataView
  /** The latest change of each steady field. */
  readonly steps: number[]
}

/** Links in the order in which they were first seen; their places in it stay. */
export interface KnownLinks {
  /** By place: both slots, and the newest quality. */
  readonly all: { readonly fromSlot: number; readonly toSlot: number; quality: number }[]
  /** Null for a link that was not seen yet. */
  placeOf(fromSlot: number, toSlot: number): number | null
  add(fromSlot: number, toSlot: number): void
}

/** Before a full frame, which depends on no earlier one. */
export const emptyPackState = (): PackState => ({
  header: new Uint8Array(headerBytes),
  records: new Map(),
  links: createKnownLinks(),
})

export const emptyRecord = (recordBytes: number): KnownRecord => ({
  view: new DataView(new ArrayBuffer(recordBytes)),
  steps: steadyFields.map(() => 0),
})

function createKnownLinks(): KnownLinks {
  const all: KnownLinks['all'] = []
  const places = new Map<number, number>()
  const keyOf = (fromSlot: number, toSlot: number) => fromSlot * 0x1_0000 + toSlot
  return {
    all,
    placeOf: (fromSlot, toSlot) => places.get(keyOf(fromSlot, toSlot)) ?? null,
    add(fromSlot, toSlot) {
      places.set(keyOf(fromSlot, toSlot), all.length)
      all.push({ fromSlot, toSlot, quality: 0 })
    },
  }
}
