/** A WebSocket as a fuzzer wants it: what it heard is a queue, and a close is heard like a message. */
import { WebSocket } from 'ws'
import { patienceMs } from './report.ts'

export type Heard = { text: string } | { bytes: Buffer } | { closed: number }

export interface FuzzSocket {
  readonly socket: WebSocket
  readonly isOpen: boolean
  send(data: string | Buffer): void
  /** What comes next; rejects when nothing does for as long as anybody may wait. */
  next(): Promise<Heard>
  /** Goes away without a word. */
  cut(): void
}

/** Rejects when the upgrade is refused. */
export async function openSocket(url: string, path: string, protocol?: string): Promise<FuzzSocket> {
  const address = `${url.replace('http', 'ws')}${path}`
  const socket = protocol ? new WebSocket(address, protocol) : new WebSocket(address)
  const queue: Heard[] = []
  let wake: (() => void) | null = null
  const hear = (heard: Heard) => {
    queue.push(heard)
    wake?.()
  }
  socket.on('message', (data: Buffer, isBinary) => hear(isBinary ? { bytes: data } : { text: String(data) }))
  socket.on('close', (code) => hear({ closed: code }))
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject))
  socket.on('error', () => undefined)

  return {
    socket,
    get isOpen() {
      return socket.readyState === WebSocket.OPEN
    },
    send: (data) => socket.send(data),
    async next() {
      if (queue.length === 0)
        await new Promise<void>((resolve, reject) => {
          const late = setTimeout(() => reject(new Error(`nothing came within ${patienceMs} ms`)), patienceMs)
          wake = () => {
            clearTimeout(late)
            wake = null
            resolve()
          }
        })
      return queue.shift() as Heard
    },
    cut: () => socket.terminate(),
  }
}
