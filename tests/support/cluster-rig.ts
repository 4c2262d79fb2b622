/** App processes on the real servers of this run, each through cables that a test can pull. */

import { type ServerProcess, startServer } from './server-process.ts'
import { openFreshCluster } from './servers-cluster.ts'
import { openTcpProxy, type TcpProxy } from './tcp-proxy.ts'

export interface ClusterRig {
  /** All processes pass through these. */
  toScylla: TcpProxy
  toRedis: TcpProxy
  /** The database itself, past the cable. */
  redisUrl: string
  start(roles?: string, environment?: Record<string, string>): Promise<ServerProcess>
  close(): Promise<void>
}

/** A keyspace and a Redis database of its own, with nothing in it. */
export async function openClusterRig(): Promise<ClusterRig> {
  const cluster = await openFreshCluster()
  const { SCYLLA_HOSTS, REDIS_URL } = cluster.environment as { SCYLLA_HOSTS: string; REDIS_URL: string }
  const [toScylla, toRedis] = await Promise.all([openTcpProxy(SCYLLA_HOSTS), openTcpProxy(REDIS_URL)])
  const started: ServerProcess[] = []
  const redisUrl = new URL(toRedis.url)
  redisUrl.pathname = new URL(REDIS_URL).pathname
  return {
    toScylla,
    toRedis,
    redisUrl: REDIS_URL,
    async start(roles = 'web,ingest,worker', environment = {}) {
      const server = await startServer({
        ...cluster.environment,
        SCYLLA_HOSTS: toScylla.url,
        REDIS_URL: redisUrl.href,
        ROLES: roles,
        ...environment,
      })
      started.push(server)
      return server
    },
    async close() {
      for (const cable of [toScylla, toRedis]) cable.restore()
      await Promise.all(started.map((server) => server.stop()))
      await Promise.all([toScylla.close(), toRedis.close()])
      await cluster.drop()
    },
  }
}

export async function ask<R>(server: Pick<ServerProcess, 'url'>, query: string, variables: object = {}): Promise<R> {
  const response = await fetch(`${server.url}/api/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  })
  const { data, errors } = (await response.json()) as { data?: R; errors?: { message: string }[] }
  if (!data || errors) throw new Error(errors?.map(({ message }) => message).join('; ') ?? `status ${response.status}`)
  return data
}

export const send = (server: Pick<ServerProcess, 'url'>, readings: readonly object[]): Promise<Response> =>
  fetch(`${server.url}/api/v1/telemetry`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(readings),
  })

/** A convoy with these drones, made through one process. */
export async function makeConvoy(server: ServerProcess, convoyId: string, droneIds: readonly string[]): Promise<void> {
  await ask(
    server,
    `mutation { createConvoy(input: { convoyId: "${convoyId}", callsign: "HAWK-1", aor: [], roe: OBSERVE_ONLY,
      commandingUnit: "test", status: ACTIVE, heartbeatIntervalMs: 2000 }) { success message } }`,
  )
  const drones = droneIds.map((droneId, n) => ({ droneId, callsign: `HAWK-1-${n}`, platformType: 'MQ9_REAPER' }))
  const { addDrones } = await ask<{ addDrones: { success: boolean; message: string | null } }>(
    server,
    'mutation ($input: AddDronesInput!) { addDrones(input: $input) { success message } }',
    { input: { convoyId, drones } },
  )
  if (!addDrones.success) throw new Error(addDrones.message ?? 'drones were not added')
}

export const reading = (droneId: string, sequence: number, change: object = {}) => ({
  droneId,
  sequence,
  recordedAt: Date.now(),
  latitudeDeg: 34.5,
  longitudeDeg: 69.1,
  altitudeM: 3_000,
  ...change,
})
