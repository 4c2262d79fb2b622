/** The telemetry doors on a bare HTTP server over a real store in a temporary folder. */
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type ServerOptions } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pino from 'pino'
import { type ClientOptions, WebSocket } from 'ws'
import type { Convoy, Drone } from '../../schema/convoys.ts'
import type { ConvoyId, DroneId } from '../../schema/ids.ts'
import { localActor } from '../../schema/permissions.ts'
import { allTables } from '../../schema/tables.ts'
import { openParquetFiles } from '../../server/adapters/duckdb/parquet-files.ts'
import { openLmdbTables } from '../../server/adapters/lmdb/tables.ts'
import { createMemoryBus } from '../../server/adapters/memory/bus.ts'
import { systemClock } from '../../server/adapters/memory/clock.ts'
import { enrollDrones } from '../../server/features/convoys/enroll-drones.ts'
import { createIngestCounters } from '../../server/features/telemetry/counters.ts'
import { createExportDoor } from '../../server/features/telemetry/exports/door.ts'
import { readHistory } from '../../server/features/telemetry/history.ts'
import { createIngest, type IngestDeps } from '../../server/features/telemetry/ingest.ts'
import type { IngestResult } from '../../server/features/telemetry/ingest-result.ts'
import { createTelemetryRest } from '../../server/features/telemetry/rest/telemetry.ts'
import { createTelemetrySocket } from '../../server/features/telemetry/socket/door.ts'
import type { TelemetrySocketLimits } from '../../server/features/telemetry/socket/limits.ts'
import type { Clock, Tables } from '../../server/ports/index.ts'
import { openRoster } from '../../server/repositories/roster.ts'
import { createAddressOf } from '../../server/transport/http/client-address.ts'
import { serveRequest, serveUpgrade } from '../../server/transport/http/doors.ts'

export const convoyId = '550e8400-e29b-41d4-a716-446655440000' as ConvoyId
export const droneIdOf = (index: number): DroneId =>
  `660e8400-e29b-41d4-a716-${String(index).padStart(12, '0')}` as DroneId
export const droneOf = (droneId: DroneId): Drone => ({
  convoyId,
  droneId,
  callsign: `D-${droneId.slice(-4)}`,
  platformType: 'UNKNOWN',
  reportIntervalMs: null,
  createdAtMs: 0,
  assignedAtMs: null,
  retiredAtMs: null,
  leftAtMs: null,
  version: 1,
})
export const convoyOf = (id: ConvoyId): Convoy => ({
  convoyId: id,
  callsign: 'HAWK',
  aor: [],
  roe: 'OBSERVE_ONLY',
  commandingUnit: 'Test Range',
  status: 'ACTIVE',
  heartbeatIntervalMs: 1_000,
  createdAtMs: 0,
  archivedAtMs: null,
  version: 1,
})

interface Options {
  clock?: Clock
  /** Drones of the roster; five when absent. */
  droneIds?: readonly DroneId[]
  autoEnroll?: boolean
  maySend?: IngestDeps['maySend']
  socketLimits?: Partial<TelemetrySocketLimits>
  trustedProxies?: readonly string[]
  http?: ServerOptions
  /** Stands between ingest and the store. */
  wrapTables?: (tables: Tables) => Tables
  logLines?: string[]
}

export type TelemetryServer = Awaited<ReturnType<typeof startTelemetryServer>>

