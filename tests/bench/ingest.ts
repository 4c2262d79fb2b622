/** Durable ingest through the doors against putting the same rows straight into the same LMDB with the same durability. */
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { open } from 'lmdb'
import { type RawData, WebSocket } from 'ws'
import { startServer } from '../support/server-process.ts'
import { createFleetReadings, enlistFleet, type FleetReadings } from './fleet.ts'
import { type BenchRow, inTurn } from './row.ts'

const batchSize = 500
/** Gateways that send side by side, each its next batch when the one before is acknowledged; on both sides. */
export const lanes = 16
export const batchesPerLane = 25
export const readingsPerRound = lanes * batchesPerLane * batchSize
const rounds = 5

export const ingestByWebSocket: BenchRow = {
  name: 'durable ingest by WebSocket, batches of 500',
  target: '≥ 0.75',
  run: (log) => measure(log, sendByWebSocket),
}

export const ingestByRest: BenchRow = {
  name: 'durable ingest by REST NDJSON, batches of 500',
  target: '≥ 0.4',
  run: (log) => measure(log, sendByRest),
}

/** Sends bodies made beforehand; returns the seconds until the last was acknowledged. */
type Send = (url: string, fleet: FleetReadings, firstBatch: number) => Promise<number>

async function measure(log: (line: string) => void, send: Send) {
  const folder = mkdtempSync(join(tmpdir(), 'convoy-bench-'))
  const fleet = createFleetReadings(lanes, 25)
  await enlistFleet(join(folder, 'served'), fleet)
  const server = await startServer({ DATA_DIR: join(folder, 'served'), ROLES: 'web,ingest,worker', LOG_LEVEL: 'info' })
  // The settings of server/adapters/lmdb: a commit is durable when it counts.
  const raw = open({ path: join(folder, 'raw.lmdb'), overlappingSync: false })
  const perSecond = (seconds: number) => readingsPerRound / seconds
  let ourBatch = 0
  let rawBatch = 0
  try {
    await send(server.url, fleet, ourBatch) // the first round warms up
    ourBatch += batchesPerLane
    const { ours, baseline, ratio } = await inTurn(
      rounds,
      async () => {
        const rate = perSecond(await send(server.url, fleet, ourBatch))
        ourBatch += batchesPerLane
        log(`ours ${Math.round(rate)} readings/s`)
        return rate
      },
      async () => {
        const rate = perSecond(await putRaw(raw, fleet, rawBatch))
        rawBatch += batchesPerLane
        log(`raw  ${Math.round(rate)} rows/s`)
        return rate
      },
    )
    return {
      ours,
      baseline,
      unit: 'readings/s',
      ratio,
      note: `${lanes} batches under way on both sides`,
    }
  } finally {
    await server.stop()
    await raw.close()
    rmSync(folder, { recursive: true })
  }
}

/** Rows as objects with array keys, as the library's own documentation puts them. */
async function putRaw(raw: ReturnType<typeof open>, fleet: FleetReadings, firstBatch: number): Promise<number> {
  const batches = makeBatches((lane, batch) => fleet.rows(lane, firstBatch + batch, batchSize))
  return secondsOf(batches, async (_lane, rows) => {
    const keyOf = (row: (typeof rows)[number]) => [row.droneId, row.timeBucketMs, row.recordedAtMs, row.sequence]
    await Promise.all(rows.map((row) => raw.put(keyOf(row), row)))
  })
}

async function sendByWebSocket(url: string, fleet: FleetReadings, firstBatch: number): Promise<number> {
  const messages = makeBatches((lane, batch) =>
    JSON.stringify({
      type: 'telemetry',
      batchId: batch,
      readings: fleet.readings(lane, firstBatch + batch, batchSize),
    }),
  )
  const sockets = await Promise.all(messages.map(() => connect(`${url.replace('http', 'ws')}/ws/telemetry`)))
  const seconds = await secondsOf(messages, async (lane, message) => {
    const socket = sockets[lane] as WebSocket
    const answered = once(socket, 'message')
    socket.send(message)
    requireAccepted(JSON.parse(String((await answered)[0])))
  })
  for (const socket of sockets) socket.close()
  return seconds
}

