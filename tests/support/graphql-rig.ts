/** The GraphQL door on a real socket, over a real store, with everything it calls. */

import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { pino, stdSerializers } from 'pino'
import { graphqlPath } from '../../lib/api/client.ts'
import type { LeadershipChange } from '../../schema/leadership.ts'
import { type Actor, localActor } from '../../schema/permissions.ts'
import { telemetry, telemetryBuckets } from '../../schema/tables.ts'
import { type StoredReading, telemetryBucketMs } from '../../schema/telemetry.ts'
import { openDuckdbLake } from '../../server/adapters/duckdb/lake.ts'
import { createTestClock } from '../../server/adapters/memory/test-clock.ts'
import { parseConfig } from '../../server/config.ts'
import { openFeatures } from '../../server/container.ts'
import type { Platform } from '../../server/feature.ts'
import type { Bus, Jobs, Tables } from '../../server/ports/index.ts'
import type { Resolvers } from '../../server/resolvers.generated.ts'
import { createGraphql } from '../../server/transport/graphql/graphql.ts'
import type { GraphqlSettings } from '../../server/transport/graphql/limits.ts'
import { serveRequest, serveUpgrade } from '../../server/transport/http/doors.ts'
import { convoyId, droneId, openEngagementRig } from './engagement-rig.ts'

interface RigOptions {
  drones?: number
  settings?: Partial<GraphqlSettings>
  actor?: Actor
  wrapTables?: (tables: Tables) => Tables
  wrapBus?: (bus: Bus) => Bus
  /** Put over those of the features. */
  resolvers?: Resolvers
  stallMs?: number
  states?: Platform['states']
  jobs?: Partial<Jobs>
  contractsPath?: string
}

const noJobs: Jobs = {
  add: async () => undefined,
  schedule: async () => undefined,
  work: async () => undefined,
  setAside: async () => [],
  retry: async () => false,
  figures: async () => [],
}

export type GraphqlRig = Awaited<ReturnType<typeof openGraphqlRig>>

export interface Answer<Data = Record<string, unknown>> {
  status: number
  headers: Headers
  data?: Data | null
  errors?: { message: string; path?: unknown; extensions: Record<string, unknown> }[]
}

export async function openGraphqlRig(options: RigOptions = {}) {
  const clock = createTestClock(Date.UTC(2026, 0, 1))
  const { wrapTables } = options
  const engagements = await openEngagementRig({
    clock,
    drones: options.drones ?? 4,
    ...(wrapTables ? { wrapTables } : {}),
  })
  const bus = options.wrapBus?.(engagements.bus) ?? engagements.bus
  const stop = new AbortController()
  const logged: { details: Record<string, unknown>; message: string }[] = []
  const log = pino(
    { level: 'warn', serializers: { error: stdSerializers.err } },
    { write: (line: string) => void logged.push(toLogged(line)) },
  )
  const parsed = parseConfig({ ROLES: 'web' })
  if ('faults' in parsed) throw new Error(parsed.faults.join('\n'))
  const platform: Platform = {
    ...engagements,
    ...{ bus, log, config: parsed.config, isDev: false, version: '1.2.3', startedAtMs: clock.nowMs() },
    ...{ mode: 'embedded' as const, processId: 'test', isShared: false, signal: stop.signal },
    jobs: { ...noJobs, ...options.jobs },
    states: options.states ?? (() => []),
    actorOf: () => options.actor ?? localActor,
    addressOf: () => '127.0.0.1',
    contractsPath: options.contractsPath ?? '/nowhere/contracts.json',
    lake: openDuckdbLake({ folder: '/nowhere/lake', clock }),
    runExclusive: () => undefined,
  }
  const features = await openFeatures(platform, engagements)
  const resolvers = [...features.flatMap((feature) => feature.resolvers ?? []), options.resolvers ?? {}]
  const settings = { introspection: true, graphiql: true, suggestions: false, ...options.settings }
  const deps = { ...platform, resolvers, settings }
  const graphql = createGraphql(deps, options.stallMs === undefined ? {} : { stallMs: options.stallMs })

  const sockets = new Set<Duplex>()
  const server = createServer((request, response) => {
    if (serveRequest([graphql.door], request, response, log)) return
    void graphql.fetch(toFetch(request)).then(async (answer) => {
      response.writeHead(answer.status, Object.fromEntries(answer.headers))
      response.end(Buffer.from(await answer.arrayBuffer()))
    })
  })
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  server.on('upgrade', (request, socket, head) => serveUpgrade(graphql.handleUpgrade, request, socket, head, log))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const url = `http://127.0.0.1:${port}${graphqlPath}`

  async function post<Data = Record<string, unknown>>(body: unknown, headers: Record<string, string> = {}) {
    const text = typeof body === 'string' ? body : JSON.stringify(body)
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json', ...headers },
      body: text,
    })
    const { status, headers: answered } = response
    return { status, headers: answered, ...((await response.json()) as object) } as Answer<Data>
  }

  return {
    ...engagements,
    bus,
    clock,
    logged,
    graphql,
    graphqlDeps: deps,
    actor: options.actor ?? localActor,
    server,
    sockets,
    url,
    socketUrl: url.replace('http', 'ws'),
    post,
    ask: <Data = Record<string, unknown>>(query: string, variables?: Record<string, unknown>) =>
      post<Data>({ query, ...(variables ? { variables } : {}) }),
    /** Stores readings as ingest does and tells the bus. */
    async report(readings: readonly StoredReading[]) {
      const bucketOf = (ms: number) => Math.floor(ms / telemetryBucketMs) * telemetryBucketMs
      const rows = readings.map((reading) => ({ ...reading, timeBucketMs: bucketOf(reading.recordedAtMs) }))
      const listed = rows.map(({ droneId, timeBucketMs }) => ({ droneId, timeBucketMs, listedAtMs: clock.nowMs() }))
      await engagements.store.insert(telemetryBuckets, listed)
      await engagements.store.insert(telemetry, rows)
      await engagements.bus.publish('readings', { convoyId, readings: [...readings] })
    },
    lead: (change: LeadershipChange) => engagements.bus.publish('events', { kind: 'leadership', ...change }),
    /** Publishes a rank change of drone 1 to this rank. */
    rank: (rankAfter: number, of = convoyId, callsign = 'HAWK-1-1') =>
      engagements.bus.publish('events', {
        kind: 'rank',
        convoyId: of,
        droneId: droneId(1),
        callsign,
        rankBefore: null,
        rankAfter,
        accuracyPct: 50,
        atMs: clock.nowMs(),
      }),
    async close() {
      stop.abort()
      await graphql.close()
      for (const socket of sockets) socket.destroy()
      await new Promise((closed) => server.close(closed))
      await Promise.all(features.map((feature) => feature.close?.()))
      await engagements.close()
    },
  }
}

function toFetch(request: IncomingMessage): Request {
  const headers = new Headers(request.headers as Record<string, string>)
  return new Request(`http://${request.headers.host}${request.url}`, { method: request.method ?? 'GET', headers })
}

function toLogged(line: string): { details: Record<string, unknown>; message: string } {
  const { msg, ...details } = JSON.parse(line) as Record<string, unknown> & { msg: string }
  return { details, message: msg }
}
