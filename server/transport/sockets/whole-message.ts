/**
 * Whole WebSocket messages as a server sends them (RFC 6455, section 5.2): header and payload in one buffer, to be written as they
 * are to any number of sockets without compression. ws itself makes a header, two writes and a callback for each.
 */

export function toBinaryMessage(payload: Uint8Array): Buffer {
  const { message, payloadAt } = begin(0x82, payload.length)
  message.set(payload, payloadAt)
  return message
}

export function toTextMessage(text: string): Buffer {
  const { message, payloadAt } = begin(0x81, Buffer.byteLength(text))
  message.write(text, payloadAt)
  return message
}

/** `firstByte`: final fragment, and binary or text. */
function begin(firstByte: number, length: number): { message: Buffer; payloadAt: number } {
  const payloadAt = length < 126 ? 2 : length < 65_536 ? 4 : 10
  const message = Buffer.allocUnsafe(payloadAt + length)
  message[0] = firstByte
  if (payloadAt === 2) message[1] = length
  else if (payloadAt === 4) {
    message[1] = 126
    message.writeUInt16BE(length, 2)
  } else {
    message[1] = 127
    message.writeBigUInt64BE(BigInt(length), 2)
  }
  return { message, payloadAt }
}