export interface Sender {
  /** Sends this many readings and resolves when the last is acknowledged. */
  (readings: number): Promise<void>
  close(): void
}

/** Sends by one WebSocket a lane, with up to `inFlight` batches of a lane unacknowledged. Acknowledgements come in order. */
export async function createSender(
  url: string,
  fleet: FleetReadings,
  { size, inFlight, firstLane }: { size: number; inFlight: number; firstLane: number },
): Promise<Sender> {
  const sockets = await Promise.all(
    Array.from({ length: lanes }, () => connect(`${url.replace('http', 'ws')}/ws/telemetry`)),
  )
  let firstBatch = 0
  const sendLane = (socket: WebSocket, lane: number, from: number, until: number) =>
    new Promise<void>((resolve, reject) => {
      let sent = from
      let answered = from
      const sendNext = () => {
        const readings = fleet.readings(firstLane + lane, sent, size)
        socket.send(JSON.stringify({ type: 'telemetry', batchId: sent++, readings }))
      }
      const take = (data: RawData) => {
        try {
          requireAccepted(JSON.parse(String(data)), size)
        } catch (error) {
          return reject(error)
        }
        if (sent < until) sendNext()
        if (++answered < until) return
        socket.off('message', take)
        resolve()
      }
      socket.on('message', take)
      while (sent < Math.min(until, from + inFlight)) sendNext()
    })
  const send = async (readings: number) => {
    const perLane = Math.ceil(readings / (lanes * size))
    await Promise.all(sockets.map((socket, lane) => sendLane(socket, lane, firstBatch, firstBatch + perLane)))
    firstBatch += perLane
  }
  return Object.assign(send, { close: () => sockets.forEach((socket) => void socket.terminate()) })
}

export async function connect(url: string): Promise<WebSocket> {
  const socket = new WebSocket(url, { perMessageDeflate: false })
  await once(socket, 'open')
  return socket
}

const sendByRest: Send = (url, fleet, firstBatch) => sendToAll([url], fleet, firstBatch)

/** By REST, the lanes spread over several processes. Returns the seconds until the last batch was acknowledged. */
export async function sendToAll(urls: readonly string[], fleet: FleetReadings, firstBatch: number): Promise<number> {
  const toNdjson = (readings: readonly object[]) => readings.map((reading) => JSON.stringify(reading)).join('\n')
  const bodies = makeBatches((lane, batch) => toNdjson(fleet.readings(lane, firstBatch + batch, batchSize)))
  const agent = new Agent({ keepAlive: true, maxSockets: lanes })
  const seconds = await secondsOf(bodies, async (lane, body) =>
    requireAccepted(JSON.parse(await post(urls[lane % urls.length] as string, agent, body))),
  )
  agent.destroy()
  return seconds
}

function post(url: string, agent: Agent, body: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/x-ndjson', 'content-length': Buffer.byteLength(body) }
    const sent = request(`${url}/api/v1/telemetry`, { method: 'POST', agent, headers }, async (response) =>
      resolve(await text(response)),
    )
    sent.on('error', reject)
    sent.end(body)
  })
}

function requireAccepted(answer: { accepted?: number }, size = batchSize): void {
  if (answer.accepted !== size) throw new Error(`Expected ${size} accepted, got ${JSON.stringify(answer)}`)
}

const makeBatches = <T>(make: (lane: number, batch: number) => T): T[][] =>
  Array.from({ length: lanes }, (_, lane) => Array.from({ length: batchesPerLane }, (_, batch) => make(lane, batch)))

/** Seconds until the last batch of the last lane is done; a lane begins a batch when the one before is done. */
async function secondsOf<T>(batches: readonly T[][], job: (lane: number, batch: T) => Promise<void>): Promise<number> {
  const startedMs = performance.now()
  await Promise.all(
    batches.map(async (own, lane) => {
      for (const batch of own) await job(lane, batch)
    }),
  )
  return (performance.now() - startedMs) / 1000
}
