import type { ConvoyId, DroneId } from '../../schema/ids.ts'
import { leadershipStates } from '../../schema/leadership.ts'
import { unmeasured } from '../../schema/telemetry.ts'
import { readUuid } from '../uuid/uuid-bytes.ts'
import type { Frame, FrameDoubt, FrameLink, FrameRecord } from './frame.ts'
import {
  candidateBytes,
  type FrameKind,
  fixedRecordBytes,
  frameKinds,
  frameMagic,
  frameVersion,
  header,
  headerBytes,
  linkBytes,
  type MeasuredSlot,
  measuredSlots,
  noSlot,
  record,
  roleCodes,
  unknownI32,
  unknownU16,
} from './layout.ts'

const kinds = Object.keys(frameKinds) as FrameKind[]

/** Decodes a frame. Throws a RangeError for bytes that are not exactly one frame. */
export function decodeFrame(bytes: Uint8Array): Frame {
  if (bytes.length < headerBytes)
    throw new RangeError(`Frame of ${bytes.length} bytes, expected at least ${headerBytes}`)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (bytes[header.magic] !== frameMagic) throw new RangeError(`Frame begins with ${bytes[0]}, expected ${frameMagic}`)
  if (bytes[header.version] !== frameVersion)
    throw new RangeError(`Frame of version ${bytes[header.version]}, expected ${frameVersion}`)
  const kind = kinds.find((name) => frameKinds[name] === bytes[header.kind])
  const state = leadershipStates[bytes[header.leadershipState] as number]
  if (!kind || !state)
    throw new RangeError(
      `Frame of kind ${bytes[header.kind]}, state ${bytes[header.leadershipState]}, expected known ones`,
    )
  const recordCount = view.getUint16(header.recordCount, true)
  const linkCount = view.getUint16(header.linkCount, true)
  const candidateCount = view.getUint16(header.candidateCount, true)
  const strideBytes = view.getUint16(header.recordBytes, true)
  if (strideBytes < fixedRecordBytes)
    throw new RangeError(`Frame with records of ${strideBytes} bytes, expected at least ${fixedRecordBytes}`)
  const size = headerBytes + recordCount * strideBytes + linkCount * linkBytes + candidateCount * candidateBytes
  if (bytes.length !== size) throw new RangeError(`Frame of ${bytes.length} bytes, expected ${size}`)

  let at = headerBytes
  const records: FrameRecord[] = []
  for (let i = 0; i < recordCount; i++, at += strideBytes) records.push(readRecord(bytes, view, at, strideBytes))
  const links: FrameLink[] = []
  for (let i = 0; i < linkCount; i++, at += linkBytes)
    links.push({
      fromSlot: view.getUint16(at, true),
      toSlot: view.getUint16(at + 2, true),
      linkPct: view.getUint16(at + 4, true) / 100,
    })
  const candidates: { slot: number; votes: number }[] = []
  for (let i = 0; i < candidateCount; i++, at += candidateBytes)
    candidates.push({ slot: view.getUint16(at, true), votes: view.getUint16(at + 2, true) })

  return {
    kind,
    convoyId: readUuid(bytes, header.convoyId) as ConvoyId,
    epoch: view.getUint32(header.epoch, true),
    sequence: view.getUint32(header.sequence, true),
    atMs: view.getFloat64(header.atMs, true),
    newestReceivedAtMs: view.getFloat64(header.newestReceivedAtMs, true) || null,
    droneCount: view.getUint16(header.droneCount, true),
    leadership: {
      state,
      term: view.getUint32(header.term, true),
      leaderSlot: slotAt(view, header.leaderSlot),
      rivalSlot: slotAt(view, header.rivalSlot),
      heartbeatAtMs: view.getFloat64(header.heartbeatAtMs, true) || null,
      heartbeatIntervalMs: view.getUint32(header.heartbeatIntervalMs, true),
      sinceMs: view.getFloat64(header.sinceMs, true),
      candidates,
      doubt: readDoubt(bytes, view),
    },
    records,
    links,
  }
}

function readRecord(bytes: Uint8Array, view: DataView, at: number, strideBytes: number): FrameRecord {
  const one: FrameRecord = {
    ...unmeasured,
    slot: view.getUint16(at + record.slot, true),
    flags: bytes[at + record.flags] as number,
    role: roleCodes[bytes[at + record.role] as number] ?? null,
    droneId: readUuid(bytes, at + record.droneId) as DroneId,
    recordedAtMs: view.getFloat64(at + record.recordedAtMs, true),
    sequence: view.getUint32(at + record.sequence, true),
    latitudeDeg: view.getInt32(at + record.latitudeE7, true) / 1e7,
    longitudeDeg: view.getInt32(at + record.longitudeE7, true) / 1e7,
    expectedIntervalMs: view.getUint32(at + record.intervalMs, true) || null,
  }
  for (const slot of measuredSlots)
    if (slot.at + (slot.isWide ? 4 : 2) <= strideBytes) one[slot.field] = readMeasured(view, at, slot)
  return one
}

function readMeasured(view: DataView, at: number, { at: offset, isWide, stepsPerUnit }: MeasuredSlot): number | null {
  const steps = isWide ? view.getInt32(at + offset, true) : view.getUint16(at + offset, true)
  return steps === (isWide ? unknownI32 : unknownU16) ? null : steps / stepsPerUnit
}

function readDoubt(bytes: Uint8Array, view: DataView): FrameDoubt | null {
  if (bytes[header.doubtFlag] !== 1) return null
  return {
    term: view.getUint32(header.doubtTerm, true),
    slot: slotAt(view, header.doubtSlot),
    spokenOfBy: view.getUint16(header.doubtSpokenOfBy, true),
    reporting: view.getUint16(header.doubtReporting, true),
  }
}

function slotAt(view: DataView, at: number): number | null {
  const slot = view.getUint16(at, true)
  return slot === noSlot ? null : slot
}
