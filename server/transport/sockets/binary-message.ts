/**
 * A whole binary WebSocket message as a server sends it (RFC 6455, section 5.2): header and payload in one buffer, to be written
 * as it is to any number of sockets without compression. ws itself makes a header and two writes for each socket.
 */
export function toBinaryMessage(payload: Uint8Array): Buffer {
  const { length } = payload
  const headerBytes = length < 126 ? 2 : length < 65_536 ? 4 : 10
  const message = Buffer.allocUnsafe(headerBytes + length)
  message[0] = 0x82 // final fragment, binary
  if (headerBytes === 2) message[1] = length
  else if (headerBytes === 4) {
    message[1] = 126
    message.writeUInt16BE(length, 2)
  } else {
    message[1] = 127
    message.writeBigUInt64BE(BigInt(length), 2)
  }
  message.set(payload, headerBytes)
  return message
}
