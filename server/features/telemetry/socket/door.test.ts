import { afterEach, expect, test } from 'vitest'
import { telemetry } from '../../../../schema/tables.ts'
import {
  closeCode,
  droneIdOf,
  nextMessage,
  reading,
  startTelemetryServer,
  type TelemetryServer,
} from '../../../../tests/support/telemetry-server.ts'
import { createTestClock } from '../../../adapters/memory/test-clock.ts'
import type { Tables } from '../../../ports/index.ts'

let server: TelemetryServer
afterEach(() => server.close())

const startMs = Date.now() - 3_600_000
const batchOf = (batchId: unknown, ...sequences: number[]) =>
  JSON.stringify({
    type: 'telemetry',
    batchId,
    readings: sequences.map((sequence) => reading({ sequence, recordedAt: startMs + sequence })),
  })

/** A store whose inserts wait until they are released; `waiting` counts those that do. */
function heldTables() {
  const held: (() => void)[] = []
  let isOpen = false
  let noticed: (() => void) | null = null
  const wrapTables = (tables: Tables): Tables => ({
    ...tables,
    insert: async (table, rows) => {
      if ((table as unknown) === telemetry && !isOpen) {
        const released = new Promise<void>((resolve) => held.push(resolve))
        noticed?.()
        await released
      }
      return tables.insert(table, rows)
    },
  })
  return {
    wrapTables,
    waiting: () => held.length,
    reached: (count: number) =>
      new Promise<void>((resolve) => {
        noticed = () => held.length >= count && resolve()
        noticed()
      }),
    release: () => {
      isOpen = true
      for (const letGo of held.splice(0)) letGo()
    },
  }
}

test('an acknowledgement names its batch and says what REST says, batches in the order they were sent', async () => {
  server = await startTelemetryServer()
  const socket = await server.connect()
  const answers: unknown[] = []
  const all = new Promise<void>((resolve) =>
    socket.on('message', (data) => answers.push(JSON.parse(String(data))) === 3 && resolve()),
  )
  socket.send(batchOf('a', 1, 2))
  socket.send(batchOf(2, 2, 3))
  socket.send(batchOf('c', 4))
  await all
  const nothing = {
    late: 0,
    refused: [],
    ignoredFields: [],
    ignoredCount: 0,
    flagged: { nullIsland: 0, implausible: 0, outOfBounds: [] },
    gaps: 0,
  }
  expect(answers).toEqual([
    { type: 'ack', batchId: 'a', accepted: 2, duplicates: 0, ...nothing },
    { type: 'ack', batchId: 2, accepted: 1, duplicates: 1, ...nothing },
    { type: 'ack', batchId: 'c', accepted: 1, duplicates: 0, ...nothing },
  ])
})

test.each([
  ['no JSON', 'nonsense', null, undefined],
  ['a list', '[]', null, ''],
  ['another type', '{"type":"x","batchId":"7"}', '7', 'type'],
  ['no batchId', '{"type":"telemetry","readings":[]}', null, 'batchId'],
  ['an empty batchId', '{"type":"telemetry","batchId":"","readings":[]}', null, 'batchId'],
  ['a long batchId', `{"type":"telemetry","batchId":"${'x'.repeat(65)}","readings":[]}`, null, 'batchId'],
  ['no readings', '{"type":"telemetry","batchId":7}', 7, 'readings'],
])('a message with %s is answered with its fault, and the connection goes on', async (_name, text, batchId, path) => {
  server = await startTelemetryServer()
  const socket = await server.connect()
  const answer = nextMessage(socket)
  socket.send(text)
  const faults =
    path === undefined ? [] : [{ code: 'invalid', path, expected: expect.any(String), got: expect.any(String) }]
  expect(await answer).toEqual({ type: 'error', batchId, code: 'invalid', message: expect.any(String), faults })
  const next = nextMessage(socket)
  socket.send(batchOf('good', 1))
  expect(await next).toMatchObject({ type: 'ack', batchId: 'good', accepted: 1 })
})

test('one sender has at most its window of batches in flight, and others continue', async () => {
  const held = heldTables()
  server = await startTelemetryServer({ wrapTables: held.wrapTables, socketLimits: { maxBatchesInFlight: 3 } })
  const greedy = await server.connect()
  // Each batch is larger than one read of the socket, so that no second one slips in with it.
  const filler = 'x'.repeat(200_000)
  let acknowledged = 0
  const all = new Promise<void>((resolve) =>
    greedy.on('message', () => {
      acknowledged += 1
      if (acknowledged === 20) resolve()
    }),
  )
  for (let sequence = 0; sequence < 20; sequence += 1)
    greedy.send(batchOf(sequence, sequence).replace('{', `{"filler":"${filler}",`))
  await held.reached(3)
  const other = await server.connect()
  const answer = nextMessage(other)
  other.send(JSON.stringify({ type: 'telemetry', batchId: 1, readings: [reading({ droneId: droneIdOf(1) })] }))
  await held.reached(4)
  expect(held.waiting()).toBe(4)
  expect(acknowledged).toBe(0)
  held.release()
  expect(await answer).toMatchObject({ type: 'ack', accepted: 1 })
  await all
})

