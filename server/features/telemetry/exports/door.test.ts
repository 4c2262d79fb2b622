import { connect } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { telemetry } from '../../../../schema/tables.ts'
import { type Measurements, telemetryFieldNames } from '../../../../schema/telemetry.ts'
import {
  droneIdOf,
  reading,
  send,
  startTelemetryServer,
  type TelemetryServer,
} from '../../../../tests/support/telemetry-server.ts'
import type { Tables } from '../../../ports/index.ts'

let server: TelemetryServer
let pagesRead = 0
const stalledDrone = droneIdOf(2)
const startMs = Date.UTC(2026, 0, 1)
const full = {
  ...reading({ recordedAt: startMs, sequence: 1 }),
  leadership: {
    term: 3,
    role: 'leader',
    leaderId: droneIdOf(0),
    votedFor: null,
    peers: [{ droneId: droneIdOf(1), linkPct: 80 }],
  },
}
const path = (query = '') => `${server.url}/api/v1/drones/${droneIdOf(0)}/telemetry${query}`

beforeAll(async () => {
  const wrapTables = (tables: Tables): Tables => ({
    ...tables,
    scan: async (table, partition, range) => {
      if ((table as unknown) === telemetry && partition && 'droneId' in partition && partition.droneId === stalledDrone)
        pagesRead += 1
      return tables.scan(table, partition, range)
    },
  })
  server = await startTelemetryServer({ wrapTables })
  const later = [1, 2, 3].map((hours) => reading({ recordedAt: startMs + hours * 3_600_000, sequence: hours + 1 }))
  await send(server, 'REST', [full, ...later])
})
afterAll(() => server.close())

test('what is stored comes back as it came, oldest first, and sent again it is all duplicates', async () => {
  const response = await fetch(path())
  expect(response.headers.get('content-type')).toBe('application/x-ndjson; charset=utf-8')
  const text = await response.text()
  expect(JSON.parse(text.split('\n')[0] ?? '')).toEqual(full)
  const again = await server.post(text, { 'content-type': 'application/x-ndjson' })
  expect(await again.json()).toMatchObject({ accepted: 0, duplicates: 4, refused: [] })
})

test.each([
  ['ms since 1970', `?from=${startMs + 1}&to=${startMs + 7_200_000}`],
  ['RFC 3339', '?from=2026-01-01T00:00:00.001Z&to=2026-01-01T02:00:00Z'],
  ['RFC 3339 with an offset', '?from=2026-01-01T04:30:00.001%2B04:30&to=2026-01-01T02:00:00Z'],
  ['RFC 3339 with an unescaped +', '?from=2026-01-01T04:30:00.001+04:30&to=2026-01-01T02:00:00Z'],
])('a range in %s is half-open', async (_name, query) => {
  expect(await server.history(droneIdOf(0), query)).toMatchObject([{ recordedAt: startMs + 3_600_000 }])
})

test('as CSV it has one column a field, and a header', async () => {
  const values: Partial<Measurements> = { latitudeDeg: 34.5, longitudeDeg: 69.2, altitudeM: 2_400.5, speedMps: 61.5 }
  const measured = telemetryFieldNames.map((name) => values[name] ?? '').join(',')
  const response = await fetch(path('?format=csv'))
  expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8')
  expect((await response.text()).split('\r\n').slice(0, 3)).toEqual([
    `droneId,recordedAt,sequence,${telemetryFieldNames.join(',')},term,role,leaderId,flags,callsign`,
    `${droneIdOf(0)},${startMs},1,${measured},3,leader,${droneIdOf(0)},,D-0000`,
    `${droneIdOf(0)},${startMs + 3_600_000},2,${measured},,,,,D-0000`,
  ])
})

