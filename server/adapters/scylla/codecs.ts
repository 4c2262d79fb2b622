/** Converts column values to and from the driver's types. Encodes here what the driver would encode slowly or lossily. */
import type cassandra from 'cassandra-driver'
import { canonicalJson } from '../../../lib/rows/canonical-json.ts'
import { writeUuid } from '../../../lib/uuid/uuid-bytes.ts'
import type { Column, ColumnKind } from '../../../schema/table-types.ts'

/** A value for the driver, which sends buffers unchanged. */
export type Encoded = Buffer | number | boolean | object | null

export interface Codec {
  /** Returns undefined for a value that does not fit the column. Never called with null. */
  encode(value: unknown): Encoded | undefined
  /** Never called with null. Null: the driver's value is the value. */
  decode: ((raw: unknown) => unknown) | null
}

const wordSize = 0x1_0000_0000

function encodeInstant(value: unknown): Buffer | undefined {
  if (!Number.isSafeInteger(value)) return undefined
  const bytes = Buffer.allocUnsafe(8)
  const high = Math.floor((value as number) / wordSize)
  bytes.writeInt32BE(high, 0)
  bytes.writeUInt32BE((value as number) - high * wordSize, 4)
  return bytes
}

/** NaN for an instant outside the range of Date: `exceedsDate` detects it, and the row is read again with numbers. */
const decodeInstant = (raw: unknown): number =>
  raw instanceof Date ? raw.getTime() : (raw as cassandra.types.Long).toNumber()

const codecs: Record<ColumnKind, Codec> = {
  uuid: {
    encode(value) {
      const bytes = Buffer.allocUnsafe(16)
      return typeof value === 'string' && writeUuid(bytes, 0, value) ? bytes : undefined
    },
    decode: (raw) => (raw as cassandra.types.Uuid).toString(),
  },
  text: {
    encode: (value) => (typeof value === 'string' && value.isWellFormed() ? Buffer.from(value) : undefined),
    decode: null,
  },
  int: {
    encode: (value) => (typeof value === 'number' && (value | 0) === value ? value : undefined),
    decode: null,
  },
  double: { encode: (value) => (typeof value === 'number' ? value : undefined), decode: null },
  boolean: { encode: (value) => (typeof value === 'boolean' ? value : undefined), decode: null },
  timestamp: { encode: encodeInstant, decode: decodeInstant },
  blob: {
    encode: (value) =>
      value instanceof Uint8Array ? Buffer.from(value.buffer, value.byteOffset, value.byteLength) : undefined,
    // A copy: the driver's buffer is a view of a larger network buffer.
    decode: (raw) => new Uint8Array(raw as Buffer),
  },
  structure: {
    encode: (value) => {
      const json = canonicalJson(value)
      return json === undefined ? undefined : Buffer.from(json)
    },
    decode: (raw) => JSON.parse(raw as string),
  },
  counter: {
    encode: () => undefined,
    decode: (raw) => (raw as cassandra.types.Long).toNumber(),
  },
}

const pointsType = 'frozen<list<frozen<geo_point>>>'
const points: Codec = {
  encode(value) {
    if (!Array.isArray(value) || !value.every(isPoint)) return undefined
    // The driver would send an empty list as null. Encoded, it is a count of 0.
    if (value.length === 0) return Buffer.alloc(4)
    return value.map(({ latitudeDeg, longitudeDeg }) => ({ latitude_deg: latitudeDeg, longitude_deg: longitudeDeg }))
  },
  decode: (raw) =>
    (raw as { latitude_deg: number; longitude_deg: number }[]).map((point) => ({
      latitudeDeg: point.latitude_deg,
      longitudeDeg: point.longitude_deg,
    })),
}

const isPoint = (value: unknown): value is { latitudeDeg: number; longitudeDeg: number } =>
  typeof value === 'object' &&
  value !== null &&
  typeof (value as { latitudeDeg?: unknown }).latitudeDeg === 'number' &&
  typeof (value as { longitudeDeg?: unknown }).longitudeDeg === 'number'

/** How values of a column are encoded. Throws a RangeError for a CQL type that this adapter does not know. */
export function codecOf({ kind, cql, form }: Column): Codec {
  if (form) return { encode: (value) => Buffer.from(form.print(value)), decode: (raw) => form.parse(raw as string) }
  if (cql === undefined || cql === 'text') return codecs[kind]
  if (cql === pointsType) return points
  throw new RangeError(`CQL type of a column: expected text or ${pointsType}, got ${cql}.`)
}

/** Approximate size of a value in a request, in bytes. */
export const sizeOf = (value: Encoded): number =>
  value === null ? 4 : Buffer.isBuffer(value) ? 4 + value.length : Array.isArray(value) ? 4 + 32 * value.length : 12
