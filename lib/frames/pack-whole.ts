import { isWithin, recordFields, writeNumber } from './fields.ts'
import { frameKinds, header, headerBytes, linkBytes, maxLinks, record } from './layout.ts'
import { idBytes, type PackState } from './pack-state.ts'

/** All that is known after some frames, as one full frame. */
export function writeWhole({ header: newest, drones, links, candidates }: PackState): Uint8Array<ArrayBuffer> {
  const strideBytes = new DataView(newest.buffer, newest.byteOffset).getUint16(header.recordBytes, true)
  const slots = [...drones.isKnown.keys()].filter((slot) => drones.isKnown[slot])
  const listed = links.all.slice(0, maxLinks)
  const linksAt = headerBytes + slots.length * strideBytes
  const candidatesAt = linksAt + listed.length * linkBytes
  const frame = new Uint8Array(candidatesAt + candidates.length)
  const view = new DataView(frame.buffer)
  frame.set(newest)
  frame.set(candidates, candidatesAt)
  view.setUint8(header.kind, frameKinds.full)
  view.setUint16(header.recordCount, slots.length, true)
  view.setUint16(header.linkCount, listed.length, true)
  for (const [n, slot] of slots.entries()) {
    const at = headerBytes + n * strideBytes
    view.setUint16(at + record.slot, slot, true)
    frame.set(drones.ids.subarray(slot * idBytes, (slot + 1) * idBytes), at + record.droneId)
    for (const [nth, field] of recordFields.entries())
      if (isWithin(strideBytes, field))
        writeNumber(view, at + field.at, field.type, drones.columns[nth]?.values[slot] ?? 0)
  }
  for (const [n, { fromSlot, toSlot, quality }] of listed.entries()) {
    const at = linksAt + n * linkBytes
    view.setUint16(at, fromSlot, true)
    view.setUint16(at + 2, toSlot, true)
    view.setUint16(at + 4, quality, true)
  }
  return frame
}
