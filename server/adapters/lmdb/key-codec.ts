/**
 * Keys encoded as bytes that sort like the rows: partition columns, then clustering columns. A uuid is its 16 bytes; an int or
 * timestamp is big-endian with the sign bit inverted; a text is UTF-8 (ordered by code point) with 0 escaped, and a terminator.
 * Descending columns have every bit inverted. No encoded value is a prefix of another one of the same column.
 */
import { describe } from '../../../lib/errors.ts'
import { readUuid } from '../../../lib/uuid/uuid-bytes.ts'
import type { Table } from '../../../schema/table-types.ts'
import type { ByteWriter } from './byte-writer.ts'

type Values = Readonly<Record<string, unknown>>
type KeyKind = 'uuid' | 'text' | 'int' | 'timestamp'

export interface KeyPart {
  name: string
  kind: KeyKind
  descending: boolean
}

export interface KeyLayout {
  table: string
  partition: readonly KeyPart[]
  clustering: readonly KeyPart[]
}

/** Longest key that the store accepts. */
export const maxKeyBytes = 1900

/** The layout of a table's keys. Throws a RangeError for a table that can't be stored. */
export function keyLayoutOf(table: Table): KeyLayout {
  const part = (name: string, descending: boolean): KeyPart => {
    const column = table.columns[name]
    if (!column || column.nullable || !isKeyKind(column.kind))
      throw new RangeError(
        `Key column ${table.name}.${name}: expected uuid, text, int or timestamp, never null; got ${column?.nullable ? 'nullable ' : ''}${column?.kind}.`,
      )
    return { name, kind: column.kind, descending }
  }
  return {
    table: table.name,
    partition: table.partitionKey.map((name) => part(name, false)),
    clustering: table.clustering.map(({ column, order }) => part(column, order === 'desc')),
  }
}

const isKeyKind = (kind: string): kind is KeyKind => ['uuid', 'text', 'int', 'timestamp'].includes(kind)

/** Appends the whole key of a row. */
export function writeKey(out: ByteWriter, layout: KeyLayout, row: Values): void {
  writeParts(out, layout.table, layout.partition, row)
  writeParts(out, layout.table, layout.clustering, row)
  if (out.length > maxKeyBytes)
    throw new RangeError(`Key of ${layout.table}: expected at most ${maxKeyBytes} bytes, got ${out.length}.`)
}

/** Appends the partition key, then the leading clustering columns in `prefix`. */
export function writeKeyPrefix(out: ByteWriter, layout: KeyLayout, partition: Values, prefix: Values = {}): void {
  writeParts(out, layout.table, layout.partition, partition)
  const named = Object.keys(prefix).filter((name) => prefix[name] !== undefined)
  const parts = layout.clustering.slice(0, named.length)
  const unexpected = named.find((name) => !parts.some((part) => part.name === name))
  if (unexpected !== undefined)
    throw new RangeError(
      `Range over ${layout.table}: expected the first of (${layout.clustering.map(({ name }) => name).join(', ')}), got ${describe(named.join(', '))}.`,
    )
  writeParts(out, layout.table, parts, prefix)
}

function writeParts(out: ByteWriter, table: string, parts: readonly KeyPart[], row: Values): void {
  for (const part of parts) {
    const before = out.length
    if (!writePart(out, part.kind, row[part.name])) throw mismatch(table, part, row[part.name])
    if (part.descending) invertBits(out.bytes, out.origin + before, out.at)
  }
}

const mismatch = (table: string, { name, kind }: KeyPart, value: unknown) =>
  new RangeError(`${table}.${name}: expected ${expectations[kind]}, got ${describe(value)}.`)

const expectations: Record<KeyKind, string> = {
  uuid: 'a UUID in lower case',
  text: 'text of whole characters',
  int: 'a 32-bit integer',
  timestamp: 'whole milliseconds since 1970',
}

function writePart(out: ByteWriter, kind: KeyKind, value: unknown): boolean {
  switch (kind) {
    case 'uuid':
      return typeof value === 'string' && out.writeUuid(value)
    case 'text':
      return typeof value === 'string' && value.isWellFormed() && writeTerminated(out, value)
    case 'int':
      if (typeof value !== 'number' || (value | 0) !== value) return false
      out.reserve(4)
      out.at = out.bytes.writeUInt32BE((value ^ signBit) >>> 0, out.at)
      return true
    case 'timestamp':
      if (!Number.isSafeInteger(value)) return false
      writeTimestamp(out, value as number)
      return true
  }
}

