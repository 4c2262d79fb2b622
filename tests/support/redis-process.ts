/** Redis servers that belong to one test: it may kill, fill, promote and start them again. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Redis, type RedisOptions } from 'ioredis'
import { describe, vi } from 'vitest'
import type { Certificates } from './certificates.ts'
import { findFreePort, type ServerChild, startChild } from './servers-child.ts'
import { serversDir } from './servers-jars.ts'
import { findRedisProgram } from './servers-redis.ts'

const program = findRedisProgram(serversDir)
if (!program) console.warn('Skipped: what needs a redis-server or valkey-server of its own. Put one on the PATH.')

/** `describe` of what starts its own Redis: skipped where none is installed. */
export const describeWithRedisProgram = describe.skipIf(!program)

export interface RedisProcess {
  port: number
  /** `redis://127.0.0.1:<port>` */
  url: string
  /** Asks the server itself, past any cable. Comes back with it. */
  admin: Redis
  /** SIGKILL: nothing is said good-bye to. Resolves when it is gone. */
  kill(): Promise<void>
  /** Again on the same port, as its settings say. */
  start(): Promise<void>
  close(): Promise<void>
}

export interface RedisProcessOptions {
  /** As on the command line: `['--maxmemory', '10mb']`. */
  settings?: readonly string[]
  /** A configuration file, written by the test. */
  file?: string
  /** How its own tests speak to it, where that differs from plain. */
  admin?: RedisOptions
  port?: number
}

/** Keeps nothing on disk unless its settings say so. */
export async function startRedisProcess(options: RedisProcessOptions = {}): Promise<RedisProcess> {
  const { settings = [], file, admin: asking = {} } = options
  const port = options.port ?? (await findFreePort())
  const dir = mkdtempSync(join(tmpdir(), 'convoy-redis-'))
  const own = ['--port', String(port), '--bind', '127.0.0.1', '--dir', dir, '--save', '', '--appendonly', 'no']
  let child: ServerChild | null = null
  const start = async () => {
    child = await startChild({
      command: [
        program as string,
        ...(file ? [file] : []),
        ...(settings.includes('--sentinel') ? [] : own),
        ...settings,
      ],
      ready: /Ready to accept connections|Sentinel ID is|\+monitor master/,
      readyWithinMs: 20_000,
    })
  }
  await start()
  const admin = new Redis({ port, host: '127.0.0.1', retryStrategy: () => 20, ...asking })
  admin.on('error', () => undefined)
  return {
    port,
    url: `redis://127.0.0.1:${port}`,
    admin,
    async kill() {
      const pid = /process_id:(\d+)/.exec(await admin.info('server'))?.[1]
      process.kill(Number(pid), 'SIGKILL')
      await child?.stop()
    },
    start,
    async close() {
      admin.disconnect()
      await child?.stop()
      rmSync(dir, { recursive: true, force: true })
    },
  }
}

/** What a server asks of who connects: TLS and a password. */
export interface Guard extends Certificates {
  password: string
}

/** Settings with which a server on `port` speaks TLS alone and asks for the password, and how its tests speak to it then. */
export function guarded(
  guard: Guard | null,
  port: number,
  settings: readonly string[] = [],
): Pick<RedisProcessOptions, 'settings' | 'admin'> {
  if (!guard) return { settings }
  const { certFile, keyFile, caFile, password } = guard
  const files = ['--tls-cert-file', certFile, '--tls-key-file', keyFile, '--tls-ca-cert-file', caFile]
  const tls = ['--port', '0', '--tls-port', String(port), ...files, '--tls-auth-clients', 'no']
  return {
    settings: [...settings, ...tls, '--requirepass', password],
    admin: { password, tls: { ca: readFileSync(caFile), servername: 'localhost' } },
  }
}

/** Three nodes that share the slots, as a cluster without replicas; guarded ones call themselves and each other localhost. */
export async function startRedisCluster(
  guard: Guard | null = null,
): Promise<{ url: string; nodes: RedisProcess[]; close(): Promise<void> }> {
  const nodes = await Promise.all(
    [0, 1, 2].map(async () => {
      const port = await findPortWithBus()
      const own = ['--cluster-enabled', 'yes', '--cluster-node-timeout', '2000']
      const named = ['--cluster-announce-hostname', 'localhost', '--cluster-preferred-endpoint-type', 'hostname']
      return startRedisProcess({
        port,
        ...guarded(guard, port, [...own, ...(guard ? [...named, '--tls-cluster', 'yes'] : [])]),
      })
    }),
  )
  const ranges = [
    [0, 5_460],
    [5_461, 10_922],
    [10_923, 16_383],
  ] as const
  for (const [at, node] of nodes.entries()) {
    const [from, to] = ranges[at] as readonly [number, number]
    await node.admin.call('CLUSTER', 'SET-CONFIG-EPOCH', at + 1)
    await node.admin.call('CLUSTER', 'ADDSLOTSRANGE', from, to)
    if (at > 0) await node.admin.call('CLUSTER', 'MEET', '127.0.0.1', (nodes[0] as RedisProcess).port)
  }
  const isWhole = async ({ admin }: RedisProcess) => {
    const info = String(await admin.call('CLUSTER', 'INFO'))
    if (!info.includes('cluster_state:ok') || !info.includes('cluster_known_nodes:3'))
      throw new Error(`Expected a cluster of three that is ok, got ${info}`)
  }
  await vi.waitFor(() => Promise.all(nodes.map(isWhole)), { timeout: 20_000 })
  return {
    url: guard
      ? `rediss+cluster://${nodes.map(({ port }) => `localhost:${port}`).join(',')}`
      : `redis+cluster://${nodes.map(({ port }) => `127.0.0.1:${port}`).join(',')}`,
    nodes,
    async close() {
      await Promise.all(nodes.map((node) => node.close()))
    },
  }
}

/** Nodes talk on the port 10,000 above. */
async function findPortWithBus(): Promise<number> {
  const port = await findFreePort()
  return port <= 55_535 ? port : findPortWithBus()
}
