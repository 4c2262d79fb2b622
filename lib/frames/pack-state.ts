import { recordFields } from './fields.ts'
import { headerBytes } from './layout.ts'

/** What the frames so far amount to, from which the next one differs. Packer and unpacker keep the same. */
export interface PackState {
  header: Uint8Array
  drones: KnownDrones
  links: KnownLinks
  /** Of the newest frame, as it had them. */
  candidates: Uint8Array
}

export const idBytes = 16

/** What is known of the drone in each slot; everything is 0 in a slot that was not seen yet. */
export interface KnownDrones {
  /** By slot, `idBytes` each. */
  ids: Uint8Array
  /** By slot, whether its drone is known. */
  isKnown: Uint8Array
  /** In the order of `recordFields`. */
  readonly columns: KnownColumn[]
}

export interface KnownColumn {
  /** By slot, the newest value. */
  values: Float64Array
  /** By slot, its latest change; stays 0 for fields that are not steady. */
  steps: Float64Array
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
  drones: {
    ids: new Uint8Array(),
    isKnown: new Uint8Array(),
    columns: recordFields.map(() => ({ values: new Float64Array(), steps: new Float64Array() })),
  },
  links: createKnownLinks(),
  candidates: new Uint8Array(),
})

/** Makes room for so many slots. */
export function reserveSlots(drones: KnownDrones, count: number): void {
  if (count <= drones.isKnown.length) return
  const grown = Math.max(count, 2 * drones.isKnown.length)
  drones.ids = copyInto(new Uint8Array(grown * idBytes), drones.ids)
  drones.isKnown = copyInto(new Uint8Array(grown), drones.isKnown)
  for (const column of drones.columns) {
    column.values = copyInto(new Float64Array(grown), column.values)
    column.steps = copyInto(new Float64Array(grown), column.steps)
  }
}

/** Another drone is in this slot from now on. */
export function replaceDrone(drones: KnownDrones, slot: number, id: Uint8Array): void {
  drones.ids.set(id, slot * idBytes)
  drones.isKnown[slot] = 1
  for (const { values, steps } of drones.columns) {
    values[slot] = 0
    steps[slot] = 0
  }
}

function copyInto<T extends Uint8Array | Float64Array>(target: T, source: T): T {
  target.set(source)
  return target
}

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
