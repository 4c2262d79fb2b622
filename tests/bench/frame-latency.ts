/** From the sending of a reading to the frame that brings it to a subscriber. */
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { WebSocket } from 'ws'
import { decodeFrame } from '../../lib/frames/decode.ts'
import { startServer } from '../support/server-process.ts'
import { cpuSecondsOf } from './cpu.ts'
import { createFleetReadings, enlistFleet } from './fleet.ts'
import { type BenchRow, type Measured, median, toLatency } from './row.ts'
import { cruisingMps, placeAt } from './traffic.ts'

const drones = 60
const rounds = 3
const settleMs = 3_000
const roundMs = 15_000

const frameLatencyRow = (subscribers: number, target: string): BenchRow => ({
  name: `from a reading to its frame, ${drones} drones spread over the second, subscribers: ${subscribers}`,
  target,
  async run(log): Promise<Measured> {
    const folder = mkdtempSync(join(tmpdir(), 'convoy-bench-'))
    const { droneIds } = createFleetReadings(1, drones)
    await enlistFleet(join(folder, 'store'), { droneIds, readings: () => [], rows: () => [] })
    const server = await startServer({ DATA_DIR: join(folder, 'store'), ROLES: 'web,ingest' })
    const ended = new AbortController()
    const reporting = report(server.url, droneIds, ended.signal)
    try {
      const tookMs: number[] = []
      const frames: number[] = []
      const sockets = await Promise.all(
        Array.from({ length: subscribers }, () =>
          subscribe(server.url, (readingsMs) => {
            for (const ms of readingsMs) tookMs.push(ms)
            frames.push(readingsMs.length)
          }),
        ),
      )
      await delay(settleMs)
      const cpuShares: number[] = []
      const all: number[] = []
      for (let round = 0; round < rounds; round++) {
        for (const one of [tookMs, frames]) one.length = 0
        const before = cpuSecondsOf(server.child.pid)
        await delay(roundMs)
        cpuShares.push((100_000 * (cpuSecondsOf(server.child.pid) - before)) / roundMs)
        for (const ms of tookMs) all.push(ms)
        const framesPerSecond = frames.length / subscribers / (roundMs / 1000)
        log(
          `${toLatency(tookMs).note}; ${framesPerSecond.toFixed(1)} frames a second, server ${cpuShares.at(-1)?.toFixed(1)} % of a core`,
        )
      }
      for (const socket of sockets) socket.terminate()
      const { note, ...latency } = toLatency(all)
      return { ...latency, note: `${note}; the server uses ${median(cpuShares).toFixed(1)} % of a core` }
    } finally {
      ended.abort()
      await reporting
      await server.stop()
      rmSync(folder, { recursive: true })
    }
  },
})

export const frameLatencyOfOne = frameLatencyRow(1, 'p50 ≤ 25, p99 ≤ 120 ms')
export const frameLatencyOfTwenty = frameLatencyRow(20, 'p50 ≤ 25, p99 ≤ 120 ms')
export const frameLatencyOfTwoHundred = frameLatencyRow(200, 'shown')

/** Each drone reports once a second, evenly after the one before, in a message of its own. The time of a reading is that of its sending. */
async function report(url: string, droneIds: readonly string[], signal: AbortSignal): Promise<void> {
  const socket = await open(`${url}/ws/telemetry`)
  const everyMs = 1000 / droneIds.length
  const startedMs = performance.now()
  for (let n = 0; !signal.aborted; n++) {
    const waitMs = startedMs + n * everyMs - performance.now()
    if (waitMs > 0) await delay(waitMs)
    const index = n % droneIds.length
    const nowMs = Date.now()
    const reading = {
      droneId: droneIds[index],
      recordedAt: nowMs,
      sequence: Math.floor(n / droneIds.length),
      ...placeAt(index, nowMs, cruisingMps),
      speedMps: cruisingMps,
      fuelPct: 70,
      linkPct: 80,
    }
    socket.send(JSON.stringify({ type: 'telemetry', batchId: n, readings: [reading] }))
  }
  socket.terminate()
}

/** Calls `take` with the age of each reading in a frame, on arrival of the frame; full frames are left out. */
async function subscribe(url: string, take: (readingsMs: number[]) => void): Promise<WebSocket> {
  const socket = await open(`${url}/ws/live`)
  socket.on('message', (data: Buffer, isBinary) => {
    if (!isBinary) return
    const nowMs = performance.timeOrigin + performance.now()
    const { kind, records } = decodeFrame(data)
    if (kind === 'delta') take(records.map(({ recordedAtMs }) => nowMs - recordedAtMs))
  })
  socket.send(JSON.stringify({ type: 'subscribe' }))
  return socket
}

async function open(url: string): Promise<WebSocket> {
  const socket = new WebSocket(url.replace('http', 'ws'), { perMessageDeflate: false })
  await once(socket, 'open')
  return socket
}
