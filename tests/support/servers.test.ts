import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { Client } from 'cassandra-driver'
import { Redis } from 'ioredis'
import { expect, test } from 'vitest'
import { describeWithRedis, describeWithScylla, describeWithServers, requireRedis, requireScylla } from './servers.ts'
import { findOnPath, startChild } from './servers-child.ts'
import { openFreshCluster } from './servers-cluster.ts'

const node = process.execPath

describeWithRedis('the Redis of this run', () => {
  test('is a Redis 7 or Valkey 8, or newer', async () => {
    const redis = new Redis(requireRedis(), { maxRetriesPerRequest: 1 })
    const [, version] = /(?:valkey|redis)_version:(\d+)/.exec(await redis.info('server')) ?? []
    redis.disconnect()
    expect(Number(version)).toBeGreaterThanOrEqual(7)
  })
})

describeWithScylla('the Cassandra of this run', () => {
  test('answers the driver', async () => {
    const { hosts, localDatacenter } = requireScylla()
    const client = new Client({ contactPoints: hosts.split(','), localDataCenter: localDatacenter })
    const { rows } = await client.execute('SELECT release_version FROM system.local')
    await client.shutdown()
    expect(rows).toHaveLength(1)
  })
})

describeWithServers('a fresh cluster', () => {
  test('is empty, and knows nothing of another', async () => {
    const [one, other] = [await openFreshCluster(), await openFreshCluster()]
    expect(one.environment.SCYLLA_KEYSPACE).not.toBe(other.environment.SCYLLA_KEYSPACE)
    const [here, there] = [one, other].map(({ environment }) => new Redis(environment.REDIS_URL ?? '')) as [
      Redis,
      Redis,
    ]
    await here.set('a', '1')
    expect([await here.dbsize(), await there.dbsize()]).toEqual([1, 0])
    await one.drop()
    expect(await here.dbsize()).toBe(0)
    await other.drop()
    for (const redis of [here, there]) redis.disconnect()
  })
})

test('a server that ends before it serves is told with what it printed', async () => {
  const command = [node, '-e', 'console.error("no such port"); process.exit(3)']
  await expect(startChild({ command, ready: /serving/, readyWithinMs: 20_000 })).rejects.toThrow(
    /ended with 3 before it served:\nno such port/,
  )
})

test('a server that does not serve in time is ended, and one that is not there is an error', async () => {
  const silent = [node, '-e', 'console.log(process.pid); setInterval(() => {}, 1e6)']
  const failure = await startChild({ command: silent, ready: /serving/, readyWithinMs: 1_500 }).catch((e: Error) => e)
  const [, pid] = /got:\n(\d+)/.exec(String(failure)) ?? []
  expect(() => process.kill(Number(pid), 0)).toThrow('ESRCH')
  await expect(startChild({ command: ['/no/such/server'], ready: /serving/, readyWithinMs: 5_000 })).rejects.toThrow()
})

test.runIf(findOnPath('setpriv'))('a server ends with its parent, also when that is killed', async () => {
  const server = `console.log('serving', process.pid); setInterval(() => {}, 1e6)`
  const parent = `import { startChild } from '${new URL('servers-child.ts', import.meta.url)}'
    const child = await startChild({ command: [process.execPath, '-e', ${JSON.stringify(server)}], ready: /serving/, readyWithinMs: 20000 })
    console.log(child.output())
    setInterval(() => {}, 1e6)`
  const owner = spawn(node, ['--input-type=module', '-e', parent], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [line] = (await once(createInterface({ input: owner.stdout }), 'line')) as [string]
  const pid = Number(line.split(' ')[1])
  expect(process.kill(pid, 0)).toBe(true)
  owner.kill('SIGKILL')
  await expect.poll(() => isAlive(pid), { timeout: 10_000 }).toBe(false)
})

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
