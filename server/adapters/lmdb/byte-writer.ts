/** A run of bytes that grows. What was taken out of it stays as it was: growing moves to new memory, it never reuses any. */
export class ByteWriter {
  bytes: Buffer
  /** Where the next byte goes. */
  at = 0
  private begin = 0

  constructor(capacityBytes: number) {
    this.bytes = Buffer.allocUnsafeSlow(capacityBytes)
  }

  /** Begins a stretch that will lie in one piece. */
  start(): void {
    this.begin = this.at
  }

  /** Bytes written since `start`, from `fromOffset` on; shares memory. */
  taken(fromOffset = 0): Buffer {
    return this.bytes.subarray(this.begin + fromOffset, this.at)
  }

  /** Length of the stretch so far. */
  get length(): number {
    return this.at - this.begin
  }

  /** Offset of the stretch in `bytes`; changes when it grows. */
  get origin(): number {
    return this.begin
  }

  /** Forgets everything written; only for a writer whose bytes nobody keeps. */
  rewind(): void {
    this.at = 0
    this.begin = 0
  }

  /** Makes room for `sizeBytes` more. */
  reserve(sizeBytes: number): void {
    if (this.at + sizeBytes <= this.bytes.length) return
    const stretch = this.taken()
    const grown = Buffer.allocUnsafeSlow(Math.max(this.bytes.length, 2 * (stretch.length + sizeBytes)))
    stretch.copy(grown)
    this.bytes = grown
    this.begin = 0
    this.at = stretch.length
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

  /** 16 bytes of a UUID in lower case; answers false, and writes nothing, for any other text. */
  writeUuid(value: string): boolean {
    if (value.length !== 36) return false
    this.reserve(16)
    const { bytes, at } = this
    let misfits = 0
    for (let i = 0, index = 0; i < 16; i++) {
      if (i === 4 || i === 6 || i === 8 || i === 10) misfits |= value.charCodeAt(index++) ^ hyphen
      const byte = (hexDigit(value, index) << 4) | hexDigit(value, index + 1)
      misfits |= byte & ~0xff
      bytes[at + i] = byte
      index += 2
    }
    if (misfits !== 0) return false
    this.at += 16
    return true
  }
}

const hyphen = 0x2d
const misfit = 0x1000
const hexDigits = new Int16Array(128).fill(misfit)
for (let digit = 0; digit < 16; digit++) hexDigits[digit.toString(16).charCodeAt(0)] = digit
const hexDigit = (text: string, index: number): number => hexDigits[text.charCodeAt(index)] ?? misfit

/** The UUID in 16 bytes at an offset, in lower case. */
export function readUuid(bytes: Buffer, at: number): string {
  const hex = bytes.toString('hex', at, at + 16)
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}
