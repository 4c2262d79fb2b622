/** The numbers of a live frame, by offset and type, for code that treats all of them alike; `layout.ts` has the offsets. */
import { header, measuredSlots, record } from './layout.ts'

export type NumberType = 'u8' | 'u16' | 'u32' | 'i32' | 'f64'

export interface NumberField {
  at: number
  type: NumberType
}

const of = (type: NumberType, ...offsets: readonly number[]): NumberField[] => offsets.map((at) => ({ at, type }))

export const headerFields: readonly NumberField[] = [
  ...of('u8', header.magic, header.version, header.kind, header.leadershipState, header.doubtFlag),
  ...of('u16', header.leaderSlot, header.rivalSlot, header.recordCount, header.droneCount, header.linkCount),
  ...of('u16', header.candidateCount, header.doubtSlot, header.doubtSpokenOfBy, header.doubtReporting),
  ...of('u16', header.recordBytes),
  ...of('u32', header.sequence, header.term, header.heartbeatIntervalMs, header.epoch, header.doubtTerm),
  ...of('f64', header.atMs, header.heartbeatAtMs, header.sinceMs, header.newestReceivedAtMs),
]

/** What changes about evenly from reading to reading. */
export const steadyFields: readonly NumberField[] = [
  ...of('f64', record.recordedAtMs),
  ...of('u32', record.sequence),
  ...of('i32', record.latitudeE7, record.longitudeE7),
]

const otherFields: readonly NumberField[] = [
  ...of('u8', record.flags, record.role),
  ...of('u32', record.intervalMs),
  ...measuredSlots.map(({ at, isWide }): NumberField => ({ at, type: isWide ? 'i32' : 'u16' })),
]

/** The fields of a record of this length, without slot and drone id: an older layout has fewer measured fields. */
export const otherFieldsWithin = (recordBytes: number): NumberField[] =>
  otherFields.filter(({ at, type }) => at + numberTypes[type].sizeBytes <= recordBytes)

interface NumberAccess {
  sizeBytes: number
  read(view: DataView, at: number): number
  write(view: DataView, at: number, value: number): void
}

const numberTypes: Record<NumberType, NumberAccess> = {
  u8: { sizeBytes: 1, read: (view, at) => view.getUint8(at), write: (view, at, value) => view.setUint8(at, value) },
  u16: {
    sizeBytes: 2,
    read: (view, at) => view.getUint16(at, true),
    write: (view, at, value) => view.setUint16(at, value, true),
  },
  u32: {
    sizeBytes: 4,
    read: (view, at) => view.getUint32(at, true),
    write: (view, at, value) => view.setUint32(at, value, true),
  },
  i32: {
    sizeBytes: 4,
    read: (view, at) => view.getInt32(at, true),
    write: (view, at, value) => view.setInt32(at, value, true),
  },
  f64: {
    sizeBytes: 8,
    read: (view, at) => view.getFloat64(at, true),
    write: (view, at, value) => view.setFloat64(at, value, true),
  },
}

export const readNumber = (view: DataView, at: number, type: NumberType): number => numberTypes[type].read(view, at)

export const writeNumber = (view: DataView, at: number, type: NumberType, value: number): void =>
  numberTypes[type].write(view, at, value)
