import type { ConvoyId, DroneId } from '../../schema/ids.ts'
import { leadershipStates } from '../../schema/leadership.ts'
import { readUuid } from '../uuid/uuid-bytes.ts'
import type { Frame, FrameDoubt, FrameLink, FrameRecord } from './frame.ts'
import {
  candidateBytes,
  type FrameKind,
  frameKinds,
  frameMagic,
  frameVersion,
  header,
  headerBytes,
  linkBytes,
  noSlot,
  record,
  recordBytes,
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
  const size = headerBytes + recordCount * recordBytes + linkCount * linkBytes + candidateCount * candidateBytes
  if (bytes.length !== size) throw new RangeError(`Frame of ${bytes.length} bytes, expected ${size}`)

  let at = headerBytes
  const records: FrameRecord[] = []
  for (let i = 0; i < recordCount; i++, at += recordBytes) records.push(readRecord(bytes, view, at))
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

function readRecord(bytes: Uint8Array, view: DataView, at: number): FrameRecord {
  const altitudeCm = view.getInt32(at + record.altitudeCm, true)
  return {
    slot: view.getUint16(at + record.slot, true),
    flags: bytes[at + record.flags] as number,
    role: roleCodes[bytes[at + record.role] as number] ?? null,
    droneId: readUuid(bytes, at + record.droneId) as DroneId,
    recordedAtMs: view.getFloat64(at + record.recordedAtMs, true),
    sequence: view.getUint32(at + record.sequence, true),
    latitudeDeg: view.getInt32(at + record.latitudeE7, true) / 1e7,
    longitudeDeg: view.getInt32(at + record.longitudeE7, true) / 1e7,
    altitudeM: altitudeCm === unknownI32 ? null : altitudeCm / 100,
    headingDeg: inSteps(view, at + record.headingCdeg),
    speedMps: inSteps(view, at + record.speedDmps, 10),
    fuelPct: inSteps(view, at + record.fuelCpct),
    linkPct: inSteps(view, at + record.linkCpct),
    expectedIntervalMs: view.getUint32(at + record.intervalMs, true) || null,
  }
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

function inSteps(view: DataView, at: number, stepsPerUnit = 100): number | null {
  const value = view.getUint16(at, true)
  return value === unknownU16 ? null : value / stepsPerUnit
}
