import type { Logger } from 'pino'
import { type RawData, WebSocket } from 'ws'
import type { Actor } from '../../../../schema/permissions.ts'
import type { Clock } from '../../../ports/clock.ts'
import type { ByteBudget } from '../../../transport/http/byte-budget.ts'
import { toErrorBody } from '../../../transport/http/failure.ts'
import { withoutByteOrderMark } from '../../../transport/http/utf8.ts'
import { createAllowance } from '../../../transport/sockets/allowance.ts'
import { onMessage } from '../../../transport/sockets/on-message.ts'
import type { Ingest } from '../ingest.ts'
import { parseReading } from '../parse.ts'
import type { TelemetrySocketLimits } from './limits.ts'
import { BadMessage, parseMessage } from './message.ts'

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
  /** Asks for a sign of life, and ends the connection when the last one asked for never came. */
  ping(): void
  /** Takes no more messages; resolves once those under way are answered and the connection is closing. */
  close(): Promise<void>
}

/** A peer that is asked to close and doesn't is cut off after this. */
const closingMs = 2_000
/** How long a connection is left alone that has sent too much. */
const restMs = 100

/** One sender. Its messages are taken in order, and answered each when it is durable. */
export function openTelemetrySession(deps: Deps, socket: WebSocket): TelemetrySession {
  const { limits, clock, budget } = deps
  const allowance = createAllowance(clock, limits.messagesPerSecond)
  const underWay = new Set<Promise<void>>()
  const ended = new AbortController()
  let bytesUnderWay = 0
  let resting = false
  let closing = false
  let isAlive = true

  onMessage(socket, deps.log, (data, isBinary) => {
    if (closing) return
    if (isBinary) return socket.close(1003, 'Text is expected.')
    allowance.take()
    const text = toText(data)
    bytesUnderWay += text.length
    budget.take(text.length)
    const answered = answer(text).finally(() => {
      underWay.delete(answered)
      bytesUnderWay -= text.length
      budget.giveBack(text.length)
      tend()
    })
    underWay.add(answered)
    tend()
    return answered
  })
  socket.on('pong', () => {
    isAlive = true
  })
  // What ws finds wrong with a frame it answers itself, with the close code that says it.
  socket.on('error', (error) => deps.log.debug({ err: error }, 'a telemetry socket failed'))
  socket.on('close', () => ended.abort())

  /** Reads on or stops reading: TCP makes the sender wait, and nothing is dropped. */
  function tend(): void {
    if (allowance.isSpent() || budget.isSpent) rest()
    if (resting || isFull()) socket.pause()
    else if (socket.isPaused) socket.resume()
  }

  const isFull = () =>
    underWay.size >= limits.maxBatchesUnderWay ||
    bytesUnderWay >= limits.maxBytesUnderWay ||
    socket.bufferedAmount >= limits.maxBytesUnread

  function rest(): void {
    if (resting) return
    resting = true
    void clock.sleep(restMs, ended.signal).then(() => {
      resting = false
      if (!ended.signal.aborted) tend()
    })
  }

  async function answer(text: string): Promise<void> {
    let batchId: string | number | null = null
    try {
      const message = parseMessage(withoutByteOrderMark(text))
      batchId = message.batchId
      const nowMs = clock.nowMs()
      const batch = message.readings.map((reading) => parseReading(reading, nowMs))
      send({ type: 'ack', batchId, ...(await deps.ingest.ingestReadings(deps.actor, batch, socket)) })
    } catch (error) {
      const { body } = toErrorBody(error, deps.log)
      send({ type: 'error', batchId: batchId ?? (error instanceof BadMessage ? error.batchId : null), ...body })
    }
  }

  function send(message: object): void {
    if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message), tend)
  }

  function askForLife(): void {
    isAlive = false
    socket.ping()
  }

  return {
    ping() {
      // A connection that is not read can't show a sign of life: it is asked again.
      if (isAlive || socket.isPaused) return askForLife()
      // After what has arrived was read: a process that stood still finds its timers due before the signs of life.
      setImmediate(() => (isAlive ? askForLife() : socket.terminate()))
    },
    async close() {
      closing = true
      await Promise.allSettled(underWay)
      socket.close(1001, 'The server is stopping.')
      if (socket.isPaused) socket.resume()
      void clock.sleep(closingMs, ended.signal).then(() => socket.terminate())
    },
  }
}

const toText = (data: RawData): string =>
  Buffer.isBuffer(data) ? data.toString() : Buffer.concat(Array.isArray(data) ? data : [Buffer.from(data)]).toString()
