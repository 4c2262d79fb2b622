/** Bad bodies of readings: group A of the faults, what concerns whole requests. */
import { request } from 'node:http'
import { connect } from 'node:net'
import { createGzip, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { maxReadingsPerBatch } from '../../schema/telemetry.ts'
import { maxBodyBytes } from '../../server/transport/http/read-text.ts'
import {
  droneIdOf,
  nextMessage,
  reading,
  send,
  startTelemetryServer,
  type TelemetryServer,
} from '../support/telemetry-server.ts'

let server: TelemetryServer
const logLines: string[] = []
const ndjson = { 'content-type': 'application/x-ndjson' }
const json = { 'content-type': 'application/json' }

beforeAll(async () => {
  server = await startTelemetryServer({
    logLines,
    droneIds: Array.from({ length: 60 }, (_, index) => droneIdOf(index)),
  })
})
afterAll(async () => {
  expect(logLines).toEqual([])
  await server.close()
})

async function expectRefusal(response: Response, status: number, code: string, message: RegExp) {
  expect(response.status).toBe(status)
  expect(await response.json()).toMatchObject({ error: { code, message: expect.stringMatching(message) } })
}

/** Sends a body without end, or of `totalBytes`, and returns the status and how much of it was taken. */
function pour(chunk: Buffer, headers: Record<string, string | number>, totalBytes = Number.POSITIVE_INFINITY) {
  return new Promise<{ status: number; sentBytes: number }>((resolve, reject) => {
    let sentBytes = 0
    const posted = request(`${server.url}/api/v1/telemetry`, { method: 'POST', headers })
    posted.on('response', (response) => {
      response.resume()
      response.on('end', () => {
        posted.destroy()
        resolve({ status: response.statusCode ?? 0, sentBytes })
      })
    })
    posted.on('error', reject)
    const write = () => {
      while (!posted.destroyed && sentBytes < totalBytes) {
        sentBytes += chunk.length
        if (!posted.write(chunk)) {
          posted.once('drain', write)
          return
        }
      }
    }
    write()
  })
}

describe('A21 a batch over the limit: 413', () => {
  const batch = (size: number) => Array.from({ length: size }, () => ({}))
  test('by REST', async () => {
    await expectRefusal(await server.post(JSON.stringify(batch(5_001))), 413, 'limited', /5001 .* at most 5000/)
    const lines = batch(5_001).map(() => '{}')
    await expectRefusal(await server.post(lines.join('\n'), ndjson), 413, 'limited', /at most 5000/)
  })
  test('by WebSocket, as the answer to that batch alone', async () => {
    const socket = await server.connect()
    const answer = nextMessage(socket)
    socket.send(JSON.stringify({ type: 'telemetry', batchId: 7, readings: batch(5_001) }))
    expect(await answer).toMatchObject({
      type: 'error',
      batchId: 7,
      code: 'limited',
      faults: [{ path: 'readings', expected: 'at most 5000 readings', got: '5001' }],
    })
    const next = nextMessage(socket)
    socket.send(JSON.stringify({ type: 'telemetry', batchId: 8, readings: [reading()] }))
    expect(await next).toMatchObject({ type: 'ack', batchId: 8, accepted: 1 })
  })
  test('and one of exactly the limit is taken', async () => {
    const droneId = droneIdOf(3)
    const startMs = Date.now() - 3_000_000
    const full = Array.from({ length: maxReadingsPerBatch }, (_, sequence) =>
      reading({ droneId, sequence, recordedAt: startMs + sequence }),
    )
    expect(await send(server, 'REST', full)).toMatchObject({ accepted: maxReadingsPerBatch })
  })
})

test('A22 an empty body is answered: as NDJSON nothing is done, as JSON it is refused', async () => {
  expect(await (await server.post('', ndjson)).json()).toMatchObject({ accepted: 0, refused: [] })
  expect(await (await server.post('\n\r\n \n', ndjson)).json()).toMatchObject({ accepted: 0, refused: [] })
  await expectRefusal(await server.post(''), 400, 'invalid', /not JSON/)
})

test('A25 invalid UTF-8: 400, nothing replaced', async () => {
  const bytes = Buffer.from(JSON.stringify(reading({ droneId: droneIdOf(4), note: 'HERE' })))
  bytes[bytes.indexOf('HERE')] = 0xff
  await expectRefusal(await server.post(bytes), 400, 'invalid', /not UTF-8/)
  await expectRefusal(
    await server.post(gzipSync(bytes), { ...json, 'content-encoding': 'gzip' }),
    400,
    'invalid',
    /UTF-8/,
  )
  expect(await server.history(droneIdOf(4))).toEqual([])
})

test('A25 a byte order mark before the text is taken off, one within is refused', async () => {
  const one = JSON.stringify(reading({ droneId: droneIdOf(5) }))
  expect(await (await server.post(`\ufeff${one}`)).json()).toMatchObject({ accepted: 1 })
  await expectRefusal(await server.post(`[\ufeff${one}]`), 400, 'invalid', /not JSON/)
})

test('A26 JSON nested 100,000 deep: 400, no stack overflow', async () => {
  const deepList = '['.repeat(100_000) + ']'.repeat(100_000)
  const deepObject = `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`
  const inField = JSON.stringify(reading()).replace('{', `{"note":${deepList},`)
  for (const body of [deepList, deepObject, inField, `[${inField}]`, '['.repeat(100_000)])
    await expectRefusal(await server.post(body), 400, 'invalid', /deeper than 32|not JSON/)
  const line = (await (
    await server.post(`${deepList}\n${JSON.stringify(reading({ droneId: droneIdOf(6) }))}`, ndjson)
  ).json()) as object
  expect(line).toMatchObject({ accepted: 1, refused: [{ index: 0, code: 'invalid' }] })
  const socket = await server.connect()
  const answer = nextMessage(socket)
  socket.send(`{"type":"telemetry","batchId":"b","readings":${deepList}}`)
  expect(await answer).toMatchObject({ type: 'error', code: 'invalid' })
})

describe('A27', () => {
  test('10 MB body: 413 before it is read', async () => {
    const { status, sentBytes } = await pour(
      Buffer.alloc(1 << 16, 0x20),
      { ...json, 'content-length': 10 << 20 },
      10 << 20,
    )
    expect(status).toBe(413)
    expect(sentBytes).toBeLessThanOrEqual(10 << 20)
  })
  test('endless chunked body: 413 at the limit, memory flat', async () => {
    const before = process.memoryUsage().arrayBuffers
    const { status, sentBytes } = await pour(Buffer.alloc(1 << 16, 0x20), json)
    expect(status).toBe(413)
    // What lies in the buffers of two sockets, and what is read to see the answer off, comes on top.
    expect(sentBytes).toBeLessThan(maxBodyBytes + (64 << 20))
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(64 << 20)
  })
  test('a body that ends early is refused and nothing of it is taken', async () => {
    const acceptedBefore = server.counters.accepted
    const socket = connect(server.port, '127.0.0.1')
    const one = JSON.stringify(reading({ droneId: droneIdOf(7) }))
    socket.write(
      `POST /api/v1/telemetry HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-ndjson\r\nContent-Length: ${one.length + 10}\r\n\r\n${one}\n`,
    )
    socket.end()
    socket.resume()
    await new Promise((resolve) => socket.on('close', resolve))
    expect(server.counters.accepted).toBe(acceptedBefore)
  })
})

describe('A28 gzip', () => {
  test('bomb: 413 at the limit of the unpacked size', async () => {
    const bomb = gzipSync(Buffer.alloc(200 << 20, 0x20))
    expect(bomb.length).toBeLessThan(1 << 20)
    const before = process.memoryUsage().arrayBuffers
    await expectRefusal(
      await server.post(bomb, { ...json, 'content-encoding': 'gzip' }),
      413,
      'limited',
      /uncompressed/,
    )
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(64 << 20)
  })
  test('bomb without end: 413', async () => {
    const gzip = createGzip()
    const parts: Buffer[] = []
    gzip.on('data', (part: Buffer) => parts.push(part))
    gzip.write(Buffer.alloc(1 << 20, 0x20))
    await new Promise<void>((resolve) => gzip.flush(() => resolve()))
    const head = Buffer.concat(parts.splice(0))
    gzip.write(Buffer.alloc(1 << 20, 0x20))
    await new Promise<void>((resolve) => gzip.flush(() => resolve()))
    const again = Buffer.concat(parts)
    gzip.destroy()
    const body = Buffer.concat([head, ...Array.from({ length: 50 }, () => again)])
    const { status } = await pour(body, { ...json, 'content-encoding': 'gzip' })
    expect(status).toBe(413)
  })
  test('body is unpacked; a broken or cut one is refused', async () => {
    const packed = gzipSync(JSON.stringify(reading({ droneId: droneIdOf(8) })))
    const gzip = { ...json, 'content-encoding': 'gzip' }
    await expectRefusal(
      await server.post(packed.subarray(0, packed.length - 12), gzip),
      400,
      'invalid',
      /cannot be decompressed/,
    )
    await expectRefusal(await server.post('not gzip at all', gzip), 400, 'invalid', /cannot be decompressed/)
    expect(await server.history(droneIdOf(8))).toEqual([])
    expect(await (await server.post(packed, gzip)).json()).toMatchObject({ accepted: 1 })
    await expectRefusal(
      await server.post(packed, { ...json, 'content-encoding': 'br' }),
      415,
      'invalid',
      /expected gzip/,
    )
  })
})

test.each([
  ['text/plain', 415],
  ['application/x-www-form-urlencoded', 415],
  ['application/json; charset=latin1', 415],
  ['constructor', 415],
  ['', 415],
  ['Application/JSON; Charset="UTF-8"', 200],
])('A29 Content-Type %j: %d', async (type, status) => {
  const response = await server.post(Buffer.from('[]'), { 'content-type': type })
  expect(response.status).toBe(status)
  if (status === 415)
    expect(await response.json()).toMatchObject({
      error: { message: expect.stringMatching(/expected application\/json/) },
    })
})

test.each([
  ['Content-Length with Transfer-Encoding', 'Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'],
  ['a bad chunk', 'Transfer-Encoding: chunked\r\n\r\nZZ\r\n[]\r\n0\r\n\r\n'],
  ['two Content-Lengths', 'Content-Length: 2\r\nContent-Length: 3\r\n\r\n[]'],
])('A30 %s: 400 and closed', async (_name, rest) => {
  const socket = connect(server.port, '127.0.0.1')
  let answer = ''
  socket.on('data', (chunk) => {
    answer += chunk
  })
  socket.write(`POST /api/v1/telemetry HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n${rest}`)
  await new Promise((resolve) => socket.on('close', resolve))
  expect(answer).toMatch(/^HTTP\/1\.1 400 /)
})

test('another method is refused with those that are taken', async () => {
  const response = await fetch(`${server.url}/api/v1/telemetry`)
  expect(response.status).toBe(405)
  expect(response.headers.get('allow')).toBe('POST')
})

test('a foreign page in a browser here may not send readings, and a foreign name that leads here answers nothing', async () => {
  await expectRefusal(await server.post('[]', { ...json, origin: 'https://evil.example' }), 403, 'forbidden', /Origin/)
  await expectRefusal(await server.post('[]', { ...json, origin: 'null' }), 403, 'forbidden', /Origin/)
  const status = await new Promise((resolve) =>
    request(
      `${server.url}/api/v1/drones/${droneIdOf(0)}/telemetry`,
      { headers: { host: 'evil.example' } },
      (response) => {
        response.resume()
        resolve(response.statusCode)
      },
    ).end(),
  )
  expect(status).toBe(403)
})
