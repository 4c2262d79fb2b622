/** F126: a request from behind a proxy. */
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createClient } from 'graphql-sse'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import WebSocket from 'ws'
import { isTrustedOrigin } from '../../server/transport/http/origin.ts'
import { type ServerProcess, startServer } from '../support/server-process.ts'
import { findFreePort, type ServerChild } from '../support/servers-child.ts'
import { findNginx, startNginx, startPlainNginx } from '../support/servers-nginx.ts'
import { startTelemetryServer } from '../support/telemetry-server.ts'

const deploy = join(import.meta.dirname, '../../deploy')
let dir: string
let server: ServerProcess
let nginx: ServerChild | undefined
let port: number
beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'proxy-'))
  server = await startServer({ DATA_DIR: join(dir, 'data'), ROLES: 'web,ingest', AUTO_ENROLL: 'true' })
  port = await findFreePort()
  if (findNginx()) nginx = await startPlainNginx({ dir, port, appPort: Number(new URL(server.url).port) })
})
afterAll(async () => {
  await nginx?.stop()
  await server?.stop()
  rmSync(dir, { recursive: true, force: true })
})

test.each([
  ['http://localhost', 'localhost', true],
  ['http://localhost', 'localhost:80', true],
  ['http://localhost:80', 'localhost', true],
  ['https://localhost', 'localhost:443', true],
  ['https://localhost:443', 'LOCALHOST', true],
  ['http://[::1]', '[::1]:80', true],
  ['https://localhost', 'localhost:80', false],
  ['http://localhost', 'localhost:443', false],
  ['http://localhost:3000', 'localhost', false],
  ['http://evil.example', 'localhost', false],
  ['null', 'localhost', false],
  ['http://localhost', 'local host', false],
])('F126 origin %s at host %s is trusted: %s', (origin, host, isTrusted) => {
  expect(isTrustedOrigin({ headers: { origin, host } })).toBe(isTrusted)
})

/** Sends a request as it stands; returns everything that comes back until the connection ends. */
async function sendRaw(to: number, ...lines: string[]): Promise<string> {
  const socket = connect(to, '127.0.0.1')
  let answer = ''
  socket.on('data', (chunk) => {
    answer += chunk
  })
  socket.write([...lines, 'Connection: close', '', ''].join('\r\n'))
  await once(socket, 'close')
  return answer
}

test('F126 a target in absolute form is served, by the host that it names', async () => {
  const own = Number(new URL(server.url).port)
  expect(await sendRaw(own, `GET http://localhost:${own}/api/health HTTP/1.1`, 'Host: x')).toContain('HTTP/1.1 200')
  expect(await sendRaw(own, `GET http://localhost:${own}/api/v1/openapi.json HTTP/1.1`, 'Host: x')).toContain(
    'HTTP/1.1 200',
  )
  expect(
    await sendRaw(own, `GET http://evil.example/api/v1/openapi.json HTTP/1.1`, `Host: localhost:${own}`),
  ).toContain('HTTP/1.1 403')
  expect(await sendRaw(own, 'GET ftp://localhost/api/health HTTP/1.1', 'Host: x')).toContain('HTTP/1.1 400')
  expect(await sendRaw(own, 'OPTIONS * HTTP/1.1', `Host: localhost:${own}`)).toMatch(
    /^HTTP\/1.1 400 .*"expected":"a path or URL","got":"\\"\*\\""/s,
  )
})

test.skipIf(!findNginx())('F126 server-sent events come as they happen through an nginx that buffers', async () => {
  const client = createClient({ url: `http://127.0.0.1:${port}/api/graphql` })
  const events = client.iterate({ query: 'subscription { convoyEvents { __typename } }' })
  const first = await events.next()
  expect(first.value).toEqual({ data: { convoyEvents: { __typename: 'StreamNotice' } } })
  await events.return?.()
  client.dispose()
})

test('F126 a proxy closes an idle connection before the app does: nginx never meets one that is closing', async () => {
  const answer = await fetch(`${server.url}/api/health`)
  const [, ofApp] = /timeout=(\d+)/.exec(answer.headers.get('keep-alive') ?? '') ?? []
  // What nginx does where nothing is set.
  const ofProxies = [60]
  for (const name of ['upstream-pod.conf', 'upstream-compose.conf']) {
    const [, seconds] = /^\s*keepalive_timeout (\d+)s;/m.exec(readFileSync(join(deploy, name), 'utf8')) ?? []
    ofProxies.push(Number(seconds))
  }
  for (const ofProxy of ofProxies) expect(Number(ofApp)).toBeGreaterThan(ofProxy)
})

describe.skipIf(!findNginx())('sockets by address behind the nginx of deploy/', () => {
  let telemetry: Awaited<ReturnType<typeof startTelemetryServer>>
  let front: ServerChild
  let frontPort: number
  beforeAll(async () => {
    telemetry = await startTelemetryServer({ socketLimits: { maxSocketsPerAddress: 2 }, trustedProxies: ['127.0.0.1'] })
    frontPort = await findFreePort()
    front = await startNginx({ deploy, dir, port: frontPort, appPort: Number(new URL(telemetry.url).port) })
  })
  afterAll(async () => {
    await front?.stop()
    await telemetry?.close()
  })

  /** Resolves with the status of the upgrade. */
  async function open(from: string, to: number, headers = {}): Promise<number> {
    const socket = new WebSocket(`ws://127.0.0.1:${to}/ws/telemetry`, { localAddress: from, headers })
    return new Promise((resolve) => {
      socket.on('open', () => resolve(101))
      socket.on('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0))
      socket.on('error', () => {})
    })
  }

  test('F126 two clients have their own share each, and a forged X-Forwarded-For wins nobody another', async () => {
    const forged = { 'x-forwarded-for': '203.0.113.7' }
    for (const from of ['127.0.0.2', '127.0.0.3'])
      expect([
        await open(from, frontPort),
        await open(from, frontPort, forged),
        await open(from, frontPort, forged),
      ]).toEqual([101, 101, 429])
  })

  test('F126 a client that is no configured proxy is not believed', async () => {
    const direct = Number(new URL(telemetry.url).port)
    const forged = (n: number) => ({ 'x-forwarded-for': `203.0.113.${n}` })
    const from = '127.0.0.4'
    expect([
      await open(from, direct, forged(1)),
      await open(from, direct, forged(2)),
      await open(from, direct, forged(3)),
    ]).toEqual([101, 101, 429])
  })
})
