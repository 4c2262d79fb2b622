/** One reading a message, as drones send, against batches of 500, through the same endpoint with the same durability. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { WebSocket } from 'ws'
import { startServer } from '../support/server-process.ts'
import { createFleetReadings, enlistFleet, type FleetReadings } from './fleet.ts'
import { connect } from './ingest.ts'
import { type BenchRow, inTurn } from './row.ts'

interface Way {
  sockets: number
  /** Of the fleet's lanes, one a socket. */
  firstLane: number
  size: number
  /** Messages of a socket that may be unacknowledged. */
  inFlight: number
  messagesPerRound: number
}

const drones: Way = { sockets: 60, firstLane: 0, size: 1, inFlight: 16, messagesPerRound: 1_000 }
const gateways: Way = { sockets: 16, firstLane: 60, size: 500, inFlight: 1, messagesPerRound: 25 }
const rounds = 5

export const singleMessages: BenchRow = {
  name: 'one reading a message over 60 sockets, against batches of 500',
  target: '≥ 0.25',
  async run(log) {
    const folder = mkdtempSync(join(tmpdir(), 'convoy-bench-'))
    const fleet = createFleetReadings(drones.sockets + gateways.sockets, 1)
    await enlistFleet(folder, fleet)
    const server = await startServer({ DATA_DIR: folder, ROLES: 'web,ingest,worker', LOG_LEVEL: 'info' })
    try {
      const single = await openWay(server.url, fleet, drones)
      const batched = await openWay(server.url, fleet, gateways)
      await single() // the first round warms up
      await batched()
      const { ours, baseline, ratio } = await inTurn(
        rounds,
        async () => {
          const rate = await single()
          log(`single ${Math.round(rate)} readings/s`)
          return rate
        },
        async () => {
          const rate = await batched()
          log(`batched ${Math.round(rate)} readings/s`)
          return rate
        },
      )
      const note = `${drones.inFlight} messages of a socket unacknowledged; raw is our own batches over ${gateways.sockets} sockets`
      return { ours, baseline, unit: 'readings/s', ratio, note }
    } finally {
      await server.stop()
      rmSync(folder, { recursive: true })
    }
  },
}

/** Returns a function that sends one round, made beforehand, and resolves with the readings acknowledged a second. */
async function openWay(url: string, fleet: FleetReadings, way: Way): Promise<() => Promise<number>> {
  const address = `${url.replace('http', 'ws')}/ws/telemetry`
  const sockets = await Promise.all(Array.from({ length: way.sockets }, () => connect(address)))
  let firstBatch = 0
  return async () => {
    const rounds = sockets.map((_, lane) =>
      Array.from({ length: way.messagesPerRound }, (_, n) => {
        const readings = fleet.readings(way.firstLane + lane, firstBatch + n, way.size)
        return JSON.stringify({ type: 'telemetry', batchId: firstBatch + n, readings })
      }),
    )
    firstBatch += way.messagesPerRound
    const startedMs = performance.now()
    await Promise.all(sockets.map((socket, lane) => sendRound(socket, rounds[lane] as string[], way)))
    return (1_000 * way.sockets * way.messagesPerRound * way.size) / (performance.now() - startedMs)
  }
}

function sendRound(socket: WebSocket, messages: readonly string[], { inFlight, size }: Way): Promise<void> {
  const expected = `"accepted":${size},`
  let sent = 0
  let acknowledged = 0
  return new Promise((resolve, reject) => {
    const sendNext = () => socket.send(messages[sent++] as string)
    const take = (data: Buffer) => {
      if (!data.includes(expected)) return reject(new Error(`Expected ${expected}, got ${data}`))
      if (sent < messages.length) sendNext()
      if (++acknowledged < messages.length) return
      socket.off('message', take)
      resolve()
    }
    socket.on('message', take)
    while (sent < Math.min(inFlight, messages.length)) sendNext()
  })
}
