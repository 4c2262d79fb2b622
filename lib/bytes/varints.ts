/** Whole numbers in as few bytes as they need: LEB128, 7 bits a byte, the lowest first; signed ones zigzag-coded. */

export interface VarintWriter {
  /** From 0 to 2^53 - 1. */
  unsigned(value: number): void
  /** Of less than 2^52 in magnitude. */
  signed(value: number): void
  bytes(value: Uint8Array): void
  /** Everything written; shares memory until the next write. */
  written(): Uint8Array<ArrayBuffer>
}

export interface VarintReader {
  unsigned(): number
  signed(): number
  /** Adds a signed number to each of these, in order. */
  addSigned(to: Float64Array): void
  /** The next `length` bytes; shares memory. */
  bytes(length: number): Uint8Array
  isAtEnd(): boolean
}

const mostBytes = 8

export function createVarintWriter(capacityBytes = 256): VarintWriter {
  let bytes = new Uint8Array(capacityBytes)
  let at = 0

  function reserve(sizeBytes: number): void {
    if (at + sizeBytes <= bytes.length) return
    const grown = new Uint8Array(Math.max(2 * bytes.length, at + sizeBytes))
    grown.set(bytes)
    bytes = grown
  }

  function unsigned(value: number): void {
    reserve(mostBytes)
    let rest = value
    while (rest >= 0x8000_0000) {
      bytes[at++] = (rest % 128) | 0x80
      rest = Math.floor(rest / 128)
    }
    while (rest >= 0x80) {
      bytes[at++] = (rest & 0x7f) | 0x80
      rest >>>= 7
    }
    bytes[at++] = rest
  }

  return {
    unsigned,
    signed: (value) => unsigned(value < 0 ? -2 * value - 1 : 2 * value),
    bytes(value) {
      reserve(value.length)
      bytes.set(value, at)
      at += value.length
    },
    written: () => bytes.subarray(0, at),
  }
}

/** Every read past the end throws a RangeError. */
export function createVarintReader(from: Uint8Array): VarintReader {
  let at = 0

  function unsigned(): number {
    let value = from[at] ?? 0x80
    // Most are small.
    if (value < 0x80) {
      at += 1
      return value
    }
    value = 0
    for (let scale = 1; ; scale *= 128) {
      const byte = from[at++]
      if (byte === undefined || scale > 2 ** 49) throw new RangeError(`Number cut off or too long at byte ${at - 1}`)
      value += (byte & 0x7f) * scale
      if (byte < 0x80) return value
    }
  }

  function signed(): number {
    const value = unsigned()
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2
  }

  return {
    unsigned,
    signed,
    addSigned(to) {
      for (let n = 0; n < to.length; n++) {
        const value = from[at] ?? 0x80
        if (value >= 0x80) to[n] = (to[n] as number) + signed()
        else {
          at += 1
          // The change is 0 most often, and nearly always of one byte.
          if (value !== 0) to[n] = (to[n] as number) + ((value >>> 1) ^ -(value & 1))
        }
      }
    },
    bytes(length) {
      if (at + length > from.length) throw new RangeError(`Expected ${length} bytes at ${at}, got ${from.length - at}`)
      at += length
      return from.subarray(at - length, at)
    },
    isAtEnd: () => at === from.length,
  }
}
