/** The simulator's connection to `/ws/telemetry`. */
import { type FailureCode, isTransientCode } from '../../lib/errors.ts'
import type { Reading } from '../../schema/telemetry.ts'
import type { SimulatorClock, SimulatorLog } from './host.ts'

export interface Uplink {
  /** Queues readings to be sent in order; beyond `maxQueuedReadings` the oldest are dropped and counted. */
  send(readings: readonly Reading[]): void
  /** Resolves when at most `count` readings are unacknowledged, or the uplink is closed. */
  waitUntil(count: number): Promise<void>
  readonly counts: Readonly<UplinkCounts>
}

export interface UplinkCounts {
  acknowledged: number
  accepted: number
  duplicates: number
  refused: number
  dropped: number
  connections: number
}

interface Options {
  /** Address of the server, http(s)://… */
  baseUrl: string
  clock: SimulatorClock
  log: SimulatorLog
  /** Closes the uplink. */
  signal: AbortSignal
}

const readingsPerBatch = 500
const maxBatchesInFlight = 8
const maxQueuedReadings = 300_000
const minPauseMs = 250
const maxPauseMs = 5_000

interface Reply {
  type: string
  batchId: number
  accepted?: number
  duplicates?: number
  refused?: { code: FailureCode; path: string; expected: string; got: string }[]
  code?: FailureCode
  message?: string
}

/**
 * Keeps a connection open until `signal` aborts. Unacknowledged batches are sent again on the next connection: delivery is at
 * least once, and the server counts repeated readings as duplicates. A batch that is refused for good is dropped.
 */
export function openUplink(options: Options): Uplink {
  const { clock, log, signal } = options
  const url = new URL('/ws/telemetry', options.baseUrl.replace(/^http/, 'ws')).href
  const counts: UplinkCounts = { acknowledged: 0, accepted: 0, duplicates: 0, refused: 0, dropped: 0, connections: 0 }
  const inFlight = new Map<number, readonly Reading[]>()
  let queue: Reading[] = []
  let unacknowledged = 0
  let lastBatchId = 0
  let socket: WebSocket | null = null
  let waiters: { count: number; resolve: () => void }[] = []

  const resolveDueWaiters = () => {
    const isDue = (waiter: { count: number }) => signal.aborted || unacknowledged <= waiter.count
    for (const waiter of waiters.filter(isDue)) waiter.resolve()
    waiters = waiters.filter((waiter) => !isDue(waiter))
  }
  const sendQueued = () => {
    while (socket?.readyState === WebSocket.OPEN && inFlight.size < maxBatchesInFlight && queue.length) {
      const batch = queue.slice(0, readingsPerBatch)
      queue = queue.slice(readingsPerBatch)
      lastBatchId += 1
      inFlight.set(lastBatchId, batch)
      socket.send(toMessage(lastBatchId, batch))
    }
  }
  const countAcknowledged = (batch: readonly Reading[], reply: Reply) => {
    counts.acknowledged += batch.length
    counts.accepted += reply.accepted ?? 0
    counts.duplicates += reply.duplicates ?? 0
    counts.refused += reply.refused?.length ?? 0
    if (reply.refused?.length) log.warn({ count: reply.refused.length, first: reply.refused[0] }, 'readings refused')
  }
  const handleReply = (reply: Reply) => {
    const batch = inFlight.get(reply.batchId)
    if (!batch) return
    const { type, code = 'unavailable' } = reply
    if (type !== 'ack' && isTransientCode(code)) {
      log.warn({ code, reason: reply.message }, 'the server did not accept a batch: sending it again')
      socket?.close()
      return
    }
    inFlight.delete(reply.batchId)
    unacknowledged -= batch.length
    if (type === 'ack') countAcknowledged(batch, reply)
    else {
      log.warn({ code, reason: reply.message, count: batch.length }, 'the server refused a batch: it is dropped')
      counts.refused += batch.length
    }
    resolveDueWaiters()
    sendQueued()
  }

  /** Resolves when the connection has closed, with whether anything was acknowledged on it. */
  const connect = () =>
    new Promise<boolean>((resolve) => {
      const acknowledgedBefore = counts.acknowledged
      const opened = new WebSocket(url)
      const close = () => opened.close()
      signal.addEventListener('abort', close)
      opened.addEventListener('open', () => {
        socket = opened
        counts.connections += 1
        for (const [batchId, batch] of inFlight) opened.send(toMessage(batchId, batch))
        sendQueued()
      })
      opened.addEventListener('message', (event) => handleReply(JSON.parse(String(event.data)) as Reply))
      opened.addEventListener('close', () => {
        signal.removeEventListener('abort', close)
        if (socket === opened) socket = null
        resolve(counts.acknowledged > acknowledgedBefore)
      })
      opened.addEventListener('error', () => undefined) // a close event follows
    })

  async function keepConnected(): Promise<void> {
    let pauseMs = minPauseMs
    while (!signal.aborted) {
      const served = await connect()
      if (signal.aborted) break
      pauseMs = served ? minPauseMs : Math.min(maxPauseMs, pauseMs * 2)
      log.debug({ url, pauseMs, unacknowledged }, 'no connection for telemetry: reconnecting')
      await clock.sleep(pauseMs, signal)
    }
    resolveDueWaiters()
  }
  void keepConnected()

  return {
    counts,
    send(readings) {
      queue.push(...readings)
      unacknowledged += readings.length
      const tooMany = queue.length - maxQueuedReadings
      if (tooMany > 0) {
        queue = queue.slice(tooMany)
        unacknowledged -= tooMany
        counts.dropped += tooMany
      }
      sendQueued()
    },
    waitUntil: (count) =>
      new Promise((resolve) => {
        waiters.push({ count, resolve })
        resolveDueWaiters()
      }),
  }
}

const toMessage = (batchId: number, batch: readonly Reading[]): string =>
  JSON.stringify({
    type: 'telemetry',
    batchId,
    readings: batch.map(({ recordedAtMs, ...reading }) => ({ ...reading, recordedAt: recordedAtMs })),
  })