test('flagged readings are returned with their flags, and sending them again makes duplicates', async () => {
  const droneId = droneIdOf(3)
  const at = (minute: number, changes: object) =>
    reading({ droneId, recordedAt: startMs + minute * 60_000, sequence: minute, ...changes })
  await send(server, 'REST', [
    at(1, {}),
    at(2, { latitudeDeg: 0, longitudeDeg: 0 }),
    at(3, {}),
    at(4, { fuelPct: 101 }),
  ])
  await send(server, 'REST', [at(0, {})])
  const text = await (await fetch(`${server.url}/api/v1/drones/${droneId}/telemetry`)).text()
  const lines = text.trimEnd().split('\n')
  expect(lines.map((line) => (JSON.parse(line) as { flags?: unknown }).flags)).toEqual([
    ['late'],
    undefined,
    ['nullIsland', 'implausible'],
    undefined,
    ['outOfBounds'],
  ])
  const csv = await (await fetch(`${server.url}/api/v1/drones/${droneId}/telemetry?format=csv`)).text()
  expect(
    csv
      .trimEnd()
      .split('\r\n')
      .map((line) => line.split(',').at(-2)),
  ).toEqual([...['flags', 'late', '', 'nullIsland implausible', '', 'outOfBounds']])
  const again = await server.post(text, { 'content-type': 'application/x-ndjson' })
  expect(await again.json()).toMatchObject({ duplicates: 5, refused: [], ignoredFields: [] })
})

test('marks that a sender claims are not taken', async () => {
  const droneId = droneIdOf(4)
  expect(await send(server, 'REST', [{ ...reading({ droneId }), flags: ['implausible'] }])).toMatchObject({
    accepted: 1,
    ignoredFields: [],
  })
  expect((await server.history(droneId))[0]).not.toHaveProperty('flags')
})

test.each([
  ['?from=yesterday', 'from', expect.stringContaining('RFC 3339'), '"yesterday"'],
  ['?to=-5', 'to', expect.stringContaining('RFC 3339'), '"-5"'],
  ['?format=xml', 'format', 'ndjson, csv, geojson, gpx, kml, parquet', '"xml"'],
  ['?form=csv', 'query', 'nothing but from, to, format', '"form"'],
  ['?from=1&to=2&from=3', 'from', 'one value', '"1 and 3"'],
  ['?from=2000&to=1000', 'to', 'no time before from', '"1000"'],
])('%s is refused with what was expected', async (query, name, expected, got) => {
  const response = await fetch(path(query))
  expect(response.status).toBe(400)
  expect(await response.json()).toMatchObject({
    error: { code: 'invalid', faults: [{ path: name, expected, got }] },
  })
})

test('an argument without a value is as if it were left out', async () => {
  const [whole, empty] = await Promise.all(
    ['', '?from=&to=&format='].map(async (query) => (await fetch(path(query))).text()),
  )
  expect(empty).toBe(whole)
})

test('a drone that is not on the roster is missing, whatever its name', async () => {
  for (const id of ['550e8400-e29b-41d4-a716-000000000000', 'x', '%2e%2e%2fetc'])
    expect((await fetch(`${server.url}/api/v1/drones/${id}/telemetry`)).status).toBe(404)
})

test('HEAD returns only the headers', async () => {
  const response = await fetch(path(), { method: 'HEAD' })
  expect(response.status).toBe(200)
  expect(await response.text()).toBe('')
})

test('a client that stops reading stops the reading of the store', async () => {
  const hours = 120
  for (let hour = 0; hour < hours; hour += 1) {
    const atMs = startMs + hour * 3_600_000
    const batch = Array.from({ length: 1_000 }, (_, index) =>
      reading({ droneId: stalledDrone, sequence: index, recordedAt: atMs + index }),
    )
    await send(server, 'NDJSON', batch)
  }
  pagesRead = 0
  const socket = connect(server.port, '127.0.0.1')
  socket.pause()
  socket.write(`GET /api/v1/drones/${stalledDrone}/telemetry HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`)
  // Requests of others give the stalled one enough time.
  let counted = -1
  for (let calm = 0; calm < 20; ) {
    await server.history(droneIdOf(0))
    calm = pagesRead === counted ? calm + 1 : 0
    counted = pagesRead
  }
  // A page takes about 170 kB: the buffers of both ends hold a part of the 20 MB.
  expect(counted).toBeGreaterThan(0)
  expect(counted).toBeLessThan(hours / 2)
  socket.destroy()
  expect(await server.history(stalledDrone)).toHaveLength(hours * 1_000)
})