const signBit = 0x8000_0000
const wordSize = 0x1_0000_0000

function writeTimestamp(out: ByteWriter, ms: number): void {
  out.reserve(8)
  const high = Math.floor(ms / wordSize)
  out.at = out.bytes.writeUInt32BE((high ^ signBit) >>> 0, out.at)
  out.at = out.bytes.writeUInt32BE(ms - high * wordSize, out.at)
}

/** Escapes 0 as 0 255 and terminates with 0 0, so that a text sorts before its own extensions. */
function writeTerminated(out: ByteWriter, value: string): true {
  const text = Buffer.from(value)
  out.reserve(2 * text.length + 2)
  for (const byte of text) {
    out.writeByte(byte)
    if (byte === 0) out.writeByte(0xff)
  }
  out.writeByte(0)
  out.writeByte(0)
  return true
}

function invertBits(bytes: Buffer, from: number, to: number): void {
  for (let i = from; i < to; i++) bytes[i] = (bytes[i] as number) ^ 0xff
}

/** Appends the clustering part of a key. */
export function writeClustering(out: ByteWriter, layout: KeyLayout, row: Values): void {
  writeParts(out, layout.table, layout.clustering, row)
}

/** Sets the key columns of `row` from a key; inverts bits of `key` in place. Throws a RangeError for an invalid key. */
export function readKey(layout: KeyLayout, key: Buffer, row: Record<string, unknown>): void {
  let at = 0
  for (const part of layout.partition) at = readPart(part, key, at, row)
  for (const part of layout.clustering) at = readPart(part, key, at, row)
  if (at !== key.length) throw new RangeError(`Key of ${layout.table}: expected ${at} bytes, got ${key.length}.`)
}

/** Length of the partition part of a key. */
export function partitionBytesOf(layout: KeyLayout, key: Buffer): number {
  let at = 0
  for (const { kind } of layout.partition) at = kind === 'text' ? textEnd(key, at, false) : at + partBytes[kind]
  return at
}

/** Sets the partition columns of `row` from a key. */
export function readPartition(layout: KeyLayout, key: Buffer, row: Record<string, unknown>): void {
  let at = 0
  for (const part of layout.partition) at = readPart(part, key, at, row)
}

/** Sets the clustering columns of `row` from a key whose partition part has this length; inverts bits of `key` in place. */
export function readClustering(
  layout: KeyLayout,
  key: Buffer,
  partitionBytes: number,
  row: Record<string, unknown>,
): void {
  let at = partitionBytes
  for (const part of layout.clustering) at = readPart(part, key, at, row)
}

function readPart({ name, kind, descending }: KeyPart, key: Buffer, at: number, row: Record<string, unknown>): number {
  const end = kind === 'text' ? textEnd(key, at, descending) : at + partBytes[kind]
  if (descending) invertBits(key, at, Math.min(end, key.length))
  switch (kind) {
    case 'uuid':
      row[name] = readUuid(key, at)
      break
    case 'text':
      row[name] = readTerminated(key, at, end)
      break
    case 'int':
      row[name] = key.readUInt32BE(at) ^ signBit
      break
    case 'timestamp':
      row[name] = (key.readUInt32BE(at) ^ signBit) * wordSize + key.readUInt32BE(at + 4)
  }
  return end
}

const partBytes = { uuid: 16, int: 4, timestamp: 8 }

function textEnd(key: Buffer, from: number, descending: boolean): number {
  const zero = descending ? 0xff : 0
  for (let at = from; at < key.length; at++) {
    if (key[at] !== zero) continue
    if (key[at + 1] === zero) return at + 2
    at++
  }
  return key.length
}

function readTerminated(key: Buffer, from: number, end: number): string {
  const text = Buffer.allocUnsafe(end - from)
  let size = 0
  for (let at = from; at < end - 2; at++) {
    text[size++] = key[at] as number
    if (key[at] === 0) at++
  }
  return text.toString('utf8', 0, size)
}

/** The lowest key after all those that start with `prefix`; null when there is none. */
export function keyAfterPrefix(prefix: Buffer): Buffer | null {
  let size = prefix.length
  while (size > 0 && prefix[size - 1] === 0xff) size--
  if (size === 0) return null
  const next = Buffer.from(prefix.subarray(0, size))
  next[size - 1] = (next[size - 1] as number) + 1
  return next
}
