/** The GraphQL door on a real socket, over a real store, with everything it calls. */
import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { graphqlPath } from '../../lib/api/client.ts'
import type { LeadershipChange } from '../../schema/leadership.ts'
import { type Actor, localActor } from '../../schema/permissions.ts'
import { telemetry, telemetryBuckets } from '../../schema/tables.ts'
import { type StoredReading, telemetryBucketMs } from '../../schema/telemetry.ts'
import { createTestClock } from '../../server/adapters/memory/test-clock.ts'
import { loadAnswer } from '../../server/features/leaderboard/read-cached.ts'
import { startLeadershipWatch } from '../../server/features/leadership/watch.ts'
import { followStrategies } from '../../server/features/system/follow-strategies.ts'
import { type JobWatch, watchJobs } from '../../server/features/system/job-watch.ts'
import type { StoreWatch } from '../../server/features/system/store-watch.ts'
import { createIngestCounters } from '../../server/features/telemetry/counters.ts'
import { latestReading } from '../../server/features/telemetry/history.ts'
import type { Bus, Tables } from '../../server/ports/index.ts'
import { openLatestReadings } from '../../server/repositories/latest-readings.ts'
import { createLeaderboardAnswers } from '../../server/repositories/leaderboard-answers.ts'
import { createRoutes } from '../../server/repositories/routes.ts'
import { createStrategyRegistry } from '../../server/repositories/strategies/registry.ts'
import { serveRequest, serveUpgrade } from '../../server/transport/doors.ts'
import { bindVerbs } from '../../server/transport/graphql/bind-verbs.ts'
import { createGraphql } from '../../server/transport/graphql/graphql.ts'
import type { GraphqlSettings } from '../../server/transport/graphql/limits.ts'
import type { Verbs } from '../../server/transport/graphql/verbs.ts'
import { convoyId, droneId, openEngagementRig } from './engagement-rig.ts'

interface RigOptions {
  drones?: number
  settings?: Partial<GraphqlSettings>
  actor?: Actor
  wrapTables?: (tables: Tables) => Tables
  wrapBus?: (bus: Bus) => Bus
  /** Replaces some of the verbs. */
  verbs?: Partial<Verbs>
  stallMs?: number
  stores?: StoreWatch
  jobs?: JobWatch
  contractsPath?: string
}

const noJobs = () => watchJobs({ figures: async () => [], setAside: async () => [], retry: async () => false })

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
  const { tables, roster, ranking, boards, settler, recents } = engagements
  const bus = options.wrapBus?.(engagements.bus) ?? engagements.bus
  const stop = new AbortController()
  const logged: { details: Record<string, unknown>; message: string }[] = []
  const keep = (details: object, message: string) => logged.push({ details: { ...details }, message })
  const log = { error: keep, warn: keep }
  const leadership = await startLeadershipWatch(
    { tables, bus: engagements.bus, clock, roster, canHear: () => true, latestReading: null, log },
    stop.signal,
  )
  const latest = await openLatestReadings(
    { bus: engagements.bus, clock: engagements.clock, load: (droneId) => latestReading({ tables }, droneId), log },
    stop.signal,
  )
  const about = {
    mode: 'embedded' as const,
    version: '1.2.3',
    startedAtMs: clock.nowMs(),
    process: { id: 1, name: 'test', roles: ['web'] },
  }
  const routes = createRoutes(engagements)
  const answers = createLeaderboardAnswers(engagements, loadAnswer(engagements))
  const strategies = createStrategyRegistry({ route: routes, 'recent-engagements': recents, leaderboard: answers })
  await followStrategies({ bus: engagements.bus, clock, strategies, log }, stop.signal)
  const counters = createIngestCounters()
  const bound = bindVerbs({
    tables,
    ranking,
    clock,
    roster,
    boards,
    settler,
    recents,
    latest,
    leadership,
    counters,
    about,
    bus,
    answers,
    strategies,
    stores: options.stores ?? { list: () => [] },
    jobs: options.jobs ?? noJobs(),
    contractsPath: options.contractsPath ?? '/nowhere/contracts.json',
  })
  const deps = {
    tables,
    bus,
    clock,
    roster,
    routes,
    verbs: { ...bound, ...options.verbs },
    log,
    settings: { introspection: true, graphiql: true, suggestions: false, ...options.settings },
    ...(options.actor ? { actorOf: () => options.actor as Actor } : {}),
  }
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
    resolverDeps: deps,
    strategies,
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
      await leadership.closed
      await engagements.close()
    },
  }
}

function toFetch(request: IncomingMessage): Request {
  const headers = new Headers(request.headers as Record<string, string>)
  return new Request(`http://${request.headers.host}${request.url}`, { method: request.method ?? 'GET', headers })
}
