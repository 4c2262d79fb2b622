/** The contracts on every Redis topology that an address can name: a cluster, behind Sentinel, over TLS with a password. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { canMakeCertificates, makeCertificates } from '../../../tests/support/certificates.ts'
import {
  describeWithRedisProgram,
  guarded,
  type RedisProcess,
  startRedisCluster,
  startRedisProcess,
} from '../../../tests/support/redis-process.ts'
import { type SentinelRig, startGuardedSentinel, startSentinelRig } from '../../../tests/support/redis-sentinel.ts'
import { findFreePort } from '../../../tests/support/servers-child.ts'
import { systemClock } from '../memory/clock.ts'
import { createRedisCache } from './cache.ts'
import { openRedis, type RedisOptions } from './connection.ts'
import { openRedisJobs } from './jobs.ts'
import { redisPortsContract, silentLog } from './redis-ports.contract.ts'

describeWithRedisProgram('a Redis Cluster of three nodes', () => {
  let cluster: Awaited<ReturnType<typeof startRedisCluster>>
  beforeAll(async () => {
    cluster = await startRedisCluster()
  })
  afterAll(() => cluster?.close())
  redisPortsContract('redis cluster', () => ({ url: cluster.url }))

  test('keys are distributed over the nodes', async () => {
    const sizes = await Promise.all(cluster.nodes.map(({ admin }) => admin.dbsize()))
    expect(
      sizes.every((size) => size > 0),
      String(sizes),
    ).toBe(true)
  })
})

describeWithRedisProgram('a Redis behind Sentinel', () => {
  let rig: SentinelRig
  beforeAll(async () => {
    rig = await startSentinelRig()
  })
  afterAll(() => rig?.close())
  redisPortsContract('redis sentinel', () => ({ url: rig.url }))
})

describeWithRedisProgram('a Redis that requires TLS and a password', () => {
  const password = 'p@ss:w/rd?'
  const dir = mkdtempSync(join(tmpdir(), 'convoy-tls-'))
  let server: RedisProcess
  let tlsCaFile: string
  beforeAll(async () => {
    const certificates = makeCertificates(dir)
    tlsCaFile = certificates.caFile
    const port = await findFreePort()
    server = await startRedisProcess({ port, ...guarded({ ...certificates, password }, port) })
    server.url = `rediss://127.0.0.1:${port}`
  })
  afterAll(async () => {
    await server?.close()
    rmSync(dir, { recursive: true, force: true })
  })
  describe.skipIf(!canMakeCertificates)('with its CA', () => {
    redisPortsContract('redis tls', () => ({ url: server.url, tlsCaFile, password }))

    test.each([
      [
        'the password is wrong',
        () => ({ url: server.url, tlsCaFile, password: 'wrong' }),
        /WRONGPASS|invalid username-password/,
      ],
      [
        'there is no password',
        () => ({ url: server.url, tlsCaFile, password: null }),
        /NOAUTH|Authentication required/,
      ],
      ['the CA is not known', () => ({ url: server.url, tlsCaFile: null, password }), /certificate/],
    ])('%s: it is unavailable, and its state says why', async (_, options, words) => {
      const redis = await openRedis({ poolSize: 1, log: silentLog, ...options() })
      expect(redis.state).toMatchObject({ isUp: false, detail: expect.stringMatching(words) })
      await redis.close()
    })

    test('the password may be part of the address, percent-encoded', async () => {
      const url = server.url.replace('//', `//:${encodeURIComponent(password)}@`)
      const redis = await openRedis({ url, tlsCaFile, password: null, poolSize: 1, log: silentLog })
      expect(redis.state.isUp, String(redis.state.detail)).toBe(true)
      await redis.close()
    })
  })
})

describeWithRedisProgram('TLS and passwords', () => {
  const password = 'p@ss:w/rd?'
  const sentinelPassword = 'watch-it'
  const dir = mkdtempSync(join(tmpdir(), 'convoy-tls-'))
  afterAll(() => rmSync(dir, { recursive: true, force: true }))
  const stateOf = async (options: Pick<RedisOptions, 'url' | 'tlsCaFile' | 'sentinelPassword'>) => {
    const redis = await openRedis({ poolSize: 2, password, log: silentLog, ...options })
    const { state } = redis
    if (state.isUp) {
      const cache = createRedisCache({ redis, clock: systemClock })
      const keys = Array.from({ length: 30 }, (_, n) => `key ${n}`)
      await cache.set(
        keys.map((key) => [key, key]),
        60_000,
      )
      expect(await cache.get(keys)).toEqual(keys)
      const jobs = await openRedisJobs({ password, log: silentLog, clock: systemClock, ...options })
      await jobs.add('repair-leaderboards', { convoyIds: null })
      await jobs.close()
    }
    await redis.close()
    return state
  }

  test.skipIf(!canMakeCertificates)('of sentinels and their server', async () => {
    const certificates = makeCertificates(dir)
    const rig = await startGuardedSentinel({ ...certificates, password }, sentinelPassword)
    const at = { url: rig.url, tlsCaFile: certificates.caFile }
    expect(await stateOf({ ...at, sentinelPassword })).toMatchObject({ isUp: true })
    expect((await stateOf({ ...at, sentinelPassword: 'wrong' })).isUp).toBe(false)
    expect((await stateOf({ ...at, sentinelPassword, tlsCaFile: null })).isUp).toBe(false)
    await rig.close()
  })

  test.skipIf(!canMakeCertificates)(
    'of a cluster whose certificates are issued for host names, not addresses',
    async () => {
      const certificates = makeCertificates(dir, 'DNS:localhost')
      const cluster = await startRedisCluster({ ...certificates, password })
      expect(await stateOf({ url: cluster.url, tlsCaFile: certificates.caFile })).toMatchObject({ isUp: true })
      expect((await stateOf({ url: cluster.url, tlsCaFile: null })).isUp).toBe(false)
      await cluster.close()
    },
  )
})