test('bytes in flight are counted as they are on the wire, whatever the alphabet', async () => {
  const held = heldTables()
  server = await startTelemetryServer({ wrapTables: held.wrapTables, socketLimits: { maxBytesInFlight: 600_000 } })
  const greedy = await server.connect()
  // 400,000 bytes in 200,000 characters.
  const filler = 'é'.repeat(200_000)
  for (let sequence = 0; sequence < 5; sequence += 1)
    greedy.send(batchOf(sequence, sequence).replace('{', `{"filler":"${filler}",`))
  await held.reached(2)
  const other = await server.connect()
  // Round trips of another sender give the greedy one enough time.
  for (let sent = 0; sent < 100; sent += 1) {
    const answer = nextMessage(other)
    other.send('nonsense')
    await answer
  }
  expect(held.waiting()).toBe(2)
  held.release()
})

test('a sender that doesn’t read its acknowledgements is not read either', async () => {
  server = await startTelemetryServer({ socketLimits: { maxBytesUnread: 64 << 10 } })
  const paused = await server.connect()
  paused.pause()
  const refused = Array.from({ length: 5_000 }, () => ({ droneId: 'x'.repeat(80) }))
  const text = JSON.stringify({ type: 'telemetry', batchId: 1, readings: refused })
  for (let sent = 0; sent < 30; sent += 1) paused.send(text)
  const other = await server.connect()
  let counted = -1
  // Round trips of another sender give the paused one enough time.
  for (let calm = 0; calm < 20; ) {
    const answer = nextMessage(other)
    other.send(batchOf('other', 1))
    await answer
    calm = server.counters.refused.invalid === counted ? calm + 1 : 0
    counted = server.counters.refused.invalid
  }
  expect(counted).toBeLessThan(30 * 5_000)
  paused.resume()
  for (let answered = 0; answered < 30; answered += 1) await nextMessage(paused)
  expect(server.counters.refused.invalid).toBe(30 * 5_000)
})

test('a failure of the store is sent to the sender with a time to retry, and the batch can be sent again', async () => {
  let isFull = true
  const wrapTables = (tables: Tables): Tables => ({
    ...tables,
    insert: async (table, rows) => {
      const { Failure } = await import('../../../../lib/errors.ts')
      if (isFull) throw new Failure('unavailable', 'The disk is full.')
      return tables.insert(table, rows)
    },
  })
  server = await startTelemetryServer({ wrapTables })
  const socket = await server.connect()
  const failed = nextMessage(socket)
  socket.send(batchOf('a', 1))
  expect(await failed).toEqual({
    type: 'error',
    batchId: 'a',
    code: 'unavailable',
    message: 'The disk is full.',
    faults: [],
    retryAfterMs: 1_000,
  })
  isFull = false
  const acknowledged = nextMessage(socket)
  socket.send(batchOf('a', 1))
  expect(await acknowledged).toMatchObject({ type: 'ack', accepted: 1 })
})

test('a bug is shown only as a request id, and logged once with it', async () => {
  const logLines: string[] = []
  server = await startTelemetryServer({
    logLines,
    maySend: () => {
      throw new Error('secret detail')
    },
  })
  const socket = await server.connect()
  const answer = nextMessage(socket)
  socket.send(batchOf('a', 1))
  const { message, ...rest } = await answer
  expect(rest).toEqual({ type: 'error', batchId: 'a', code: 'internal', faults: [] })
  const requestId = /request ([0-9a-f-]{36})/.exec(String(message))?.[1]
  expect(String(message)).not.toContain('secret')
  expect(logLines.filter((line) => line.includes(String(requestId)) && line.includes('secret detail'))).toHaveLength(1)
})

test('on close batches in flight are acknowledged first, then every connection is closed with 1001', async () => {
  const held = heldTables()
  server = await startTelemetryServer({ wrapTables: held.wrapTables, clock: createTestClock(Date.now()) })
  const socket = await server.connect()
  const answer = nextMessage(socket)
  const closed = closeCode(socket)
  socket.send(batchOf('last', 1))
  await held.reached(1)
  const closing = server.socketDoor.close()
  await expect(server.connect()).rejects.toThrow('503')
  held.release()
  expect(await answer).toMatchObject({ type: 'ack', batchId: 'last', accepted: 1 })
  await closing
  expect(await closed).toBe(1001)
}, 10_000)
