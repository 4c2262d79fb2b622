/** A UUID as its 16 bytes, as frames and the embedded store keep it. */

const hyphen = 0x2d
const misfit = 0x1000
const hexDigits = new Int16Array(128).fill(misfit)
for (let digit = 0; digit < 16; digit++) hexDigits[digit.toString(16).charCodeAt(0)] = digit
const hexDigit = (text: string, index: number): number => hexDigits[text.charCodeAt(index)] ?? misfit
const hexOf = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))

/** Writes the bytes of a UUID in lower case at an offset that has room for them. False for any other text: then they are undefined. */
export function writeUuid(bytes: Uint8Array, at: number, uuid: string): boolean {
  if (uuid.length !== 36) return false
  let misfits = 0
  for (let i = 0, index = 0; i < 16; i++) {
    if (i === 4 || i === 6 || i === 8 || i === 10) misfits |= uuid.charCodeAt(index++) ^ hyphen
    const byte = (hexDigit(uuid, index) << 4) | hexDigit(uuid, index + 1)
    misfits |= byte & ~0xff
    bytes[at + i] = byte
    index += 2
  }
  return misfits === 0
}

/** The UUID, in lower case, whose bytes stand at `at`. */
export function readUuid(bytes: Uint8Array, at: number): string {
  let text = ''
  for (let i = 0; i < 16; i++) {
    if (i === 4 || i === 6 || i === 8 || i === 10) text += '-'
    text += hexOf[bytes[at + i] as number]
  }
  return text
}
