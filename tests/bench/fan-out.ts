/** 200 subscribers of one convoy's frames against a bare ws broadcast of the same bytes. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { WebSocket } from 'ws'
import { header } from '../../lib/frames/layout.ts'
import { startServer } from '../support/server-process.ts'
import { separateCores } from './cpu.ts'
import { createFleetReadings, enlistFleet } from './fleet.ts'
import { type BenchRow, inTurn, type Measured, median, quantile } from './row.ts'

const subscribers = 200
const drones = 50
const secondsPerRound = 8
const rounds = 5

/** What a round of deliveries cost. */
interface Round {
  /** CPU of the serving process for one delivery, beyond what it uses with nobody connected. */
  cpuUs: number
  p99Ms: number
}

interface Source {
  cpuSeconds(): Promise<number>
  connect(): Promise<WebSocket>
}

/** Both figures come from the same rounds: the first row asked for measures, the second reads. */
let measuring: Promise<{ cpu: Measured; p99: Measured }> | null = null
const measureOnce = (log: (line: string) => void) => {
  measuring ??= measure(log)
  return measuring
}

export const fanOutCpu: BenchRow = {
  name: '200 subscribers of one convoy: CPU for a delivery',
  target: '≤ 1.25',
  run: async (log) => (await measureOnce(log)).cpu,
}

export const fanOutP99: BenchRow = {
  name: '200 subscribers of one convoy: p99 delivery time',
  target: '≤ 1.5',
  run: async (log) => (await measureOnce(log)).p99,
}

async function measure(log: (line: string) => void): Promise<{ cpu: Measured; p99: Measured }> {
  const folder = mkdtempSync(join(tmpdir(), 'convoy-bench-'))
  const fleet = createFleetReadings(1, drones)
  await enlistFleet(join(folder, 'store'), fleet)
  const server = await startServer({ DATA_DIR: join(folder, 'store'), ROLES: 'web,ingest' })
  const feeding = new AbortController()
  const fed = feed(server.url, (batch) => fleet.readings(0, batch, drones), feeding.signal)
  const live: Source = {
    cpuSeconds: async () =>
      Number(/^process_cpu_seconds_total ([\d.]+)/m.exec(await get(`${server.url}/api/metrics`))?.[1]),
    async connect() {
      const socket = await open(`${server.url.replace('http', 'ws')}/ws/live`)
      socket.send(JSON.stringify({ type: 'subscribe' }))
      return socket
    },
  }
  writeFileSync(join(folder, 'frame'), await captureDelta(live))
  const bare = spawn(process.execPath, [join(import.meta.dirname, 'bare-broadcast.ts'), join(folder, 'frame')])
  const port = String((await once(bare.stdout, 'data'))[0]).trim()
  const broadcast: Source = {
    cpuSeconds: async () => Number(await get(`http://127.0.0.1:${port}/`)),
    connect: () => open(`ws://127.0.0.1:${port}/`),
  }

  const release = separateCores([server.child.pid, bare.pid])
  const p99 = { ours: [] as number[], baseline: [] as number[] }
  const round = async (source: Source, name: 'ours' | 'baseline') => {
    const { cpuUs, p99Ms } = await measureRound(source)
    p99[name].push(p99Ms)
    log(`${name}: ${cpuUs.toFixed(1)} µs a delivery, p99 ${p99Ms.toFixed(1)} ms`)
    return cpuUs
  }
  try {
    const { ours, baseline, ratio } = await inTurn(
      rounds,
      () => round(live, 'ours'),
      () => round(broadcast, 'baseline'),
    )
    const p99Ratio = median(p99.ours.map((ours, at) => ours / (p99.baseline[at] as number)))
    const ms = { ours: median(p99.ours), baseline: median(p99.baseline), ratio: p99Ratio }
    const note = `frames of ${drones} drones, 4 a second; beyond the use with nobody connected; both servers on one core, the subscribers on the other`
    return {
      cpu: { ours, baseline, unit: 'µs', ratio, note },
      p99: { ...ms, unit: 'ms', note: 'from the frame’s own time to its arrival' },
    }
  } finally {
    release()
    feeding.abort()
    await fed
    bare.kill()
    await server.stop()
    rmSync(folder, { recursive: true })
  }
}

async function measureRound(source: Source): Promise<Round> {
  const idle = await cpuDuring(source, () => delay(secondsPerRound * 1000))
  const sockets = await Promise.all(Array.from({ length: subscribers }, () => source.connect()))
  await delay(1_000)
  const tookMs: number[] = []
  for (const socket of sockets)
    socket.on('message', (data: Buffer, isBinary) => {
      if (isBinary) tookMs.push(performance.timeOrigin + performance.now() - data.readDoubleLE(header.atMs))
    })
  const busy = await cpuDuring(source, () => delay(secondsPerRound * 1000))
  const deliveries = tookMs.length
  for (const socket of sockets) socket.terminate()
  return { cpuUs: ((busy - idle) / deliveries) * 1e6, p99Ms: quantile(tookMs, 0.99) }
}

async function cpuDuring(source: Source, wait: () => Promise<unknown>): Promise<number> {
  const before = await source.cpuSeconds()
  await wait()
  return (await source.cpuSeconds()) - before
}

/** Sends every drone's next reading four times a second until the signal aborts. */
async function feed(url: string, readings: (batch: number) => object[], signal: AbortSignal): Promise<void> {
  const socket = await open(`${url.replace('http', 'ws')}/ws/telemetry`)
  for (let batch = 0; !signal.aborted; batch++) {
    socket.send(JSON.stringify({ type: 'telemetry', batchId: batch, readings: readings(batch) }))
    await delay(250)
  }
  socket.terminate()
}

async function captureDelta(source: Source): Promise<Buffer> {
  const socket = await source.connect()
  for (;;) {
    const [data, isBinary] = (await once(socket, 'message')) as [Buffer, boolean]
    if (!isBinary || data[header.kind] !== 2 || data.readUInt16LE(header.recordCount) !== drones) continue
    socket.terminate()
    return data
  }
}

async function open(url: string): Promise<WebSocket> {
  const socket = new WebSocket(url, { perMessageDeflate: false })
  await once(socket, 'open')
  return socket
}

const get = async (url: string): Promise<string> => (await fetch(url)).text()
