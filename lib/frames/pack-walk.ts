import { headerFields, isWithin, type NumberType, readNumber, recordFields } from './fields.ts'
import { candidateBytes, header, headerBytes, linkBytes, record } from './layout.ts'
import { idBytes, type KnownColumn, type PackState, replaceDrone, reserveSlots } from './pack-state.ts'

/** One walk over a frame serves both directions: packing writes each number as its difference, unpacking reads it into the frame. */
export interface Transfer {
  /** The number at this place, which should be about `expected`. */
  number(view: DataView, at: number, type: NumberType, expected: number): void
  /** One such number after another, `strideBytes` apart; puts them in the place of what was expected. */
  column(view: DataView, at: number, strideBytes: number, type: NumberType, expected: Float64Array): void
  /** A whole number beside the frame's own: `value` is what packing writes, which should be about `expected`. Returns it. */
  whole(expected: number, value: () => number): number
  /** As they are. */
  raw(bytes: Uint8Array, at: number, length: number): void
}

/** Fields of a header, in the order of `headerFields`, then the convoy's id where it is another. */
export function walkHeader({ number, whole, raw }: Transfer, state: PackState, own: Uint8Array): void {
  const [before, now] = [viewOf(state.header), viewOf(own)]
  for (const { at, type } of headerFields) number(now, at, type, readNumber(before, at, type))
  const held = state.header.subarray(header.convoyId, header.convoyId + idBytes)
  if (whole(0, () => (isSameId(own, header.convoyId, held) ? 0 : 1))) raw(own, header.convoyId, idBytes)
  else own.set(held, header.convoyId)
}

export function walkBody(transfer: Transfer, state: PackState, frame: Uint8Array): void {
  const view = viewOf(frame)
  const strideBytes = view.getUint16(header.recordBytes, true)
  const recordsEnd = headerBytes + view.getUint16(header.recordCount, true) * strideBytes
  const linksEnd = recordsEnd + view.getUint16(header.linkCount, true) * linkBytes
  walkRecords(transfer, state, frame.subarray(headerBytes, recordsEnd), strideBytes)
  walkLinks(transfer, state, viewOf(frame.subarray(recordsEnd, linksEnd)))
  for (let at = linksEnd; at < frame.length; at += candidateBytes) {
    transfer.number(view, at, 'u16', 0)
    transfer.number(view, at + 2, 'u16', 0)
  }
  state.candidates = frame.slice(linksEnd)
}

/** Column by column, each value against what the drone in this slot was heard to have before. */
function walkRecords(transfer: Transfer, { drones }: PackState, bytes: Uint8Array, strideBytes: number): void {
  const view = viewOf(bytes)
  const slots = walkSlots(transfer, view, strideBytes)
  reserveSlots(
    drones,
    slots.reduce((most, slot) => Math.max(most, slot + 1), 0),
  )
  for (const [nth, slot] of slots.entries()) {
    const idAt = nth * strideBytes + record.droneId
    const heldId = drones.ids.subarray(slot * idBytes, (slot + 1) * idBytes)
    if (transfer.whole(0, () => (drones.isKnown[slot] && isSameId(bytes, idAt, heldId) ? 0 : 1))) {
      transfer.raw(bytes, idAt, idBytes)
      replaceDrone(drones, slot, bytes.subarray(idAt, idAt + idBytes))
    } else if (drones.isKnown[slot]) bytes.set(heldId, idAt)
    else throw new RangeError(`Packed frame without the id of the drone in slot ${slot}`)
  }
  const values = new Float64Array(slots.length)
  for (const [nth, field] of recordFields.entries()) {
    const column = drones.columns[nth]
    if (!column || !isWithin(strideBytes, field)) continue
    expectNext(column, slots, values)
    transfer.column(view, field.at, strideBytes, field.type, values)
    if (field.isSteady) learnSteps(column, slots, values)
    for (let n = 0; n < slots.length; n++) column.values[slots[n] as number] = values[n] as number
  }
}

/** Into `expected`: each drone changes as it last did. */
function expectNext({ values, steps }: KnownColumn, slots: Uint16Array, expected: Float64Array): void {
  for (let n = 0; n < slots.length; n++) {
    const slot = slots[n] as number
    expected[n] = (values[slot] as number) + (steps[slot] as number)
  }
}

function learnSteps({ values, steps }: KnownColumn, slots: Uint16Array, next: Float64Array): void {
  for (let n = 0; n < slots.length; n++) {
    const slot = slots[n] as number
    const step = (next[n] as number) - (values[slot] as number)
    steps[slot] = Number.isSafeInteger(step) ? step : 0
  }
}

function walkSlots({ number }: Transfer, view: DataView, strideBytes: number): Uint16Array {
  const slots = new Uint16Array(view.byteLength / strideBytes)
  for (let n = 0; n < slots.length; n++) {
    const at = n * strideBytes + record.slot
    number(view, at, 'u16', n === 0 ? 0 : (slots[n - 1] as number) + 1)
    slots[n] = view.getUint16(at, true)
  }
  return slots
}

/** Each link by its place among the known ones, then the qualities. */
function walkLinks({ number, whole }: Transfer, { links }: PackState, view: DataView): void {
  const places: number[] = []
  for (let at = 0; at < view.byteLength; at += linkBytes) {
    const place = whole((places.at(-1) ?? -1) + 1, () => {
      const known = links.placeOf(view.getUint16(at, true), view.getUint16(at + 2, true))
      return known ?? links.all.length
    })
    places.push(place)
    const ends = links.all[place] ?? { fromSlot: 0, toSlot: 0 }
    number(view, at, 'u16', ends.fromSlot)
    number(view, at + 2, 'u16', ends.toSlot)
    if (place === links.all.length) links.add(view.getUint16(at, true), view.getUint16(at + 2, true))
  }
  for (const [nth, place] of places.entries()) {
    const link = links.all[place]
    if (!link) throw new RangeError(`Frame with link ${place}, expected at most ${links.all.length}`)
    number(view, nth * linkBytes + 4, 'u16', link.quality)
    link.quality = view.getUint16(nth * linkBytes + 4, true)
  }
}

const viewOf = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)

function isSameId(bytes: Uint8Array, at: number, id: Uint8Array): boolean {
  for (let index = 0; index < idBytes; index++) if (bytes[at + index] !== id[index]) return false
  return true
}
