/** Reads what a ByteWriter wrote. Throws a RangeError when bytes are missing. */
export class ByteReader {
  readonly bytes: Buffer
  /** Offset of the next byte. */
  at = 0

  constructor(bytes: Buffer) {
    this.bytes = bytes
  }

  readByte(): number {
    this.require(1)
    return this.bytes[this.at++] as number
  }

  readVarint(): number {
    const first = this.bytes[this.at]
    if (first !== undefined && first < 0x80) {
      this.at += 1
      return first
    }
    let value = 0
    for (let scale = 1; scale < maxScale; scale *= 128) {
      const byte = this.readByte()
      value += (byte & 0x7f) * scale
      if (byte < 0x80) return value
    }
    throw new RangeError('expected a whole number of at most 8 bytes, got a longer one')
  }

  /** The next bytes; shares memory. */
  readRaw(sizeBytes: number): Buffer {
    this.require(sizeBytes)
    this.at += sizeBytes
    return this.bytes.subarray(this.at - sizeBytes, this.at)
  }

  private require(sizeBytes: number): void {
    if (this.at + sizeBytes > this.bytes.length)
      throw new RangeError(`expected at least ${this.at + sizeBytes} bytes, got ${this.bytes.length}`)
  }
}

const maxScale = 2 ** 56
