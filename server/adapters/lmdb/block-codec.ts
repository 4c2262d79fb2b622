/**
 * A block holds consecutive rows of one partition and one layout; its key is that of its first row. Its value:
 *
 *   format version (1) · layout (1) · rows (2) · bytes before compression (4) · compressed columns · crc32 of key and all before (4)
 *
 * The columns are: written at, only with a TTL; the clustering key; the columns of the layout.
 */
import { constants, crc32, zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import type { ColumnKind } from '../../../schema/table-types.ts'
import { type Cell, readColumns, writeColumns } from './block-columns.ts'
import { ByteReader } from './byte-reader.ts'
import { ByteWriter } from './byte-writer.ts'
import type { KeyLayout } from './key-codec.ts'
import type { RowLayout } from './row-codec.ts'

const blockFormatVersion = 1
const headerBytes = 8
const crcBytes = 4
/** Bounds what a lookup of one row decodes. */
export const maxRowsPerBlock = 1_024
/** A block of one row may be longer. */
export const maxColumnBytes = 2 ** 18
/** Compression takes about 0.1 ms: less than handing a block to another thread would cost this one. */
const compression = { params: { [constants.ZSTD_c_compressionLevel]: 3 } }

/** The rows of a block, or of several, by column. */
export type Columns = Cell[][]

/** The kind of each column of a block; the texts and ids of a key are stored as text. */
export function blockKindsOf(keys: KeyLayout, layout: RowLayout): ColumnKind[] {
  return [
    ...(layout.timed ? ['timestamp' as const] : []),
    ...keys.clustering.map(({ kind }) => (kind === 'uuid' ? 'text' : kind)),
    ...layout.columns.map(({ kind }) => kind),
  ]
}

export interface BlockContent {
  layoutId: number
  count: number
  /** As stored. */
  sizeBytes: number
  columns: Columns
}

/** Encodes rows `from` to `until` as the value of a block with this key; null when they are too many for one. */
export function encodeBlock(
  key: Buffer,
  layoutId: number,
  kinds: readonly ColumnKind[],
  columns: Columns,
  from: number,
  until: number,
): Buffer | null {
  const count = until - from
  const out = new ByteWriter(64 * count)
  writeColumns(out, kinds, columns, from, until)
  const plain = out.written()
  if (count > maxRowsPerBlock || (count > 1 && plain.length > maxColumnBytes)) return null
  const compressed = zstdCompressSync(plain, compression)
  const value = Buffer.allocUnsafeSlow(headerBytes + compressed.length + crcBytes)
  value[0] = blockFormatVersion
  value[1] = layoutId
  value.writeUInt16LE(count, 2)
  value.writeUInt32LE(plain.length, 4)
  compressed.copy(value, headerBytes)
  const end = headerBytes + compressed.length
  value.writeUInt32LE(crc32(value.subarray(0, end), crc32(key)), end)
  return value
}

/** Throws a RangeError that describes the damage of a damaged block. `kindsOf` returns undefined for an unknown layout. */
export function decodeBlock(
  key: Buffer,
  value: Buffer,
  kindsOf: (layoutId: number) => readonly ColumnKind[] | undefined,
): BlockContent {
  const end = value.length - crcBytes
  if (end < headerBytes) throw new RangeError(`expected at least ${headerBytes + crcBytes} bytes, got ${value.length}`)
  if (value[0] !== blockFormatVersion)
    throw new RangeError(`expected block format ${blockFormatVersion}, got ${value[0]}`)
  const expected = value.readUInt32LE(end)
  const got = crc32(value.subarray(0, end), crc32(key))
  if (got !== expected) throw new RangeError(`expected checksum ${expected}, got ${got}`)
  const layoutId = value[1] as number
  const kinds = kindsOf(layoutId)
  if (!kinds) throw new RangeError(`expected a known layout, got ${layoutId}`)
  const count = value.readUInt16LE(2)
  const from = new ByteReader(decompress(value.subarray(headerBytes, end), value.readUInt32LE(4)))
  const columns = readColumns(from, kinds, count)
  if (from.at !== from.bytes.length)
    throw new RangeError(`expected ${from.bytes.length} bytes of columns, got ${from.at}`)
  return { layoutId, count, sizeBytes: value.length, columns }
}

/** Never allocates much more than the expected size, whatever the bytes say. */
function decompress(compressed: Buffer, sizeBytes: number): Buffer {
  const bytes = zstdDecompressSync(compressed, { maxOutputLength: sizeBytes, chunkSize: Math.max(64, sizeBytes) })
  if (bytes.length !== sizeBytes) throw new RangeError(`expected ${sizeBytes} bytes uncompressed, got ${bytes.length}`)
  return bytes
}
