/** Sentinels of a Redis, as processes of their own. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Guard, guarded, type RedisProcess, startRedisProcess } from './redis-process.ts'
import { findFreePort } from './servers-child.ts'

export interface SentinelRig {
  /** `redis+sentinel://…/boards` */
  url: string
  master: RedisProcess
  replica: RedisProcess
  /** What the master takes from now on never reaches the replica: it is lost in a failover. */
  stopReplication(): Promise<void>
  close(): Promise<void>
}

const name = 'boards'

/** A master, its replica and a sentinel that promotes the replica once the master has been unavailable for a second. */
export async function startSentinelRig(): Promise<SentinelRig> {
  const master = await startRedisProcess({ settings: ['--repl-diskless-sync-delay', '0'] })
  await master.admin.acl('SETUSER', 'replica', 'on', '>convoy', 'allkeys', 'allchannels', '+@all')
  const follow = ['--replicaof', '127.0.0.1', String(master.port), '--masteruser', 'replica', '--masterauth', 'convoy']
  const replica = await startRedisProcess({ settings: follow })
  const dir = mkdtempSync(join(tmpdir(), 'convoy-sentinel-'))
  const port = await findFreePort()
  const file = join(dir, 'sentinel.conf')
  const lines = [
    `port ${port}`,
    'bind 127.0.0.1',
    `dir ${dir}`,
    `sentinel monitor ${name} 127.0.0.1 ${master.port} 1`,
    `sentinel down-after-milliseconds ${name} 1000`,
    `sentinel failover-timeout ${name} 3000`,
  ]
  writeFileSync(file, `${lines.join('\n')}\n`)
  const sentinel = await startRedisProcess({ port, file, settings: ['--sentinel'] })
  return {
    url: `redis+sentinel://127.0.0.1:${port}/${name}`,
    master,
    replica,
    async stopReplication() {
      // A sentinel corrects a replica that follows no master or another: it has to be the master that lets it in no more.
      await master.admin.acl('SETUSER', 'replica', 'off')
      await master.admin.call('CLIENT', 'KILL', 'TYPE', 'replica')
    },
    async close() {
      await Promise.all([sentinel, replica, master].map((one) => one.close()))
      rmSync(dir, { recursive: true, force: true })
    },
  }
}

/** A server and its sentinel that speak TLS alone; each asks for a password of its own. */
export async function startGuardedSentinel(guard: Guard, sentinelPassword: string) {
  const dataPort = await findFreePort()
  const data = await startRedisProcess({ port: dataPort, ...guarded(guard, dataPort) })
  const dir = mkdtempSync(join(tmpdir(), 'convoy-sentinel-'))
  const port = await findFreePort()
  const file = join(dir, 'sentinel.conf')
  const lines = [
    'port 0',
    `tls-port ${port}`,
    `tls-cert-file ${guard.certFile}`,
    `tls-key-file ${guard.keyFile}`,
    `tls-ca-cert-file ${guard.caFile}`,
    'tls-auth-clients no',
    'tls-replication yes',
    'bind 127.0.0.1',
    `dir ${dir}`,
    `requirepass ${sentinelPassword}`,
    `sentinel monitor ${name} 127.0.0.1 ${dataPort} 1`,
    `sentinel auth-pass ${name} ${guard.password}`,
  ]
  writeFileSync(file, `${lines.join('\n')}\n`)
  const { admin } = guarded({ ...guard, password: sentinelPassword }, port)
  const sentinel = await startRedisProcess({ port, file, settings: ['--sentinel'], ...(admin ? { admin } : {}) })
  return {
    url: `rediss+sentinel://127.0.0.1:${port}/${name}`,
    async close() {
      await Promise.all([sentinel, data].map((one) => one.close()))
      rmSync(dir, { recursive: true, force: true })
    },
  }
}
