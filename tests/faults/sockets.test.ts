/** Bad senders on `/ws/telemetry`: group B of the faults, as far as it concerns readings. */
import { connect as connectTcp, type Socket } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import type { WebSocket } from 'ws'
import { systemClock } from '../../server/adapters/memory/clock.ts'
import { createTestClock } from '../../server/adapters/memory/test-clock.ts'
import type { Clock } from '../../server/ports/clock.ts'
import {
  closeCode,
  droneIdOf,
  nextMessage,
  reading,
  startTelemetryServer,
  type TelemetryServer,
} from '../support/telemetry-server.ts'

let server: TelemetryServer
afterEach(() => server.close())

const batchOf = (batchId: number | string, ...readings: object[]) =>
  JSON.stringify({ type: 'telemetry', batchId, readings })

/** The status that an upgrade is refused with. */
const refusalOf = (opening: Promise<WebSocket>): Promise<string> =>
  opening.then(
    () => 'opened',
    (error: Error) => error.message.replace('Unexpected server response: ', ''),
  )

/** A connection that has been upgraded by hand, to send frames on that no library would. */
async function upgradeByHand(): Promise<Socket> {
  const socket = connectTcp(server.port, '127.0.0.1')
  socket.write(
    `GET /ws/telemetry HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`,
  )
  await new Promise((resolve) => socket.once('data', resolve))
  return socket
}
/** The code in the close frame that comes next. */
const nextCloseCode = (socket: Socket) =>
  new Promise<number>((resolve) => socket.once('data', (frame: Buffer) => resolve(frame.readUInt16BE(2))))
/** A frame with an all-zero mask: the payload as it is. */
const frame = (firstByte: number, payload: Buffer) =>
  Buffer.concat([Buffer.from([firstByte, 0x80 | payload.length, 0, 0, 0, 0]), payload])

test('B31 foreign Origin: 403 before the upgrade', async () => {
  server = await startTelemetryServer()
  for (const origin of ['https://evil.example', 'null', `http://127.0.0.1:${server.port + 1}`, 'file://'])
    expect(await refusalOf(server.connect({ origin }))).toBe('403')
  expect(await refusalOf(server.connect({ headers: { host: 'evil.example' } }))).toBe('403')
  expect(await refusalOf(server.connect({ origin: server.url }))).toBe('opened')
  expect(server.socketDoor.size).toBe(1)
})

test('B32 token in the URL: refused', async () => {
  server = await startTelemetryServer()
  for (const query of ['?token=x', '?access_token=x', '?a=1&apiKey=x', '?api_key=x', '?PASSWORD=x', '?%74oken=x'])
    expect(await refusalOf(server.connect({ query }))).toBe('400')
  expect(await refusalOf(server.connect({ query: '?drone=7' }))).toBe('opened')
})

test('B35 frame over the limit: 1009', async () => {
  server = await startTelemetryServer({ socketLimits: { maxMessageBytes: 64 << 10 } })
  const socket = await server.connect()
  const closed = closeCode(socket)
  socket.send(' '.repeat((64 << 10) + 1))
  expect(await closed).toBe(1009)
})

test('B36 binary where text is due: 1003', async () => {
  server = await startTelemetryServer()
  const socket = await server.connect()
  const closed = closeCode(socket)
  socket.send(Buffer.from(batchOf(1, reading())))
  expect(await closed).toBe(1003)
  expect(server.counters.accepted).toBe(0)
})

test('B37 65,536 fragments: 1008', async () => {
  server = await startTelemetryServer()
  const socket = await server.connect()
  const closed = closeCode(socket)
  socket.on('error', () => undefined)
  for (let sent = 0; sent < 65_536; sent += 1) socket.send(' ', { fin: false })
  expect(await closed).toBe(1008)
})

test.each([
  ['unmasked frame', Buffer.from([0x81, 0x02, 0x7b, 0x7d]), 1002],
  ['bad opcode', frame(0x83, Buffer.from('{}')), 1002],
  ['reserved bit', frame(0xc1, Buffer.from('{}')), 1002],
  ['bad UTF-8', frame(0x81, Buffer.from([0xff, 0xfe])), 1007],
])('B38 %s: closed with the code that says it', async (_name, bytes, code) => {
  server = await startTelemetryServer()
  const socket = await upgradeByHand()
  const closed = nextCloseCode(socket)
  socket.write(bytes)
  expect(await closed).toBe(code)
  socket.destroy()
})

