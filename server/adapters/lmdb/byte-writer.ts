import { writeUuid } from '../../../lib/uuid/uuid-bytes.ts'

/** A growable byte buffer. Views returned by `written` stay valid: growing allocates new memory and never reuses the old. */
export class ByteWriter {
  bytes: Buffer
  /** Offset of the next byte. */
  at = 0
  private segmentStart = 0

  constructor(capacityBytes: number) {
    this.bytes = Buffer.allocUnsafeSlow(capacityBytes)
  }

  /** Begins a segment, which stays contiguous. */
  start(): void {
    this.segmentStart = this.at
  }

  /** Bytes written since `start`, from `fromOffset` on; shares memory. */
  written(fromOffset = 0): Buffer {
    return this.bytes.subarray(this.segmentStart + fromOffset, this.at)
  }

  /** Length of the current segment. */
  get length(): number {
    return this.at - this.segmentStart
  }

  /** Offset of the segment in `bytes`; changes when the buffer grows. */
  get origin(): number {
    return this.segmentStart
  }

  /** Discards everything written and reuses the memory: only when no view of it is still in use. */
  rewind(): void {
    this.at = 0
    this.segmentStart = 0
  }

  /** Makes room for `sizeBytes` more. */
  reserve(sizeBytes: number): void {
    if (this.at + sizeBytes <= this.bytes.length) return
    const segment = this.written()
    const grown = Buffer.allocUnsafeSlow(Math.max(this.bytes.length, 2 * (segment.length + sizeBytes)))
    segment.copy(grown)
    this.bytes = grown
    this.segmentStart = 0
    this.at = segment.length
  }

  writeByte(value: number): void {
    this.reserve(1)
    this.bytes[this.at++] = value
  }

  writeInt32(value: number): void {
    this.reserve(4)
    this.at = this.bytes.writeInt32LE(value, this.at)
  }

  writeDouble(value: number): void {
    this.reserve(8)
    this.at = this.bytes.writeDoubleLE(value, this.at)
  }

  /** The bytes alone. */
  writeRaw(value: Uint8Array): void {
    this.reserve(value.length)
    this.bytes.set(value, this.at)
    this.at += value.length
  }

  /** A whole number from 0 to 2^53 - 1, in 1 to 8 bytes: 7 bits in each, the lowest first. */
  writeVarint(value: number): void {
    this.reserve(8)
    let rest = value
    while (rest >= 0x8000_0000) {
      this.bytes[this.at++] = (rest % 128) | 0x80
      rest = Math.floor(rest / 128)
    }
    while (rest >= 0x80) {
      this.bytes[this.at++] = (rest & 0x7f) | 0x80
      rest >>>= 7
    }
    this.bytes[this.at++] = rest
  }

  /** Length, then the bytes. */
  writeBytes(value: Uint8Array): void {
    this.reserve(4 + value.length)
    this.at = this.bytes.writeUInt32LE(value.length, this.at)
    this.bytes.set(value, this.at)
    this.at += value.length
  }

  /** Length in bytes, then UTF-8. */
  writeText(value: string): void {
    this.reserve(4 + 3 * value.length)
    const size = this.bytes.write(value, this.at + 4)
    this.bytes.writeUInt32LE(size, this.at)
    this.at += 4 + size
  }

  /** Writes a lower-case UUID as 16 bytes; for any other text writes nothing and returns false. */
  writeUuid(value: string): boolean {
    this.reserve(16)
    if (!writeUuid(this.bytes, this.at, value)) return false
    this.at += 16
    return true
  }
}