export async function startTelemetryServer(options: Options = {}) {
  const clock = options.clock ?? systemClock
  const droneIds = options.droneIds ?? [0, 1, 2, 3, 4].map(droneIdOf)
  const dataDir = mkdtempSync(join(tmpdir(), 'telemetry-'))
  const store = await openLmdbTables({ dataDir, clock, tables: allTables })
  const tables = options.wrapTables?.(store) ?? store
  const bus = createMemoryBus({ clock })
  const roster = await openRoster({ tables: store, bus, clock })
  await roster.addDrones(convoyId, droneIds.map(droneOf))
  const counters = createIngestCounters()
  const enroll = (unknown: readonly DroneId[]) => enrollDrones({ roster, clock }, unknown)
  const openIngest = (shared: Partial<IngestDeps> = {}) =>
    createIngest({
      ...{ tables, bus, clock, roster, counters },
      findElsewhere: null,
      owners: null,
      kept: null,
      enroll: options.autoEnroll ? enroll : null,
      maySend: options.maySend ?? (() => true),
      ...shared,
    })
  const ingest = openIngest()
  const log = pino({ level: 'info' }, { write: (line: string) => void options.logLines?.push(line) })
  const door = {
    ingest,
    tables,
    clock,
    roster,
    log,
    actorOf: () => localActor,
    addressOf: createAddressOf(options.trustedProxies ?? []),
  }
  const rest = createTelemetryRest(door)
  const parquetFiles = await openParquetFiles(join(dataDir, 'exports'), log)
  const exports = createExportDoor({ ...door, parquetFiles })
  const socketDoor = createTelemetrySocket({
    ...door,
    ...(options.socketLimits ? { limits: options.socketLimits } : {}),
  })
  const server = createServer(options.http ?? {}, (request, response) => {
    if (!serveRequest([rest, exports], request, response, log)) response.writeHead(404).end()
  })
  server.on('upgrade', (request, socket, head) => serveUpgrade(socketDoor.handleUpgrade, request, socket, head, log))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const port = (server.address() as AddressInfo).port
  const url = `http://127.0.0.1:${port}`
  const sockets = new Set<WebSocket>()

  async function connect({ query = '', ...settings }: ClientOptions & { query?: string } = {}): Promise<WebSocket> {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/ws/telemetry${query}`, settings)
    sockets.add(socket)
    await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject))
    return socket
  }

  return {
    ...{ port, url, tables: store, bus, roster, counters, ingest, clock, droneIds, dataDir, socketDoor, connect },
    post: (body: BodyInit, headers: Record<string, string> = { 'content-type': 'application/json' }) =>
      fetch(`${url}/api/v1/telemetry`, { method: 'POST', headers, body, duplex: 'half' } as RequestInit),
    /** Another ingest over the same store, as after a restart: it remembers nothing. */
    openIngest,
    /** As stored, flags and all. */
    async *readStored(droneId: DroneId) {
      for await (const page of readHistory({ tables: store }, localActor, droneId, 0, Number.MAX_SAFE_INTEGER))
        yield* page
    },
    async history(droneId: DroneId, query = ''): Promise<Record<string, unknown>[]> {
      const response = await fetch(`${url}/api/v1/drones/${droneId}/telemetry${query}`)
      const lines = (await response.text()).split('\n').filter((line) => line !== '')
      return lines.map((line) => JSON.parse(line) as Record<string, unknown>)
    },
    async close(): Promise<void> {
      for (const socket of sockets) socket.terminate()
      await socketDoor.close()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await store.close()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

export const nextMessage = (socket: WebSocket) =>
  new Promise<Record<string, unknown>>((resolve) =>
    socket.once('message', (data) => resolve(JSON.parse(String(data)) as Record<string, unknown>)),
  )
export const closeCode = (socket: WebSocket) => new Promise<number>((resolve) => socket.once('close', resolve))

export const doors = ['REST', 'NDJSON', 'WebSocket'] as const
export type Door = (typeof doors)[number]

/** Sends one batch by the door, as the JSON text given, and returns the result. */
export async function send(server: TelemetryServer, door: Door, readings: readonly unknown[]): Promise<IngestResult> {
  const texts = readings.map((reading) => (typeof reading === 'string' ? reading : JSON.stringify(reading)))
  if (door === 'WebSocket') {
    const socket = await server.connect()
    const reply = nextMessage(socket)
    socket.send(`{"type":"telemetry","batchId":"b1","readings":[${texts.join(',')}]}`)
    const { type, batchId, ...rest } = await reply
    socket.close()
    if (type !== 'ack' || batchId !== 'b1') throw new Error(`Got ${type}: ${JSON.stringify(rest)}`)
    return rest as unknown as IngestResult
  }
  const response =
    door === 'REST'
      ? await server.post(`[${texts.join(',')}]`)
      : await server.post(texts.join('\n'), { 'content-type': 'application/x-ndjson' })
  if (response.status !== 200) throw new Error(`Got ${response.status}: ${await response.text()}`)
  return (await response.json()) as IngestResult
}

export interface WireReading {
  droneId: unknown
  recordedAt: unknown
  sequence: unknown
  latitudeDeg: unknown
  longitudeDeg: unknown
  [field: string]: unknown
}

/** A good reading, with what is to be otherwise. */
export const reading = (changes: Record<string, unknown> = {}): WireReading => ({
  droneId: droneIdOf(0),
  recordedAt: Date.now() - 60_000,
  sequence: 1,
  latitudeDeg: 34.5,
  longitudeDeg: 69.2,
  altitudeM: 2_400.5,
  speedMps: 61.5,
  ...changes,
})
