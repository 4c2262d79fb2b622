import { afterEach, beforeEach, expect, test } from 'vitest'
import type { ConvoyId } from '../../schema/ids.ts'
import { createMemoryBus } from '../../server/adapters/memory/bus.ts'
import { createTestClock, type TestClock } from '../../server/adapters/memory/test-clock.ts'
import { droneIdOf, reading, send, startTelemetryServer, type TelemetryServer } from '../support/telemetry-server.ts'

const startMs = Date.UTC(2026, 2, 29, 0, 30)
const hourMs = 3_600_000
const messagesPerSecond = 5

let clock: TestClock
let server: TelemetryServer
beforeEach(async () => {
  clock = createTestClock(startMs)
  server = await startTelemetryServer({ clock, socketLimits: { messagesPerSecond } })
})
afterEach(() => server.close())

test.each([
  ['forward', hourMs],
  ['back', -hourMs],
])('F112 clock %s an hour: what is told keeps its order and is resumed without loss', async (_way, stepMs) => {
  const bus = createMemoryBus({ clock })
  const tell = (n: number) =>
    bus.publish('events', { kind: 'roster', convoyId: `convoy ${n}` as ConvoyId, droneIds: null, atMs: clock.nowMs() })
  const first = await tell(0)
  await tell(1)
  clock.setNow(clock.nowMs() + stepMs)
  await tell(2)
  await tell(3)
  const control = new AbortController()
  const resumed = await bus.subscribe('events', { after: first, signal: control.signal })
  expect(resumed.gap).toBe(false)
  const told: string[] = []
  for await (const { sequence, message } of resumed) {
    told.push(message?.convoyId ?? '')
    if (sequence === resumed.head) break
  }
  expect(told).toEqual(['convoy 1', 'convoy 2', 'convoy 3'])
})

test.each([
  ['forward', hourMs],
  ['back', -hourMs],
])('F112 clock %s an hour: a rate limit gives no more and no less', async (_way, stepMs) => {
  const socket = await server.connect()
  let acknowledged = 0
  socket.on('message', () => {
    acknowledged++
  })
  // So large that what has been read already holds hardly one more.
  const readings = [{ padding: 'x'.repeat(256 << 10) }]
  for (let batchId = 0; batchId < 30; batchId++) socket.send(JSON.stringify({ type: 'telemetry', batchId, readings }))
  await expect.poll(() => acknowledged).toBeGreaterThanOrEqual(messagesPerSecond - 1)
  const before = acknowledged
  clock.setNow(clock.nowMs() + stepMs)
  await clock.advance(2_000)
  // The other door answers after what the socket was allowed has been taken.
  await send(server, 'REST', [])
  expect(acknowledged - before).toBeLessThanOrEqual(2 * messagesPerSecond + 1)
  const acknowledgedLater = async () => {
    await clock.advance(1_000)
    return acknowledged
  }
  await expect.poll(acknowledgedLater).toBe(30)
})

test('F112 clock back an hour: readings from before the step are refused as ahead of it, and taken once it is right again', async () => {
  const sent = reading({ recordedAt: startMs })
  clock.setNow(startMs - hourMs)
  const refused = await send(server, 'REST', [sent])
  expect(refused.refused).toMatchObject([{ code: 'invalid', path: 'recordedAt', expected: /ahead of the server/ }])
  clock.setNow(startMs)
  expect(await send(server, 'REST', [sent])).toMatchObject({ accepted: 1, refused: [] })
})

test('F112 DST: an hour that a local clock shows twice is two hours, in order', async () => {
  const autumn = Date.UTC(2025, 9, 26)
  const sent = [
    reading({ sequence: 1, recordedAt: '2025-10-26T02:30:00+02:00' }),
    reading({ sequence: 2, recordedAt: '2025-10-26T02:30:00+01:00' }),
  ]
  clock.setNow(autumn + 2 * hourMs)
  expect(await send(server, 'REST', sent)).toMatchObject({ accepted: 2, refused: [] })
  const stored = await server.history(droneIdOf(0))
  expect(stored.map(({ sequence, recordedAt }) => [sequence, recordedAt])).toEqual([
    [1, autumn + 0.5 * hourMs],
    [2, autumn + 1.5 * hourMs],
  ])
})

test('F112 leap second: its 61st second is the second after it', async () => {
  const sent = [reading({ recordedAt: '2016-12-31T23:59:60.5Z' })]
  expect(await send(server, 'REST', sent)).toMatchObject({ accepted: 1, refused: [] })
  expect(await server.history(droneIdOf(0))).toMatchObject([{ recordedAt: Date.UTC(2017, 0, 1) + 500 }])
})
