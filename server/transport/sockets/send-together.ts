import type { Duplex } from 'node:stream'
import { toTextMessage } from './whole-message.ts'

/** Sends text on the open WebSocket over `wire`: all that is sent in one turn of the event loop leaves in one write, in order. */
export function createBatchedSender(wire: Duplex): (text: string) => void {
  let isCorked = false
  const uncork = () => {
    isCorked = false
    wire.uncork()
  }
  return (text) => {
    if (!isCorked) {
      isCorked = true
      wire.cork()
      process.nextTick(uncork)
    }
    wire.write(toTextMessage(text))
  }
}
