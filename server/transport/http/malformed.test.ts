import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createTestClock, type TestClock } from '../../adapters/memory/test-clock.ts'
import { answerMalformed } from './malformed.ts'

let clock: TestClock
let server: Server
let client: Socket
let served: Socket
let received: string
beforeEach(async () => {
  clock = createTestClock(0)
  server = createServer(
    { keepAliveTimeout: 60_000 },
    (request, response) => void request.on('end', () => response.end()),
  )
  server.on('clientError', (error, socket) => void answerMalformed(clock, error, socket))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const connected = once(server, 'connection')
  // It goes on sending though the server has said that it closes.
  client = connect({ port: (server.address() as AddressInfo).port, host: '127.0.0.1', allowHalfOpen: true })
  received = ''
  client.on('data', (chunk) => {
    received += chunk
  })
  served = (await connected)[0] as Socket
})
afterEach(() => {
  client.destroy()
  server.close()
})

const post = (...headers: string[]) => `POST / HTTP/1.1\r\nhost: x\r\n${headers.join('\r\n')}\r\n\r\n`

test.each([
  ['a length that is none', post('content-length: -1'), '[]', 400],
  ['bytes that are not HTTP', '\0\0\0\0', '\0', 400],
  ['a chunk that is none', post('transfer-encoding: chunked', 'connection: keep-alive'), 'zz\r\nnot a chunk\r\n', 400],
  ['a header too large', `GET / HTTP/1.1\r\nx: ${'y'.repeat(20_000)}\r\n`, 'host: x\r\n\r\n', 431],
])(
  '%s is answered, and bytes that arrive afterwards do not reset the connection',
  async (_what, head, rest, status) => {
    const failed: Error[] = []
    client.on('error', (error) => failed.push(error))
    client.write(head)
    if (status === 400 && rest.startsWith('zz')) client.write(rest)
    await once(client, 'end')
    expect(received).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
    expect(JSON.parse(received.split('\r\n\r\n')[1] ?? '')).toMatchObject({
      error: { faults: [{ expected: expect.stringMatching(/HTTP|headers/), got: expect.anything() }] },
    })
    await new Promise((resolve) => client.write(rest, resolve))
    expect(served.destroyed).toBe(false)
    const closed = once(served, 'close')
    client.end()
    expect(await closed).toEqual([false])
    expect(failed).toEqual([])
  },
)

test('a peer that goes on sending after its answer is cut a second later', async () => {
  client.on('error', () => undefined)
  client.write(post('content-length: -1'))
  await once(client, 'end')
  client.write('[]')
  const closed = once(served, 'close')
  await clock.advance(999)
  expect(served.destroyed).toBe(false)
  await clock.advance(1)
  await closed
})

test.each([
  ['ERR_HTTP_REQUEST_TIMEOUT', 408, 'headers within 10 s and all within 60 s'],
  ['HPE_CHUNK_EXTENSIONS_OVERFLOW', 413, 'chunks without such long extensions'],
])('%s is answered %i with what was expected', async (code, status, expected) => {
  const ended = once(client, 'end')
  void answerMalformed(clock, Object.assign(new Error(code), { code }), served)
  await ended
  expect(received).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
  expect(JSON.parse(received.split('\r\n\r\n')[1] ?? '')).toMatchObject({ error: { faults: [{ expected }] } })
})
