/** Offsets of the live frame; schema/frames.md is the contract. */
import type { LeadershipRole } from '../../schema/leadership.ts'
import { type TelemetryField, telemetryFieldNames, telemetryFields } from '../../schema/telemetry.ts'

export const frameMagic = 0x43
export const frameVersion = 3
export const headerBytes = 96
export const linkBytes = 6
export const candidateBytes = 4
export const noSlot = 0xffff
export const unknownU16 = 0xffff
export const unknownI32 = -0x80000000
/** Drones of one convoy: a slot is a u16 and 0xffff means none. */
export const maxSlots = 0xffff
/** Links of one frame: their number is a u16. */
export const maxLinks = 0xffff

export const header = {
  magic: 0,
  version: 1,
  kind: 2,
  leadershipState: 3,
  sequence: 4,
  atMs: 8,
  convoyId: 16,
  term: 32,
  leaderSlot: 36,
  rivalSlot: 38,
  heartbeatAtMs: 40,
  sinceMs: 48,
  heartbeatIntervalMs: 56,
  recordCount: 60,
  droneCount: 62,
  linkCount: 64,
  candidateCount: 66,
  epoch: 68,
  newestReceivedAtMs: 72,
  doubtTerm: 80,
  doubtSlot: 84,
  doubtSpokenOfBy: 86,
  doubtReporting: 88,
  doubtFlag: 90,
  recordBytes: 92,
} as const

export const record = {
  slot: 0,
  flags: 2,
  role: 3,
  droneId: 4,
  recordedAtMs: 20,
  sequence: 28,
  latitudeE7: 32,
  longitudeE7: 36,
  intervalMs: 40,
} as const
/** What every record begins with; the measured fields follow. */
export const fixedRecordBytes = 44

/** A measured field in a record: a whole number of steps, in two bytes, or in four where those would not hold its bounds. */
export interface MeasuredSlot {
  field: PackedField
  at: number
  isWide: boolean
  stepsPerUnit: number
}
type PackedField = Exclude<TelemetryField, 'latitudeDeg' | 'longitudeDeg'>

/** In the order of the registry: a field that is added stands at the end, where decoders that do not know it end. */
export const measuredSlots: readonly MeasuredSlot[] = layOut(
  telemetryFieldNames.filter((name): name is PackedField => name !== 'latitudeDeg' && name !== 'longitudeDeg'),
)
const lastSlot = measuredSlots.at(-1)
export const recordBytes = lastSlot ? lastSlot.at + (lastSlot.isWide ? 4 : 2) : fixedRecordBytes

function layOut(fields: readonly PackedField[]): MeasuredSlot[] {
  let at = fixedRecordBytes
  return fields.map((field) => {
    const { min, max } = telemetryFields[field]
    const stepsPerUnit = min < 0 ? 100 : [100, 10].find((steps) => max * steps < unknownU16)
    const slot = { field, at, isWide: min < 0 || !stepsPerUnit, stepsPerUnit: stepsPerUnit ?? 100 }
    at += slot.isWide ? 4 : 2
    return slot
  })
}

export const frameKinds = { full: 1, delta: 2 } as const
export type FrameKind = keyof typeof frameKinds
/** Record flag in addition to those of `readingFlag`: a drone that has not reported yet. */
export const noReadingFlag = 128

export const roleCodes: readonly (LeadershipRole | null)[] = [null, 'leader', 'follower', 'candidate']
