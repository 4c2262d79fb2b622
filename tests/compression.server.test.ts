/** What goes over the network: answers compressed for whoever takes that, streams of events not, the map kept by the browser, refusals a program can read. */
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { type IncomingMessage, type OutgoingHttpHeaders, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { gunzipSync, zstdDecompressSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { mapFiles } from '../lib/map/map-files.generated.ts'
import { encodingFor } from '../server/transport/http/encodings.ts'
import { type ServerProcess, startServer } from './support/server-process.ts'

const droneId = '660e8400-e29b-41d4-a716-446655440000'
let dataDir: string
let server: ServerProcess
beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'compression-'))
  server = await startServer({ DATA_DIR: dataDir, ROLES: 'web,ingest,worker', AUTO_ENROLL: 'true' }, { pages: true })
  const readings = Array.from({ length: 200 }, (_, sequence) => ({
    ...{ droneId, recordedAt: Date.now() - 60_000 + sequence, sequence, latitudeDeg: 34, longitudeDeg: 69 },
  }))
  await ask('/api/v1/telemetry', { body: readings })
})
afterAll(async () => {
  await server.stop()
  rmSync(dataDir, { recursive: true, force: true })
})

interface Asked {
  body?: unknown
  headers?: OutgoingHttpHeaders
}

/** As a browser does, but nothing is unpacked for us. */
async function begin(path: string, { body, headers }: Asked = {}): Promise<IncomingMessage> {
  const sent = request(`${server.url}${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { 'accept-encoding': 'gzip, deflate, br', 'content-type': 'application/json', ...headers },
  })
  sent.end(body === undefined ? undefined : JSON.stringify(body))
  return ((await once(sent, 'response')) as [IncomingMessage])[0]
}

async function ask(path: string, asked: Asked = {}) {
  const answer = await begin(path, asked)
  const bytes = await buffer(answer)
  const unpack = { gzip: gunzipSync, zstd: zstdDecompressSync }[answer.headers['content-encoding'] ?? '']
  return {
    status: answer.statusCode,
    headers: answer.headers,
    bytes,
    text: String(unpack ? unpack(bytes) : bytes),
  }
}

const introspection = { query: '{ __schema { types { name fields { name } } } }' }

test.each([
  ['a page', '/', {}, '<html'],
  ['a GraphQL answer', '/api/graphql', { body: introspection }, '__schema'],
  [
    'a GraphQL answer that takes the longer way',
    '/api/graphql',
    { body: { ...introspection, extensions: {} } },
    '__schema',
  ],
  [
    'a GraphQL answer by GET',
    `/api/graphql?query=${encodeURIComponent(introspection.query)}`,
    { headers: { accept: 'application/json' } },
    '__schema',
  ],
  ['a description of REST', '/api/v1/openapi.json', {}, 'openapi'],
  ['history', `/api/v1/drones/${droneId}/telemetry`, {}, '"sequence":199'],
  ['metrics', '/api/metrics', {}, 'convoy_drones'],
  ['the map’s lines', mapFiles.country.url, {}, 'Topology'],
])('%s is compressed', async (_what, path, asked: Asked, content) => {
  const packed = await ask(path, asked)
  expect(packed).toMatchObject({ status: 200, headers: { 'content-encoding': 'gzip' } })
  expect(String(packed.headers.vary).toLowerCase()).toContain('accept-encoding')
  expect(packed.text).toContain(content)
  expect(packed.bytes.length).toBeLessThan(packed.text.length / 2)

  const plain = await ask(path, { ...asked, headers: { ...asked.headers, 'accept-encoding': 'identity' } })
  expect(plain.headers['content-encoding']).toBeUndefined()
  expect(plain.text).toContain(content)
})

test('a stream of events is not: each comes when it happens', async () => {
  const query = 'subscription { convoyEvents { __typename } }'
  const stream = await begin('/api/graphql', { body: { query }, headers: { accept: 'text/event-stream' } })
  expect(stream.headers['content-encoding'] ?? 'none').toBe('none')
  let text = ''
  for await (const chunk of stream) {
    text += chunk
    if (text.includes('StreamNotice')) break
  }
  expect(text).toContain('StreamNotice')
})

test.each([
  ['gzip', 'gzip'],
  ['br, gzip;q=0.5', 'gzip'],
  ['*', 'gzip'],
  ['GZIP', 'gzip'],
  ['gzip, deflate, br, zstd', 'zstd'],
  ['zstd;q=0.5, gzip', 'gzip'],
  ['zstd;q=0, gzip;q=0.1', 'gzip'],
  ['gzip;q=0', null],
  ['*;q=0', null],
  ['gzip; q=0.0, *', null],
  ['br', null],
  ['', null],
])('accept-encoding %j is answered with %s', (header, name) => {
  expect(encodingFor({ headers: { 'accept-encoding': header } })?.name ?? null).toBe(name)
})

test.each([
  ['a GraphQL answer', '/api/graphql', { body: introspection }],
  ['history', `/api/v1/drones/${droneId}/telemetry`, {}],
])('%s is the same by zstd', async (_what, path, asked: Asked) => {
  const by = (encoding: string) => ask(path, { ...asked, headers: { ...asked.headers, 'accept-encoding': encoding } })
  const packed = await by('gzip, deflate, br, zstd')
  expect(packed.headers['content-encoding']).toBe('zstd')
  expect(packed.text).toBe((await by('identity')).text)
})

const tile = '/dark/5/22/12.webp'

test('what the page names by its content is kept for a year, else asked for each time; all are recognized by their tag', async () => {
  const { relief, ...files } = mapFiles
  const pathsAndRules = [
    [`${relief.url}${tile}`, '31536000, immutable'],
    ...Object.values(files).map(({ url }) => [url, '31536000, immutable'] as const),
    ['/map/afghanistan.topo.json', '0'],
  ] as const
  for (const [path, rule] of pathsAndRules) {
    const { status, headers } = await ask(path)
    expect(status).toBe(200)
    expect(headers['cache-control']).toBe(`public, max-age=${rule}`)
    const again = await ask(path, { headers: { 'if-none-match': headers.etag } })
    expect(again).toMatchObject({ status: 304, text: '' })
  }
})

test('a name of a file of the map with another hash is not found, and that is not kept', async () => {
  const { relief, ...files } = mapFiles
  const urls = [`${relief.url}${tile}`, ...Object.values(files).map(({ url }) => url)]
  for (const url of urls) {
    const { status, headers } = await ask(url.replace(/\.[0-9a-f]{12}/, '.0123456789ab'))
    expect(status).toBe(404)
    expect(headers['cache-control']).toContain('no-store')
  }
  const beyond = await ask(`${relief.url}/dark/9/0/0.webp`)
  expect(beyond.status).toBe(404)
  expect(beyond.headers['cache-control']).toContain('no-store')
})

test.each([
  ['/api/nowhere', 404, 'a path this process serves'],
  ['/api/v1/drones', 404, 'a path this process serves'],
  ['/ws/nowhere', 404, 'a path this process serves'],
  ['/ws/live', 426, 'a WebSocket'],
  ['/ws/telemetry', 426, 'a WebSocket'],
])('a program that asks for %s is answered %i in JSON, with what was expected', async (path, status, expected) => {
  const answer = await ask(path)
  expect(answer.status).toBe(status)
  expect(JSON.parse(answer.text)).toMatchObject({ error: { faults: [{ expected, got: expect.any(String) }] } })
})

test('the address of the API with a slash behind it leads to the API', async () => {
  const answer = await ask('/api/graphql/')
  expect(answer.status).toBe(308)
  expect(answer.headers.location).toBe('/api/graphql')
})
