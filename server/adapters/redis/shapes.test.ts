/** The laws on every shape of Redis that an address can name: a cluster, behind Sentinel, over TLS with a password. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { canMakeCertificates, makeCertificates } from '../../../tests/support/certificates.ts'
import {
  describeWithRedisProgram,
  type RedisProcess,
  startRedisCluster,
  startRedisProcess,
} from '../../../tests/support/redis-process.ts'
import { type SentinelRig, startSentinelRig } from '../../../tests/support/redis-sentinel.ts'
import { findFreePort } from '../../../tests/support/servers-child.ts'
import { openRedis } from './connection.ts'
import { redisPortsContract, silent } from './redis-ports.contract.ts'

describeWithRedisProgram('a Redis Cluster of three nodes', () => {
  let cluster: Awaited<ReturnType<typeof startRedisCluster>>
  beforeAll(async () => {
    cluster = await startRedisCluster()
  })
  afterAll(() => cluster?.close())
  redisPortsContract('redis cluster', () => ({ url: cluster.url }))

  test('keys are spread over the nodes', async () => {
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

describeWithRedisProgram('a Redis that asks for TLS and a password', () => {
  const password = 'p@ss:w/rd?'
  const dir = mkdtempSync(join(tmpdir(), 'convoy-tls-'))
  let server: RedisProcess
  let tlsCaFile: string
  beforeAll(async () => {
    const { caFile, certFile, keyFile } = makeCertificates(dir)
    tlsCaFile = caFile
    const port = await findFreePort()
    const tls = ['--tls-port', String(port), '--tls-cert-file', certFile, '--tls-key-file', keyFile]
    const asked = ['--tls-ca-cert-file', tlsCaFile, '--tls-auth-clients', 'no', '--requirepass', password]
    server = await startRedisProcess({ settings: [...tls, ...asked], admin: { password } })
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
    ])('%s: it is away, and its state says why', async (_, options, words) => {
      const redis = await openRedis({ poolSize: 1, log: silent, ...options() })
      expect(redis.state).toMatchObject({ isUp: false, detail: expect.stringMatching(words) })
      await redis.close()
    })

    test('the password may stand in the address, escaped', async () => {
      const url = server.url.replace('//', `//:${encodeURIComponent(password)}@`)
      const redis = await openRedis({ url, tlsCaFile, password: null, poolSize: 1, log: silent })
      expect(redis.state.isUp, String(redis.state.detail)).toBe(true)
      await redis.close()
    })
  })
})
