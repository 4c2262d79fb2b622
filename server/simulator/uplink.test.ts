import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, test } from 'vitest'
import { type WebSocket, WebSocketServer } from 'ws'
import type { DroneId } from '../../schema/ids.ts'
import { type Reading, unmeasured } from '../../schema/telemetry.ts'
import type { SimulatorClock, SimulatorLog } from './host.ts'
import { openUplink, type Uplink } from './uplink.ts'

interface Batch {
  batchId: number
  readings: { sequence: number; recordedAt: number }[]
}

const log: SimulatorLog = { debug: () => undefined, info: () => undefined, warn: () => undefined }
const clock: SimulatorClock = {
  nowMs: () => Date.now(),
  sleep: (_, signal) => sleep(5, undefined, { ...(signal ? { signal } : {}) }).catch(() => undefined),
}
let ended: AbortController
let http: Server

afterEach(() => {
  ended.abort()
  http.closeAllConnections()
  http.close()
})

/** A server that passes every batch to `take`, and an uplink to it. */
async function open(take: (batch: Batch, socket: WebSocket) => void): Promise<Uplink> {
  ended = new AbortController()
  http = createServer()
  const server = new WebSocketServer({ server: http, path: '/ws/telemetry' })
  server.on('connection', (socket) => socket.on('message', (data) => take(JSON.parse(String(data)), socket)))
  http.listen(0, '127.0.0.1')
  await once(http, 'listening')
  const { port } = http.address() as AddressInfo
  return openUplink({ baseUrl: `http://127.0.0.1:${port}`, clock, log, signal: ended.signal })
}

const acknowledge = ({ batchId, readings }: Batch, socket: WebSocket) =>
  socket.send(JSON.stringify({ type: 'ack', batchId, accepted: readings.length, duplicates: 0, refused: [] }))

const readings = (count: number): Reading[] =>
  Array.from({ length: count }, (_, sequence) => ({
    ...unmeasured,
    droneId: '660e8400-e29b-41d4-a716-446655440001' as DroneId,
    recordedAtMs: 1_790_000_000_000 + sequence * 1000,
    sequence,
    latitudeDeg: 34,
    longitudeDeg: 69,
    altitudeM: 3000,
    headingDeg: 90,
    speedMps: 80,
    fuelPct: 50,
    linkPct: 90,
    leadership: null,
  }))

describe('the uplink', () => {
  test('sends readings in order and in batches, and resolves when all are acknowledged', async () => {
    const seen: Batch[] = []
    const uplink = await open((batch, socket) => {
      seen.push(batch)
      acknowledge(batch, socket)
    })
    uplink.send(readings(1200))
    await uplink.waitUntil(0)
    expect(seen.map((batch) => batch.readings.length)).toEqual([500, 500, 200])
    expect(seen.flatMap((batch) => batch.readings.map(({ sequence }) => sequence))).toEqual(
      Array.from({ length: 1200 }, (_, i) => i),
    )
    expect(seen[0]?.readings[1]?.recordedAt).toBe(1_790_000_001_000)
    expect(uplink.counts).toMatchObject({ acknowledged: 1200, accepted: 1200, dropped: 0, connections: 1 })
  })

  test('keeps at most eight batches unacknowledged', async () => {
    const held: [Batch, WebSocket][] = []
    let most = 0
    let free = false
    const uplink = await open((batch, socket) => {
      held.push([batch, socket])
      most = Math.max(most, held.length)
      if (held.length === 8) free = true
      // Without the window, the ninth batch would arrive before the first reply.
      if (free) setImmediate(() => acknowledge(...(held.shift() as [Batch, WebSocket])))
    })
    uplink.send(readings(500 * 30))
    await uplink.waitUntil(500 * 8)
    expect(most).toBe(8)
  })

  test('batches unacknowledged when a connection is lost are sent again', async () => {
    const seen = new Set<number>()
    let cuts = 0
    const uplink = await open((batch, socket) => {
      if (batch.batchId === 2 && cuts++ < 3) return socket.terminate()
      for (const { sequence } of batch.readings) seen.add(sequence)
      acknowledge(batch, socket)
    })
    uplink.send(readings(2500))
    await uplink.waitUntil(0)
    expect(seen.size).toBe(2500)
    expect(uplink.counts).toMatchObject({ connections: 4, dropped: 0 })
  })

  test('a batch that the server did not accept is sent again', async () => {
    let failures = 0
    const uplink = await open((batch, socket) => {
      if (failures++ === 0) socket.send(JSON.stringify({ type: 'error', batchId: batch.batchId, code: 'unavailable' }))
      else acknowledge(batch, socket)
    })
    uplink.send(readings(10))
    await uplink.waitUntil(0)
    expect(uplink.counts).toMatchObject({ acknowledged: 10, connections: 2 })
  })

  test('a batch that the server refuses for good is dropped, and the next one is sent', async () => {
    const uplink = await open((batch, socket) => {
      if (batch.batchId === 1) socket.send(JSON.stringify({ type: 'error', batchId: 1, code: 'forbidden' }))
      else acknowledge(batch, socket)
    })
    uplink.send(readings(600))
    await uplink.waitUntil(0)
    expect(uplink.counts).toMatchObject({ acknowledged: 100, refused: 500, connections: 1 })
  })

  test('with the server unreachable for a long time the oldest readings are dropped and counted', async () => {
    const uplink = await open(() => undefined)
    for (let i = 0; i < 31; i++) uplink.send(readings(10_000))
    expect(uplink.counts.dropped).toBeGreaterThan(5_000)
    expect(uplink.counts.dropped).toBeLessThan(15_000)
  })

  test('closing it resolves pending waits', async () => {
    const uplink = await open(() => undefined)
    uplink.send(readings(10))
    const waited = uplink.waitUntil(0)
    ended.abort()
    await waited
    expect(uplink.counts.acknowledged).toBe(0)
  })
})
