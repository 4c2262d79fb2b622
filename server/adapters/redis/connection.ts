/** Connections to Redis that fail fast while it is unavailable and reconnect automatically. */
import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { Cluster, Redis } from 'ioredis'
import { Failure } from '../../../lib/errors.ts'
import type { StoreState } from '../../ports/store-state.ts'
import { parseRedisUrl, type RedisAddress } from './address.ts'
import { readScripts, type Script, type ScriptName } from './scripts.ts'

export interface RedisOptions {
  url: string
  /** Used if the URL has none. */
  password: string | null
  /** Password of the sentinels, if they require one. */
  sentinelPassword?: string | null
  /** Number of connections for commands; in a cluster, there is one to each node. */
  poolSize: number
  tlsCaFile: string | null
  /** Prefix of every key. */
  prefix?: string
  log: { warn(details: object, message: string): void; info(details: object, message: string): void }
}

export type RedisValue = string | number | Buffer
export type RedisClient = Redis | Cluster

export interface RedisConnection {
  readonly state: StoreState
  readonly isCluster: boolean
  /** The full name of a key. */
  key(name: string): string
  /**
   * Runs commands on the connection of a key, so commands on one key keep their order. Fails with `unavailable` when Redis does
   * not reply within half a second (the commands may have been executed), and immediately while Redis is known to be unavailable.
   * Fails with `limited` while too many commands are in flight.
   */
  use<R>(key: string, work: (client: RedisClient) => Promise<R>): Promise<R>
  /** Runs a Lua script of schema/redis; at least one key. */
  run<R>(script: ScriptName, keys: readonly string[], args: readonly RedisValue[]): Promise<R>
  /** Like `run`, with strings of the reply as bytes. */
  runForBytes<R>(script: ScriptName, keys: readonly string[], args: readonly RedisValue[]): Promise<R>
  /** A dedicated connection for blocking commands. End it with `disconnect`. */
  openBlocking(): RedisClient
  close(): Promise<void>
}

const commandTimeoutMs = 500
/** Further commands are refused: they would time out, and Redis would be considered unavailable. */
const maxInFlight = 10_000
const probeEveryMs = 400
const connectTimeoutMs = 2_000
/** Upper bound for detecting which node took over slots. */
const slotsRefreshMs = 2_000
/** A connection without data for this long is reopened: TCP retransmission alone could take minutes to detect the loss. */
const socketTimeoutMs = 1_000
const retryMs = (times: number) => Math.min(500, 50 * times)

/** Resolves once connected, or after a second without a connection: Redis may be unavailable when a process starts. */
export async function openRedis(options: RedisOptions): Promise<RedisConnection> {
  const address = parseRedisUrl(options.url)
  const scripts = readScripts()
  const prefix = options.prefix ?? ''
  let isClosed = false
  let inFlight = 0
  const closing = new AbortController()
  let state: StoreState = { isUp: true, sinceMs: Date.now(), detail: null }

  /** Why connections fail: errors of commands on them don't contain the cause. */
  const causes = new WeakMap<RedisClient, Error>()
  /** Clusters that lost a node, until their node list is refreshed. In between, ioredis uses only the remaining nodes. */
  const incomplete = new WeakSet<RedisClient>()
  const open = (isWaiting: boolean): RedisClient => {
    const client = connect(address, options, scripts, isWaiting)
    // Reported in `state`; without a listener ioredis prints the error.
    client.on('error', (error) => causes.set(client, error))
    client.on('+node', (node: Redis) => node.on('error', (error) => causes.set(client, error)))
    client.on('-node', () => incomplete.add(client))
    client.on('refresh', () => incomplete.delete(client))
    client.on('ready', () => causes.delete(client))
    return client
  }
  const pool = Array.from({ length: address.kind === 'cluster' ? 1 : options.poolSize }, () => open(false))
  const clientOf = (key: string): RedisClient => pool[hashOf(key) % pool.length] as RedisClient

  function setState(detail: string | null): void {
    if ((detail === null) === state.isUp) {
      if (detail !== state.detail) state = { ...state, detail }
      return
    }
    state = { isUp: detail === null, sinceMs: Date.now(), detail }
    if (isClosed) return
    if (detail === null) options.log.info({}, 'Redis is available again')
    else options.log.warn({ detail }, 'Redis is unavailable; continuing without it')
  }

  /** Pings each server periodically, so that an unreachable one is detected without traffic. */
  async function probe(): Promise<void> {
    try {
      if (pool.some((client) => incomplete.has(client))) throw new Error('a node of the cluster is missing')
      await Promise.all(pool.flatMap(serversOf).map((server) => server.ping()))
      setState(null)
    } catch (error) {
      setState(describeFailure(pool.map((client) => causes.get(client)).find((cause) => cause) ?? error, address))
    }
  }
  async function use<R>(key: string, work: (client: RedisClient) => Promise<R>): Promise<R> {
    if (!state.isUp || isClosed) throw unavailable(state.detail ?? 'it was closed')
    if (inFlight >= maxInFlight)
      throw new Failure('limited', `${inFlight} commands wait for Redis, expected at most ${maxInFlight}.`, {
        retryAfterMs: commandTimeoutMs,
      })
    inFlight++
    const client = clientOf(key)
    try {
      return await work(client)
    } catch (error) {
      const detail = describeFailure(isConnectionError(error) ? (causes.get(client) ?? error) : error, address)
      if (isConnectionError(error)) setState(detail)
      throw unavailable(detail)
    } finally {
      inFlight--
    }
  }

  function call<R>(
    name: string,
    isVariable: boolean,
    keys: readonly string[],
    args: readonly RedisValue[],
  ): Promise<R> {
    return use(keys[0] as string, (client) => {
      const script = (client as unknown as Record<string, (...all: RedisValue[]) => Promise<R>>)[name]
      const all = [...(isVariable ? [keys.length] : []), ...keys, ...args]
      return (script as (...all: RedisValue[]) => Promise<R>).apply(client, all)
    })
  }
  const isVariable = (script: ScriptName) => scripts[`${script}Script`]?.numberOfKeys === undefined

  await Promise.race([Promise.all(pool.map(whenReady)), sleep(1_000, undefined, { ref: false })])
  await probe()
  const probing = (async () => {
    while (!isClosed) {
      await sleep(probeEveryMs, undefined, { ref: false, signal: closing.signal }).catch(() => undefined)
      if (!isClosed) await probe()
    }
  })()

  return {
    get state() {
      return state
    },
    isCluster: address.kind === 'cluster',
    key: (name) => prefix + name,
    use,
    run: (script, keys, args) => call(`${script}Script`, isVariable(script), keys, args),
    runForBytes: (script, keys, args) => call(`${script}ScriptBuffer`, isVariable(script), keys, args),
    openBlocking: () => open(true),
    async close() {
      isClosed = true
      closing.abort()
      for (const client of pool) client.disconnect()
      await probing
    },
  }
}

