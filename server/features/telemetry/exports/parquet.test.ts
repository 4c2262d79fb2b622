import { readdirSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { parquetMetadata, parquetReadObjects } from 'hyparquet'
import { compressors } from 'hyparquet-compressors'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { plainText } from '../../../../lib/text/plain-text.ts'
import { telemetryFieldNames, telemetryFields } from '../../../../schema/telemetry.ts'
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

const startMs = Date.UTC(2026, 0, 1)
const droneIds = [droneIdOf(1), droneIdOf(2)]
const callsigns = ['<img src=x onerror=alert(1)>\n\0\u202e', '=cmd|"/C calc"!A0']
const full = Object.fromEntries(telemetryFieldNames.map((name) => [name, telemetryFields[name].max / 3]))
const leadership = { term: 3, role: 'leader', votedFor: null, peers: [] }

let server: TelemetryServer
beforeAll(async () => {
  server = await startTelemetryServer({ droneIds: [] })
  await server.roster.saveConvoy(convoyOf(convoyId), null)
  const drones = droneIds.map((droneId, n) => ({ ...droneOf(droneId), callsign: callsigns[n] as string }))
  await server.roster.addDrones(convoyId, drones)
  await send(
    server,
    'REST',
    droneIds.flatMap((droneId) => [
      {
        ...reading({ droneId, sequence: 1, recordedAt: startMs }),
        ...full,
        leadership: { ...leadership, leaderId: droneId },
      },
      reading({ droneId, sequence: 2, recordedAt: startMs + 1_000, latitudeDeg: 0, longitudeDeg: 0 }),
    ]),
  )
})
afterAll(() => server.close())

const path = `/api/v1/convoys/${convoyId}/telemetry?format=parquet`
const leftovers = () => readdirSync(join(server.dataDir, 'exports'))

test('a Parquet file has the columns of the CSV file and every reading, as another program reads it', async () => {
  const response = await fetch(`${server.url}${path}`)
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'content-type': 'application/vnd.apache.parquet',
    'content-disposition': 'attachment; filename="HAWK.parquet"',
  })
  expect(response.headers.get('content-encoding')).toBeNull()
  const file = await response.arrayBuffer()
  expect(response.headers.get('content-length')).toBe(String(file.byteLength))
  const header = (await (await fetch(`${server.url}${path.replace('parquet', 'csv')}`)).text()).split('\r\n')[0]
  const names = parquetMetadata(file).schema.slice(1)
  expect(names.map(({ name }) => name).join(',')).toBe(header)

  const empty = Object.fromEntries(telemetryFieldNames.map((name) => [name, null]))
  const { altitudeM, speedMps } = reading()
  expect(await parquetReadObjects({ file, compressors })).toEqual(
    droneIds.flatMap((droneId, n) => {
      const callsign = plainText(callsigns[n] as string)
      return [
        {
          ...{ droneId, recordedAt: new Date(startMs), sequence: 1, ...full },
          ...{ term: 3, role: 'leader', leaderId: droneId, flags: '', callsign },
        },
        {
          ...{ droneId, recordedAt: new Date(startMs + 1_000), sequence: 2 },
          ...{ ...empty, latitudeDeg: 0, longitudeDeg: 0, altitudeM, speedMps },
          ...{ term: null, role: null, leaderId: null, flags: 'nullIsland implausible', callsign },
        },
      ]
    }),
  )
  await expect.poll(leftovers).toEqual([])
})

test('HEAD has its headers, and writes no file', async () => {
  const response = await fetch(`${server.url}${path}`, { method: 'HEAD' })
  expect([response.status, await response.text()]).toEqual([200, ''])
  expect(response.headers.get('content-disposition')).toBe('attachment; filename="HAWK.parquet"')
})

test('F93 a client that leaves before or while its file is sent leaves nothing behind', async () => {
  const readings = Array.from({ length: 5_000 }, (_, n) =>
    reading({ droneId: droneIds[0], sequence: n, recordedAt: startMs + 3_600_000 + n, altitudeM: (n * 7_919) % 4_000 }),
  )
  await send(server, 'NDJSON', readings)
  for (const event of ['connect', 'data'] as const) {
    const socket = connect(server.port, '127.0.0.1')
    socket.write(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`)
    await new Promise((resolve) => socket.once(event, resolve))
    socket.destroy()
  }
  await expect.poll(leftovers).toEqual([])
  expect((await fetch(`${server.url}${path}`)).status).toBe(200)
  await expect.poll(leftovers).toEqual([])
})
