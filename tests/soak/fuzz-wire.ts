/** Bytes on a bare connection: HTTP that is none, bodies cut short, upgrades gone wrong, frames that break the protocol. */
import { once } from 'node:events'
import { connect } from 'node:net'
import type { Random } from '../../lib/random/random.ts'
import { reasonOf } from './fuzz-rest.ts'
import { type Fuzz, patienceMs } from './report.ts'

const door = 'bare connection'
/** 101: an upgrade that was good, whose frames are not. */
const statuses = new Set([101, 200, 400, 403, 404, 405, 408, 411, 413, 414, 415, 426, 429, 431, 501, 503, 505])

export async function fuzzWire({ url, report, signal }: Fuzz, random: Random): Promise<void> {
  const { hostname, port, host } = new URL(url)
  while (!signal.aborted) {
    const parts = drawParts(random, host)
    const socket = connect(Number(port), hostname)
    let received = Buffer.alloc(0)
    socket.on('data', (chunk) => {
      if (received.length < 4_096) received = Buffer.concat([received, chunk])
    })
    socket.on('error', () => undefined)
    const closed = once(socket, 'close')
    const late = setTimeout(() => {
      report.unexplained(door, `not closed within ${patienceMs} ms`, parts.map(String).join(''))
      socket.destroy()
    }, patienceMs)
    try {
      await once(socket, 'connect')
      for (const part of parts) if (!socket.destroyed) socket.write(part)
      const isCut = random.int(0, 3) === 0
      if (isCut) socket.destroy()
      // Half-closed: the server answers what it has, and closes.
      else socket.end()
      await closed
      const [, status] = /^HTTP\/1\.1 (\d{3})/.exec(received.toString('latin1')) ?? []
      report.count(door, isCut ? 'cut by the client' : (status ?? 'closed without an answer'))
      if (status !== undefined && !statuses.has(Number(status)))
        report.unexplained(door, received.toString('latin1').slice(0, 300), parts.map(String).join(''))
    } catch (error) {
      report.unexplained(door, reasonOf(error), parts.map(String).join(''))
    } finally {
      clearTimeout(late)
    }
  }
}

function drawParts(random: Random, host: string): (string | Buffer)[] {
  const head = (line: string, headers: string[]) =>
    `${line} HTTP/1.1\r\n${[`host: ${host}`, ...headers].join('\r\n')}\r\n\r\n`
  const post = (...headers: string[]) => head('POST /api/v1/telemetry', ['content-type: application/json', ...headers])
  const junk = () => Buffer.from(Array.from({ length: random.int(1, 400) }, () => random.int(0, 255)))
  const path = random.pick([
    '/',
    '/api/v1/telemetry',
    '/api/graphql',
    '/ws/live',
    '/..%2f..%2fetc/passwd',
    '/%',
    '*',
    '//x',
  ])
  const upgrade = (at: string, ...more: string[]) =>
    head(`GET ${at}`, ['connection: Upgrade', 'upgrade: websocket', 'sec-websocket-version: 13', ...more])
  const key = 'sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ=='
  const socketPath = random.pick(['/ws/live', '/ws/telemetry', '/api/graphql', '/ws/none'])
  return random.pick<() => (string | Buffer)[]>([
    () => [junk()],
    () => [head(`${random.pick(['GET', 'PUT', 'BREW', 'CONNECT', 'OPTIONS', 'TRACE'])} ${path}`, [])],
    () => [head('GET /', [`x: ${'y'.repeat(random.pick([10, 20_000]))}`])],
    () => [post('content-length: 100'), '{"half":'],
    () => [post('content-length: 2', 'transfer-encoding: chunked'), '0\r\n\r\n'],
    () => [post('transfer-encoding: chunked'), 'zz\r\nnot a chunk\r\n'],
    () => [post('transfer-encoding: chunked'), '5\r\n[1,2,\r\n', '2\r\n3]\r\n', '0\r\n\r\n'],
    () => [post('content-length: -1'), '[]'],
    () => [post('content-encoding: gzip', 'content-length: 4'), Buffer.from([0x1f, 0x8b, 8, 0])],
    () => [upgrade(socketPath)],
    () => [upgrade(socketPath, 'sec-websocket-key: x')],
    () => [upgrade(socketPath, key, 'origin: http://evil.example')],
    () => [upgrade(socketPath, key), frame(random), junk()],
    () => [upgrade(socketPath, key, 'sec-websocket-protocol: graphql-transport-ws'), frame(random), frame(random)],
  ])()
}

/** A frame with anything in its two first bytes: opcodes that are none, lengths that lie, masks that are absent. */
function frame(random: Random): Buffer {
  const payload = Buffer.from(random.pick(['{"type":"subscribe"}', '{}', '\0\0\0\0', 'x'.repeat(125)]))
  const isMasked = random.int(0, 3) > 0
  const first = random.pick([0x81, 0x82, 0x80, 0x00, 0x01, 0x88, 0x89, 0x8a, 0x83, 0xf1, 0x8f])
  const length = random.pick([payload.length, payload.length, 0, 126, 127])
  const second = length | (isMasked ? 0x80 : 0)
  return Buffer.concat([Buffer.from([first, second]), isMasked ? Buffer.alloc(4) : Buffer.alloc(0), payload])
}
