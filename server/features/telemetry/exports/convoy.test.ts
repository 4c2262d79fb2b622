import { connect } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { exportFormatNames } from '../../../../schema/exports.ts'
import type { ConvoyId } from '../../../../schema/ids.ts'
import { telemetry } from '../../../../schema/tables.ts'
import {
  convoyId,
  convoyOf,
  droneIdOf,
  droneOf,
  reading,
  send,
  startTelemetryServer,
  type TelemetryServer,
} from '../../../../tests/support/telemetry-server.ts'
import type { Tables } from '../../../ports/index.ts'

let server: TelemetryServer
const startMs = Date.UTC(2026, 0, 1)
const otherConvoyId = '550e8400-e29b-41d4-a716-446655440009' as ConvoyId
const emptyConvoyId = '550e8400-e29b-41d4-a716-44665544000a' as ConvoyId
const [first, second, retired, elsewhere] = [droneIdOf(1), droneIdOf(2), droneIdOf(3), droneIdOf(4)]
const dronesRead = new Set<string>()
const path = (query = '', id: string = convoyId) => `${server.url}/api/v1/convoys/${id}/telemetry${query}`

beforeAll(async () => {
  const wrapTables = (tables: Tables): Tables => ({
    ...tables,
    scan: async (table, partition, range) => {
      if ((table as unknown) === telemetry && partition && 'droneId' in partition)
        dronesRead.add(String(partition.droneId))
      return tables.scan(table, partition, range)
    },
  })
  server = await startTelemetryServer({ wrapTables, droneIds: [] })
  for (const id of [convoyId, otherConvoyId, emptyConvoyId]) await server.roster.saveConvoy(convoyOf(id), null)
  await server.roster.addDrones(convoyId, [second, first, retired].map(droneOf))
  await server.roster.addDrones(otherConvoyId, [{ ...droneOf(elsewhere), convoyId: otherConvoyId }])
  await send(
    server,
    'REST',
    [second, elsewhere, retired, first].flatMap((droneId) =>
      [3, 1, 2].map((minute) => reading({ droneId, sequence: minute, recordedAt: startMs + minute * 60_000 })),
    ),
  )
  await server.roster.saveDrone({ ...droneOf(retired), retiredAtMs: startMs, version: 2 }, 1)
})
afterAll(() => server.close())

const keysOf = async (response: Response) =>
  (await response.text())
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as { droneId: string; sequence: number })
    .map(({ droneId, sequence }) => [droneId, sequence])

test('a convoy’s export has its drones in service, one after the other by id, each oldest first', async () => {
  const response = await fetch(path())
  expect(response.headers.get('content-disposition')).toBe('attachment; filename="HAWK.ndjson"')
  expect(await keysOf(response)).toEqual([first, second].flatMap((droneId) => [1, 2, 3].map((n) => [droneId, n])))
})

test('named drones are exported alone, each once, in order of their ids, also those out of service', async () => {
  const query = `?droneIds=${retired},${first.toUpperCase()},${retired}&from=2026-01-01T00:01:00Z&to=${startMs + 180_000}`
  const response = await fetch(path(query))
  expect(response.headers.get('content-disposition')).toBe(
    'attachment; filename="HAWK_20260101T000100Z_20260101T000300Z.ndjson"',
  )
  expect(await keysOf(response)).toEqual([first, retired].flatMap((droneId) => [1, 2].map((n) => [droneId, n])))
})

test.each([
  ['csv', 1],
  ['ndjson', 0],
  ['geojson', 2],
  ['gpx', 4],
  ['kml', 3],
])('a convoy without drones makes a whole, empty file: %s', async (format, lines) => {
  const text = await (await fetch(path(`?format=${format}`, emptyConvoyId))).text()
  expect(text.split('\n').length - 1).toBe(lines)
})

test.each([
  [`?droneIds=${first},x`, 400, 'invalid', 'droneIds.1', 'a UUID', '"x"'],
  [`?droneIds=${first},`, 400, 'invalid', 'droneIds.1', 'a UUID', '""'],
  [`?droneIds=../../etc`, 400, 'invalid', 'droneIds.0', 'a UUID', '"../../etc"'],
  [`?droneIds=${elsewhere}`, 404, 'missing', 'droneIds.0', 'a drone of this convoy', elsewhere],
  [`?droneIds=${droneIdOf(999)}`, 404, 'missing', 'droneIds.0', 'a drone of this convoy', droneIdOf(999)],
  ['?format=shp', 400, 'invalid', 'format', 'ndjson, csv, geojson, gpx, kml, parquet', '"shp"'],
  ['?from=2&to=1', 400, 'invalid', 'to', 'no time before from', '"1"'],
  ['?filename=x', 400, 'invalid', 'query', 'nothing but from, to, format, droneIds', '"filename"'],
])('%s is refused with what was expected', async (query, status, code, name, expected, got) => {
  const response = await fetch(path(query))
  expect(response.status).toBe(status)
  expect(await response.json()).toMatchObject({
    error: {
      code,
      faults: [{ path: name, expected: expect.stringContaining(expected), got: expect.stringContaining(got) }],
    },
  })
})

test('a convoy that is not on the roster is missing, and its export can only be read', async () => {
  for (const id of ['550e8400-e29b-41d4-a716-000000000000', 'x', '%2e%2e%2fetc'])
    expect((await fetch(path('', id))).status).toBe(404)
  const response = await fetch(path(), { method: 'POST' })
  expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, HEAD'])
})

test('text is compressed for a client that takes it, and HEAD has the same headers', async () => {
  const [plain, packed, head] = await Promise.all([
    fetch(path('?format=gpx'), { headers: { 'accept-encoding': 'identity' } }),
    fetch(path('?format=gpx'), { headers: { 'accept-encoding': 'gzip' } }),
    fetch(path('?format=gpx'), { headers: { 'accept-encoding': 'gzip' }, method: 'HEAD' }),
  ])
  expect([plain, packed, head].map(({ headers }) => headers.get('content-encoding'))).toEqual([null, 'gzip', 'gzip'])
  expect(head.headers.get('content-type')).toBe('application/gpx+xml; charset=utf-8')
  expect(head.headers.get('content-disposition')).toBe('attachment; filename="HAWK.gpx"')
  expect([await head.text(), await packed.text()]).toEqual(['', await plain.text()])
})

test('a client that leaves ends the reading of the store, in every format', async () => {
  const drones = Array.from({ length: 24 }, (_, n) => droneIdOf(200 + n))
  await server.roster.addDrones(convoyId, drones.map(droneOf))
  for (const droneId of drones) {
    const at = (n: number) => reading({ droneId, sequence: n, recordedAt: startMs + n * 500 })
    await send(
      server,
      'NDJSON',
      Array.from({ length: 5_000 }, (_, n) => at(n)),
    )
  }
  for (const format of exportFormatNames) {
    dronesRead.clear()
    const socket = connect(server.port, '127.0.0.1')
    const target = `/api/v1/convoys/${convoyId}/telemetry?format=${format}`
    socket.write(`GET ${target} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`)
    await expect.poll(() => dronesRead.size, { interval: 5 }).toBeGreaterThan(0)
    socket.destroy()
    // Requests of others give the abandoned one enough time.
    for (let n = 0; n < 20; n += 1) await server.history(first)
    expect(dronesRead.size, format).toBeLessThan(drones.length / 2)
  }
})
