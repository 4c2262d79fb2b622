/** Sentinels of a Redis, as processes of their own. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type RedisProcess, startRedisProcess } from './redis-process.ts'
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

/** A master, its replica and a sentinel that promotes the replica once the master has been away for a second. */
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