/**
 * A dedicated connection without our scripts and prefix; end it with `disconnect`. For `commands`, which fail while Redis is
 * unavailable, or for a `worker`, whose commands wait until it is available again.
 */
export function openPlainClient(
  options: Pick<RedisOptions, 'url' | 'password' | 'sentinelPassword' | 'tlsCaFile'>,
  use: 'commands' | 'worker',
): RedisClient {
  const client = connect(parseRedisUrl(options.url), options, {}, true, use === 'worker')
  client.on('error', () => undefined)
  return client
}

function connect(
  address: RedisAddress,
  { password, sentinelPassword, tlsCaFile }: Pick<RedisOptions, 'password' | 'sentinelPassword' | 'tlsCaFile'>,
  scripts: Record<string, Script>,
  isWaiting: boolean,
  waitsForConnection = false,
): RedisClient {
  const tls = address.isTls ? (tlsCaFile ? { ca: readFileSync(tlsCaFile) } : {}) : null
  const common = {
    ...(tls && { tls }),
    ...(address.username ? { username: address.username } : {}),
    ...((address.password ?? password) ? { password: (address.password ?? password) as string } : {}),
    connectTimeout: connectTimeoutMs,
    maxRetriesPerRequest: waitsForConnection ? null : isWaiting ? 0 : 1,
    ...(isWaiting ? {} : { commandTimeout: commandTimeoutMs, socketTimeout: socketTimeoutMs }),
  }
  if (address.kind === 'cluster')
    return new Cluster(address.nodes, {
      enableOfflineQueue: waitsForConnection,
      enableAutoPipelining: !isWaiting,
      clusterRetryStrategy: retryMs,
      slotsRefreshInterval: slotsRefreshMs,
      slotsRefreshTimeout: connectTimeoutMs,
      // Keeps host names unresolved: certificates are issued for the names, not for the addresses.
      ...(tls && { dnsLookup: (host, found) => found(null, host) }),
      redisOptions: common,
      scripts,
    })
  const single = {
    ...common,
    enableOfflineQueue: waitsForConnection,
    enableAutoPipelining: !isWaiting,
    retryStrategy: retryMs,
    scripts,
  }
  const [node] = address.nodes as [RedisAddress['nodes'][number]]
  if (address.kind === 'sentinel')
    return new Redis({
      ...single,
      sentinels: address.nodes,
      name: address.masterName as string,
      ...(tls && { enableTLSForSentinelMode: true, sentinelTLS: tls }),
      ...(sentinelPassword && { sentinelPassword }),
    })
  return new Redis({ ...single, host: node.host, port: node.port, db: address.database })
}

/** Every master, as each holds a part of the keys; the cluster client itself while no node is known yet. */
function serversOf(client: RedisClient): RedisClient[] {
  const nodes = client instanceof Cluster ? client.nodes('master') : []
  return nodes.length > 0 ? nodes : [client]
}

const whenReady = (client: RedisClient): Promise<void> =>
  new Promise((resolve) => {
    if (client.status === 'ready') resolve()
    else client.once('ready', () => resolve())
  })

/** False for error replies, which come from a reachable server: out of memory, a script error. */
const isConnectionError = (error: unknown): boolean => (error as Error).name !== 'ReplyError'

const describeFailure = (error: unknown, { kind, nodes }: RedisAddress): string =>
  `Redis (${kind} ${nodes.map(({ host, port }) => `${host}:${port}`).join(',')}): ${(error as Error).message}`

const unavailable = (detail: string) => new Failure('unavailable', detail, { retryAfterMs: 1_000 })

function hashOf(key: string): number {
  let hash = 0
  for (let at = 0; at < key.length; at++) hash = (Math.imul(hash, 31) + key.charCodeAt(at)) | 0
  return hash >>> 0
}
