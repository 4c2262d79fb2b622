import { backoffMs } from '../async/backoff.ts'
import type { SetTimer } from '../async/set-timer.ts'

/** The used part of the browser's WebSocket. */
export interface FeedSocket {
  binaryType: string
  readonly readyState: number
  onopen: ((event: never) => void) | null
  onmessage: ((event: never) => void) | null
  onclose: ((event: never) => void) | null
  onerror: ((event: never) => void) | null
  send(text: string): void
  close(code?: number): void
}
export type FeedSocketConstructor = new (url: string) => FeedSocket

export interface ConnectionOptions {
  url: string
  WebSocket: FeedSocketConstructor
  /** 0 ≤ x < 1. */
  random: () => number
  setTimer: SetTimer
  onOpen: () => void
  onMessage: (content: string | ArrayBuffer) => void
  onDisconnect: () => void
}

export interface Connection {
  send(text: string): void
  /** To be called when the connection works. */
  resetBackoff(): void
  /** Drops this socket and reconnects after the usual backoff. */
  reconnect(): void
  close(): void
}

const openState = 1

/** A socket that reconnects after every disconnect, until closed. */
export function keepConnected(options: ConnectionOptions): Connection {
  let socket: FeedSocket | null = null
  let failures = 0
  let closed = false
  let cancelTimer = () => {}

  const connect = () => {
    const own = new options.WebSocket(options.url)
    socket = own
    own.binaryType = 'arraybuffer'
    own.onopen = () => options.onOpen()
    own.onmessage = (event: { data: string | ArrayBuffer }) => options.onMessage(event.data)
    own.onclose = () => handleClose(own)
    own.onerror = () => {} // a close event follows
  }
  const handleClose = (lost: FeedSocket | null) => {
    if (!lost || lost !== socket) return
    socket = null
    lost.onopen = lost.onmessage = lost.onclose = null
    if (closed) return
    cancelTimer = options.setTimer(connect, backoffMs(++failures, options.random))
    options.onDisconnect()
  }
  const discardSocket = () => {
    const own = socket
    handleClose(own)
    own?.close()
  }

  connect()
  return {
    send(text) {
      if (socket?.readyState === openState) socket.send(text)
    },
    resetBackoff() {
      failures = 0
    },
    reconnect: discardSocket,
    close() {
      closed = true
      cancelTimer()
      discardSocket()
    },
  }
}
