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

export interface RecordField extends NumberField {
  /** It changes about evenly from reading to reading. */
  isSteady: boolean
}

const steadyFields: readonly NumberField[] = [
  ...of('f64', record.recordedAtMs),
  ...of('u32', record.sequence),
  ...of('i32', record.latitudeE7, record.longitudeE7),
]

const otherFields: readonly NumberField[] = [
  ...of('u8', record.flags, record.role),
  ...of('u32', record.intervalMs),
  ...measuredSlots.map(({ at, isWide }): NumberField => ({ at, type: isWide ? 'i32' : 'u16' })),
]

/** The fields of a record, without slot and drone id. */
export const recordFields: readonly RecordField[] = [
  ...steadyFields.map((field) => ({ ...field, isSteady: true })),
  ...otherFields.map((field) => ({ ...field, isSteady: false })),
]

/** Whether a record of this length has the field: that of an older layout has fewer measured fields. */
export const isWithin = (recordBytes: number, { at, type }: NumberField): boolean =>
  at + sizesBytes[type] <= recordBytes

const sizesBytes: Record<NumberType, number> = { u8: 1, u16: 2, u32: 4, i32: 4, f64: 8 }

export function readNumber(view: DataView, at: number, type: NumberType): number {
  switch (type) {
    case 'u8':
      return view.getUint8(at)
    case 'u16':
      return view.getUint16(at, true)
    case 'u32':
      return view.getUint32(at, true)
    case 'i32':
      return view.getInt32(at, true)
    case 'f64':
      return view.getFloat64(at, true)
  }
}

/** Writes these one after another, `strideBytes` apart. */
export function writeColumn(
  view: DataView,
  at: number,
  strideBytes: number,
  type: NumberType,
  values: Float64Array,
): void {
  // A loop each: a call in between would cost more than the writing.
  if (type === 'u8') for (let n = 0; n < values.length; n++) view.setUint8(at + n * strideBytes, values[n] as number)
  else if (type === 'u16')
    for (let n = 0; n < values.length; n++) view.setUint16(at + n * strideBytes, values[n] as number, true)
  else if (type === 'u32')
    for (let n = 0; n < values.length; n++) view.setUint32(at + n * strideBytes, values[n] as number, true)
  else if (type === 'i32')
    for (let n = 0; n < values.length; n++) view.setInt32(at + n * strideBytes, values[n] as number, true)
  else for (let n = 0; n < values.length; n++) view.setFloat64(at + n * strideBytes, values[n] as number, true)
}

export function writeNumber(view: DataView, at: number, type: NumberType, value: number): void {
  if (type === 'u8') view.setUint8(at, value)
  else if (type === 'u16') view.setUint16(at, value, true)
  else if (type === 'u32') view.setUint32(at, value, true)
  else if (type === 'i32') view.setInt32(at, value, true)
  else view.setFloat64(at, value, true)
}
