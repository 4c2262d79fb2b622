import type { Duplex } from 'node:stream'
import type { Logger } from 'pino'
import { type RawData, WebSocket } from 'ws'
import type { Actor } from '../../../../schema/permissions.ts'
import type { Clock } from '../../../ports/clock.ts'
import type { ByteBudget } from '../../../transport/http/byte-budget.ts'
import { toErrorBody } from '../../../transport/http/failure.ts'
import { withoutByteOrderMark } from '../../../transport/http/utf8.ts'
import { createAllowance } from '../../../transport/sockets/allowance.ts'
import { onMessage } from '../../../transport/sockets/on-message.ts'
import { createBatchedSender } from '../../../transport/sockets/send-together.ts'
import type { Ingest } from '../ingest.ts'
import { parseReading } from '../parse.ts'
import type { TelemetrySocketLimits } from './limits.ts'
import { BadMessage, parseMessage, printAcknowledgement } from './message.ts'

interface Deps {
  ingest: Ingest
  clock: Clock
  log: Logger
  actor: Actor
  limits: TelemetrySocketLimits
  /** Shared by all sessions. */
  budget: ByteBudget
}

export interface TelemetrySession {
  /** Sends a ping, or terminates the connection when the last ping was not answered. */
  ping(): void
  /** Accepts no more messages; resolves once those in flight are acknowledged and the connection is closing. */
  close(): Promise<void>
}

/** A peer that does not complete the closing handshake in this time is disconnected. */
const closingMs = 2_000
/** How long reading pauses after a connection exceeds its rate, or while all connections together have spent the budget. */
const pauseMs = 100

/** One sender on a connection `wire`. Its messages are ingested in order, and each is acknowledged once it is durable. */
export function openTelemetrySession(deps: Deps, socket: WebSocket, wire: Duplex): TelemetrySession {
  const { limits, clock, budget } = deps
  const sendText = createBatchedSender(wire)
  const allowance = createAllowance(clock, limits.messagesPerSecond)
  const ended = new AbortController()
  let messagesInFlight = 0
  let bytesInFlight = 0
  let onIdle = () => {}
  let pausingBriefly = false
  let closing = false
  let isAlive = true

  onMessage(socket, deps.log, (data, isBinary) => {
    if (closing) return
    if (isBinary) return socket.close(1003, 'Text is expected.')
    allowance.take()
    const message = toBuffer(data)
    messagesInFlight += 1
    bytesInFlight += message.length
    budget.take(message.length)
    const handled = handle(message.toString(), message.length)
    pauseOrResume()
    return handled
  })
  // The send buffer has drained: reading may resume.
  wire.on('drain', pauseOrResume)
  socket.on('pong', () => {
    isAlive = true
  })
  // ws itself closes the connection with the right code after an invalid frame.
  socket.on('error', (error) => deps.log.debug({ err: error }, 'a telemetry socket failed'))
  socket.on('close', () => ended.abort())

  /** Pauses or resumes reading. Nothing is dropped: TCP makes the sender wait. */
  function pauseOrResume(): void {
    if (allowance.isSpent() || budget.isSpent) pauseBriefly()
    if (pausingBriefly || isFull()) socket.pause()
    else if (socket.isPaused) socket.resume()
  }

  const isFull = () =>
    messagesInFlight >= limits.maxBatchesInFlight ||
    bytesInFlight >= limits.maxBytesInFlight ||
    socket.bufferedAmount >= limits.maxBytesUnread

  function pauseBriefly(): void {
    if (pausingBriefly) return
    pausingBriefly = true
    void clock.sleep(pauseMs, ended.signal).then(() => {
      pausingBriefly = false
      if (!ended.signal.aborted) pauseOrResume()
    })
  }

  /** Resolves once the message is acknowledged or refused. */
  function handle(text: string, sizeBytes: number): Promise<void> {
    let batchId: string | number | null = null
    const answer = (print: () => string) => {
      try {
        send(print())
      } finally {
        messagesInFlight -= 1
        bytesInFlight -= sizeBytes
        budget.giveBack(sizeBytes)
        if (messagesInFlight === 0) onIdle()
        pauseOrResume()
      }
    }
    const refuse = (error: unknown) =>
      answer(() => {
        const { body } = toErrorBody(error, deps.log)
        const named = batchId ?? (error instanceof BadMessage ? error.batchId : null)
        return JSON.stringify({ type: 'error', batchId: named, ...body })
      })
    try {
      const message = parseMessage(withoutByteOrderMark(text))
      batchId = message.batchId
      const nowMs = clock.nowMs()
      const batch = message.readings.map((reading) => parseReading(reading, nowMs))
      return deps.ingest
        .ingestReadings(deps.actor, batch, socket)
        .then((result) => answer(() => printAcknowledgement(message.batchId, result)), refuse)
    } catch (error) {
      refuse(error)
      return Promise.resolve()
    }
  }

  function send(text: string): void {
    if (socket.readyState === WebSocket.OPEN) sendText(text)
  }

  function sendPing(): void {
    isAlive = false
    socket.ping()
  }

  return {
    ping() {
      // The answer to the last ping can't be seen while reading is paused: ping again.
      if (isAlive || socket.isPaused) return sendPing()
      // Read first: after a stall, timers run before the pongs that have already arrived.
      setImmediate(() => (isAlive ? sendPing() : socket.terminate()))
    },
    async close() {
      closing = true
      if (messagesInFlight > 0) await new Promise<void>((resolve) => (onIdle = resolve))
      socket.close(1001, 'The server is stopping.')
      if (socket.isPaused) socket.resume()
      void clock.sleep(closingMs, ended.signal).then(() => socket.terminate())
    },
  }
}

const toBuffer = (data: RawData): Buffer =>
  Buffer.isBuffer(data) ? data : Buffer.concat(Array.isArray(data) ? data : [Buffer.from(data)])