test('B39 10,000 messages a second from one drone: throttled, others unaffected', async () => {
  const clock = createTestClock(Date.now())
  server = await startTelemetryServer({ clock, socketLimits: { messagesPerSecond: 100 } })
  const flooding = await server.connect()
  const calm = await server.connect()
  let acknowledged = 0
  const waiting: { count: number; resolve: () => void }[] = []
  flooding.on('message', () => {
    acknowledged += 1
    for (const { count, resolve } of waiting) if (acknowledged >= count) resolve()
  })
  const reached = (count: number) =>
    new Promise<void>((resolve) => (acknowledged >= count ? resolve() : waiting.push({ count, resolve })))
  const nowMs = clock.nowMs()
  let calmSequence = 0
  /** A batch of another drone goes through; what the first has under way meanwhile is answered too. */
  const sendCalmly = async () => {
    const answer = nextMessage(calm)
    calmSequence += 1
    calm.send(batchOf('calm', reading({ droneId: droneIdOf(1), recordedAt: nowMs, sequence: calmSequence })))
    expect(await answer).toMatchObject({ type: 'ack', accepted: 1 })
  }

  // Large enough that one read of the socket brings only a few.
  const filler = 'x'.repeat(2_000)
  for (let sequence = 0; sequence < 10_000; sequence += 1)
    flooding.send(batchOf(sequence, reading({ recordedAt: nowMs - 20_000 + sequence, sequence, filler })))
  await sendCalmly()
  await reached(100)
  // Each of these takes a commit, in which an unbridled sender would get a window of batches through.
  for (let count = 0; count < 40; count += 1) await sendCalmly()
  // Time stands still: no more is taken than was allowed, and what one read of the socket brought along.
  expect(acknowledged).toBeLessThan(300)

  for (let second = 1; second < 100; second += 1) {
    await clock.advance(1_000)
    await reached(Math.min(100 * second, 10_000))
    if (second % 10 === 0) await sendCalmly()
    expect(acknowledged).toBeLessThan(100 * second + 500)
  }
  await clock.advance(1_000)
  await reached(10_000)
  expect(server.counters.accepted).toBe(10_000 + calmSequence)
})

test('B40 peer gone without FIN: noticed in 30 s', async () => {
  const clock = createTestClock(Date.now())
  server = await startTelemetryServer({ clock })
  const gone = await server.connect({ autoPong: false })
  const alive = await server.connect()
  const closed = closeCode(gone)
  for (let second = 0; second < 30; second += 1) {
    const isPingDue = second % 14 === 13
    const pinged = isPingDue ? new Promise((resolve) => alive.once('ping', resolve)) : null
    await clock.advance(1_000)
    await pinged
  }
  expect(await closed).toBe(1006)
  expect(server.socketDoor.size).toBe(1)
  expect(alive.readyState).toBe(alive.OPEN)
})

test('B40 a server that stood still does not take a peer for gone whose sign of life it has not read yet', async () => {
  let tick: () => unknown = () => undefined
  const every: Clock['every'] = (_ms, run) => {
    tick = run
    return () => undefined
  }
  server = await startTelemetryServer({ clock: { ...systemClock, every } })
  const socket = await server.connect()
  // The peer has answered a ping, and before the answer can be read the next one has long been due.
  const answered = new Promise<void>((resolve) =>
    socket.once('ping', () => {
      setTimeout(() => resolve(tick() as undefined), 0)
      for (const startedMs = performance.now(); performance.now() - startedMs < 5; );
    }),
  )
  tick()
  await answered
  const acknowledged = nextMessage(socket)
  socket.send(batchOf(1, reading()))
  expect(await Promise.race([acknowledged, closeCode(socket)])).toMatchObject({ type: 'ack', accepted: 1 })
  // And it is asked again.
  await new Promise((resolve) => {
    socket.once('ping', resolve)
    tick()
  })
})

test.each([
  ['slow headers', 'POST /api/v1/telemetry HTTP/1.1\r\nHost: 127.0.0.1\r\n'],
  [
    'slow body',
    'POST /api/v1/telemetry HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n[',
  ],
])('B41 %s: cut', async (_name, start) => {
  server = await startTelemetryServer({
    http: { headersTimeout: 100, requestTimeout: 200, connectionsCheckingInterval: 20 },
  })
  const socket = connectTcp(server.port, '127.0.0.1')
  let answer = ''
  socket.on('data', (chunk) => {
    answer += chunk
  })
  socket.write(start)
  await new Promise((resolve) => socket.on('close', resolve))
  expect(answer).toMatch(/^HTTP\/1\.1 408 /)
})

test('B42 5,000 idle sockets from one address: capped', async () => {
  server = await startTelemetryServer({ socketLimits: { maxSocketsPerAddress: 100 } })
  const outcomes: string[] = []
  for (let from = 0; from < 5_000; from += 250)
    outcomes.push(...(await Promise.all(Array.from({ length: 250 }, () => refusalOf(server.connect())))))
  expect(outcomes.filter((outcome) => outcome === 'opened')).toHaveLength(100)
  expect(outcomes.filter((outcome) => outcome === '429')).toHaveLength(4_900)
  expect(server.socketDoor.size).toBe(100)
})
