import { headerFields, type NumberType, otherFieldsWithin, readNumber, steadyFields } from './fields.ts'
import { candidateBytes, header, headerBytes, linkBytes, record } from './layout.ts'
import { emptyRecord, type KnownRecord, type PackState } from './pack-state.ts'

/** One walk over a frame serves both directions: packing writes each number as its difference, unpacking reads it into the frame. */
export interface Transfer {
  /** The number at this place, which should be about `expected`. */
  number(view: DataView, at: number, type: NumberType, expected: number): void
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
}

/** Column by column, each value against what the drone in this slot was heard to have before. */
function walkRecords(transfer: Transfer, state: PackState, bytes: Uint8Array, strideBytes: number): void {
  const { number } = transfer
  const view = viewOf(bytes)
  const starts = Array.from({ length: bytes.length / strideBytes }, (_, index) => index * strideBytes)
  let expectedSlot = 0
  for (const at of starts) {
    number(view, at + record.slot, 'u16', expectedSlot)
    expectedSlot = view.getUint16(at + record.slot, true) + 1
  }
  const known = starts.map((at) => walkDroneId(transfer, state, bytes, at, strideBytes))
  const steps: number[][] = starts.map(() => [])
  for (const [nth, { at: offset, type }] of steadyFields.entries())
    for (const [index, at] of starts.entries()) {
      const { view: held, steps: heldSteps } = known[index] as KnownRecord
      const before = readNumber(held, offset, type)
      number(view, at + offset, type, before + (heldSteps[nth] as number))
      const step = readNumber(view, at + offset, type) - before
      steps[index]?.push(Number.isSafeInteger(step) ? step : 0)
    }
  for (const { at: offset, type } of otherFieldsWithin(strideBytes))
    for (const [index, at] of starts.entries())
      number(view, at + offset, type, readNumber((known[index] as KnownRecord).view, offset, type))
  for (const [index, at] of starts.entries()) {
    const own = viewOf(bytes.slice(at, at + strideBytes))
    state.records.set(own.getUint16(record.slot, true), { view: own, steps: steps[index] as number[] })
  }
}

/** What was known of the drone in this slot; its id is written once. */
function walkDroneId(
  { whole, raw }: Transfer,
  state: PackState,
  bytes: Uint8Array,
  at: number,
  strideBytes: number,
): KnownRecord {
  const held = state.records.get(viewOf(bytes).getUint16(at + record.slot, true))
  const heldId = held && new Uint8Array(held.view.buffer, record.droneId, idBytes)
  const isNew = whole(0, () => (heldId && isSameId(bytes, at + record.droneId, heldId) ? 0 : 1))
  if (!isNew && held && heldId) {
    bytes.set(heldId, at + record.droneId)
    return held
  }
  raw(bytes, at + record.droneId, idBytes)
  return emptyRecord(strideBytes)
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

const idBytes = 16
const viewOf = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)

function isSameId(bytes: Uint8Array, at: number, id: Uint8Array): boolean {
  for (let index = 0; index < idBytes; index++) if (bytes[at + index] !== id[index]) return false
  return true
}
