import type { Duplex } from 'node:stream'
import type { WebSocket } from 'ws'

/** Sends text on a WebSocket over `wire`: all that is sent in one turn of the event loop leaves in one write. */
export function createTurnSender(socket: WebSocket, wire: Duplex): (text: string, onSent: () => void) => void {
  let isCorked = false
  const uncork = () => {
    isCorked = false
    wire.uncork()
  }
  return (text, onSent) => {
    if (!isCorked) {
      isCorked = true
      wire.cork()
      process.nextTick(uncork)
    }
    socket.send(text, onSent)
  }
}
