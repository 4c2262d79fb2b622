import { leadershipStates } from '../../schema/leadership.ts'
import { writeUuid } from '../uuid/uuid-bytes.ts'
import type { Frame, FrameDoubt, FrameRecord } from './frame.ts'
import {
  candidateBytes,
  frameKinds,
  frameMagic,
  frameVersion,
  header,
  headerBytes,
  linkBytes,
  maxLinks,
  measuredSlots,
  noSlot,
  record,
  recordBytes,
  roleCodes,
  unknownI32,
  unknownU16,
} from './layout.ts'

/** Encodes a frame. Values are rounded to the layout's steps and clamped to its range. */
export function encodeFrame(frame: Frame): Uint8Array<ArrayBuffer> {
  const { leadership, records } = frame
  // A thousand drones with 64 peers each have more; a count that wrapped would make the frame unreadable.
  const links = frame.links.slice(0, maxLinks)
  const size =
    headerBytes +
    records.length * recordBytes +
    links.length * linkBytes +
    leadership.candidates.length * candidateBytes
  const bytes = new Uint8Array(size)
  const view = new DataView(bytes.buffer)
  bytes[header.magic] = frameMagic
  bytes[header.version] = frameVersion
  bytes[header.kind] = frameKinds[frame.kind]
  bytes[header.leadershipState] = leadershipStates.indexOf(leadership.state)
  view.setUint32(header.sequence, frame.sequence, true)
  view.setFloat64(header.atMs, frame.atMs, true)
  writeUuid(bytes, header.convoyId, frame.convoyId)
  view.setUint32(header.term, leadership.term, true)
  view.setUint16(header.leaderSlot, leadership.leaderSlot ?? noSlot, true)
  view.setUint16(header.rivalSlot, leadership.rivalSlot ?? noSlot, true)
  view.setFloat64(header.heartbeatAtMs, leadership.heartbeatAtMs ?? 0, true)
  view.setFloat64(header.sinceMs, leadership.sinceMs, true)
  view.setUint32(header.heartbeatIntervalMs, leadership.heartbeatIntervalMs, true)
  view.setUint16(header.recordCount, records.length, true)
  view.setUint16(header.droneCount, frame.droneCount, true)
  view.setUint16(header.linkCount, links.length, true)
  view.setUint16(header.candidateCount, leadership.candidates.length, true)
  view.setUint32(header.epoch, frame.epoch, true)
  view.setUint16(header.recordBytes, recordBytes, true)
  view.setFloat64(header.newestReceivedAtMs, frame.newestReceivedAtMs ?? 0, true)
  writeDoubt(bytes, view, leadership.doubt)

  let at = headerBytes
  for (const one of records) {
    writeRecord(bytes, view, at, one)
    at += recordBytes
  }
  for (const link of links) {
    view.setUint16(at, link.fromSlot, true)
    view.setUint16(at + 2, link.toSlot, true)
    view.setUint16(at + 4, toU16(link.linkPct), true)
    at += linkBytes
  }
  for (const candidate of leadership.candidates) {
    view.setUint16(at, candidate.slot, true)
    view.setUint16(at + 2, Math.min(candidate.votes, 0xffff), true)
    at += candidateBytes
  }
  return bytes
}

function writeDoubt(bytes: Uint8Array, view: DataView, doubt: FrameDoubt | null): void {
  bytes[header.doubtFlag] = doubt ? 1 : 0
  view.setUint32(header.doubtTerm, doubt?.term ?? 0, true)
  view.setUint16(header.doubtSlot, doubt?.slot ?? noSlot, true)
  view.setUint16(header.doubtSpokenOfBy, doubt?.spokenOfBy ?? 0, true)
  view.setUint16(header.doubtReporting, doubt?.reporting ?? 0, true)
}

function writeRecord(bytes: Uint8Array, view: DataView, at: number, one: FrameRecord): void {
  view.setUint16(at + record.slot, one.slot, true)
  bytes[at + record.flags] = one.flags
  bytes[at + record.role] = Math.max(0, roleCodes.indexOf(one.role))
  writeUuid(bytes, at + record.droneId, one.droneId)
  view.setFloat64(at + record.recordedAtMs, one.recordedAtMs, true)
  view.setUint32(at + record.sequence, one.sequence, true)
  view.setInt32(at + record.latitudeE7, Math.round(one.latitudeDeg * 1e7), true)
  view.setInt32(at + record.longitudeE7, Math.round(one.longitudeDeg * 1e7), true)
  view.setUint32(at + record.intervalMs, Math.min(one.expectedIntervalMs ?? 0, 0xffffffff), true)
  for (const { field, at: offset, isWide, stepsPerUnit } of measuredSlots)
    if (isWide) view.setInt32(at + offset, toI32(one[field], stepsPerUnit), true)
    else view.setUint16(at + offset, toU16(one[field], stepsPerUnit), true)
}

/** In steps of a hundredth, or of the given fraction, clamped below the code for unknown. */
function toU16(value: number | null, stepsPerUnit = 100): number {
  return value === null ? unknownU16 : Math.max(0, Math.min(unknownU16 - 1, Math.round(value * stepsPerUnit)))
}

/** The same in four bytes, of either sign. */
function toI32(value: number | null, stepsPerUnit: number): number {
  return value === null ? unknownI32 : Math.max(-0x7fffffff, Math.min(0x7fffffff, Math.round(value * stepsPerUnit)))
}
