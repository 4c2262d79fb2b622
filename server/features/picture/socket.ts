import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocket, WebSocketServer } from 'ws'
import type { Fault } from '../../../lib/errors.ts'
import type { Clock } from '../../ports/clock.ts'
import { contain, type FaultLog } from '../../transport/http/doors.ts'
import { isTrustedOrigin } from '../../transport/http/origin.ts'
import { withoutByteOrderMark } from '../../transport/http/utf8.ts'
import { createAllowance } from '../../transport/sockets/allowance.ts'
import { onMessage } from '../../transport/sockets/on-message.ts'
import { refuseUpgrade } from '../../transport/sockets/refuse-upgrade.ts'
import { toBinaryMessage } from '../../transport/sockets/whole-message.ts'
import type { FrameSubscription, LivePicture } from './live-picture.ts'
import { parseFrameRequest } from './socket-request.ts'
import type { FrameSink } from './subscriber.ts'

/** Subscribe requests are small; a larger message is refused. */
const maxRequestBytes = 64 * 1024
const beatMs = 1_000
const pingMs = 10_000
/** A peer that has not answered a ping for this long is considered gone. */
const goneAfterMs = 30_000
export const maxLiveSockets = 1_000
/** Requests read per second on one connection; any more wait in the sender's buffers. Each may cost a full frame of every convoy. */
export const requestsPerSecond = 10
/** How long reading pauses after a connection exceeds its rate. */
const pauseMs = 100
/** More than any picture needs: a peer that asks on without reading is cut off. */
const maxBytesUnread = 8 << 20

export interface LiveSocket {
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void
  readonly size: number
  close(): void
}

interface LiveDeps {
  picture: LivePicture
  clock: Clock
  log: FaultLog
}

/** The endpoint `/ws/live`: receives subscribe requests, sends binary frames. schema/frames.md is its contract. */
export function createLiveSocket(deps: LiveDeps): LiveSocket {
  const server = new WebSocketServer({ noServer: true, maxPayload: maxRequestBytes, perMessageDeflate: false })
  const connections = new Map<WebSocket, Connection>()
  const stopBeat = deps.clock.every(beatMs, () => {
    for (const [socket, { beat }] of connections) contain(beat, () => socket.terminate())
  })

  const toMessage = createFramer()

  function accept(socket: WebSocket, stream: Duplex): void {
    const connection = openConnection(deps, socket, (frame) => stream.write(toMessage(frame)))
    connections.set(socket, connection)
    socket.on('close', () => {
      connection.close()
      connections.delete(socket)
    })
  }

  return {
    get size() {
      return connections.size
    },
    handleUpgrade(request, socket, head) {
      if (!isTrustedOrigin(request)) return refuseUpgrade(socket, 403, 'Origin is not this host.')
      if (connections.size >= maxLiveSockets)
        return refuseUpgrade(
          socket,
          503,
          `${connections.size} live sockets are open, expected fewer than ${maxLiveSockets}.`,
        )
      server.handleUpgrade(request, socket, head, (opened) => accept(opened, socket))
    },
    close() {
      stopBeat()
      for (const socket of connections.keys()) socket.close(1001, 'server is shutting down')
      server.close()
    },
  }
}

/** The message of a frame is made once: the subscribers of a channel get the same frame one after the other. */
function createFramer(): (frame: Uint8Array) => Buffer {
  let latest: Uint8Array | null = null
  let message: Buffer = Buffer.alloc(0)
  return (frame) => {
    if (frame !== latest) {
      latest = frame
      message = toBinaryMessage(frame)
    }
    return message
  }
}

interface Connection {
  beat(): void
  close(): void
}

/** `writeFrame` writes to the stream under the socket: without compression ws has no writes of its own pending there. */
function openConnection(
  { picture, clock, log }: LiveDeps,
  socket: WebSocket,
  writeFrame: (frame: Uint8Array) => void,
): Connection {
  let subscription: FrameSubscription | null = null
  let heardAtMs = clock.monotonicMs()
  let pingedAtMs = heardAtMs
  let framesSinceBeat = 0
  const allowance = createAllowance(clock, requestsPerSecond)
  const ended = new AbortController()
  const send = (message: object) => socket.send(JSON.stringify(message))
  const refuse = (fault: Fault) => send({ type: 'refused', ...fault })

  const sink: FrameSink = {
    bufferedBytes: () => socket.bufferedAmount,
    sendFrame(bytes) {
      framesSinceBeat++
      if (socket.readyState === WebSocket.OPEN) writeFrame(bytes)
    },
    sendConflated: (frames) => send({ type: 'conflated', frames }),
    sendGone: (convoyIds) => send({ type: 'gone', convoyIds }),
    closeLaggard() {
      socket.close(1013, 'reads too slowly')
      socket.terminate()
    },
  }

  function pauseWhileSpent(): void {
    if (!allowance.isSpent()) {
      if (socket.isPaused) socket.resume()
      return
    }
    socket.pause()
    void clock.sleep(pauseMs, ended.signal).then(() => (ended.signal.aborted ? undefined : pauseWhileSpent()))
  }

  // ws has sent the close code and discards further input; terminating now could reset the connection before the peer reads it.
  socket.on('error', () => undefined)
  socket.on('pong', () => {
    heardAtMs = clock.monotonicMs()
  })
  onMessage(socket, log, (data, isBinary) => {
    heardAtMs = clock.monotonicMs()
    allowance.take()
    if (!socket.isPaused) pauseWhileSpent()
    if (socket.bufferedAmount > maxBytesUnread) return sink.closeLaggard()
    if (isBinary) return socket.close(1003, 'expected JSON text')
    const request = parseFrameRequest(withoutByteOrderMark(String(data)))
    if ('fault' in request) return refuse(request.fault)
    const convoyIds = picture.convoysOf(request)
    send({ type: 'subscribed', convoyIds, rateHz: request.rateHz, serverTimeMs: clock.nowMs() })
    if (subscription) subscription.change(request)
    else subscription = picture.subscribe(sink, request)
  })

  const isSilent = () => clock.monotonicMs() - heardAtMs > goneAfterMs

  return {
    beat() {
      // Read first: after a stall, timers run before the pongs that have already arrived.
      if (isSilent()) return setImmediate(() => isSilent() && socket.terminate())
      if (clock.monotonicMs() - pingedAtMs >= pingMs) {
        pingedAtMs = clock.monotonicMs()
        socket.ping()
      }
      subscription?.tend()
      if (framesSinceBeat === 0 && sink.bufferedBytes() === 0) send({ type: 'beat', serverTimeMs: clock.nowMs() })
      framesSinceBeat = 0
    },
    close() {
      ended.abort()
      subscription?.close()
    },
  }
}
