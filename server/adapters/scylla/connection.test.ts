/** FAULTS 106, and outages of a database: real servers, one that requires TLS and a password, one behind a TCP proxy. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { allTables, convoys } from '../../../schema/tables.ts'
import { canMakeCertificates, makeCertificates } from '../../../tests/support/certificates.ts'
import { connectionTo, dropKeyspace, makeKeyspace } from '../../../tests/support/scylla-keyspace.ts'
import { describeWithScylla, requireScylla } from '../../../tests/support/servers.ts'
import { isEverythingRequired } from '../../../tests/support/servers-addresses.ts'
import { fetchCassandraJars, startFromJars } from '../../../tests/support/servers-cassandra.ts'
import { serversDir } from '../../../tests/support/servers-jars.ts'
import type { StartedServer } from '../../../tests/support/servers-redis.ts'
import { openTcpProxy, type TcpProxy } from '../../../tests/support/tcp-proxy.ts'
import type { OpenTables } from '../../ports/tables.ts'
import { systemClock as clock } from '../memory/clock.ts'
import { connect, type ScyllaConnection } from './connect.ts'
import { migrate } from './migrate.ts'
import { openScyllaTables } from './tables.ts'

const jars = await fetchCassandraJars(serversDir, (line) => process.stderr.write(`${line}\n`))
if (!jars && isEverythingRequired())
  throw new Error('Expected Java 17 and Maven for a Cassandra with TLS and passwords, got none.')
const log = { info: () => {} }
const failureOf = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error: Error & { code?: string }) => error,
  )

describe.skipIf(!jars || !canMakeCertificates)('a database that requires TLS and a password', () => {
  const dir = mkdtempSync(join(tmpdir(), 'convoy-tls-'))
  const otherDir = mkdtempSync(join(tmpdir(), 'convoy-tls-'))
  let server: StartedServer
  let right: ScyllaConnection
  let otherCaFile: string

  beforeAll(async () => {
    const { caFile, pemFile } = makeCertificates(dir)
    otherCaFile = makeCertificates(otherDir).caFile
    server = await startFromJars({ jars: jars ?? '', profile: 'test', guardedBy: pemFile })
    right = {
      hosts: [server.address],
      localDatacenter: 'datacenter1',
      keyspace: 'drone_ops',
      username: 'cassandra',
      password: 'cassandra',
      isTls: true,
      tlsCaFile: caFile,
      consistency: 'LOCAL_QUORUM',
      replicationFactor: 1,
    }
  }, 200_000)
  afterAll(async () => {
    await server?.close()
    for (const one of [dir, otherDir]) rmSync(one, { recursive: true, force: true })
  })

  test.each<[string, () => Partial<ScyllaConnection>, RegExp]>([
    ['the wrong password', () => ({ password: 'wrong' }), /refuses the user name or password/],
    ['no user', () => ({ username: null, password: null }), /refuses the user name or password/],
    ['no authority', () => ({ tlsCaFile: null }), /unable to (verify|get).*certificate|self-signed certificate/],
    [
      'the authority of another',
      () => ({ tlsCaFile: otherCaFile }),
      /certificate signature failure|unable to|self-signed/,
    ],
    ['no TLS', () => ({ isTls: false, tlsCaFile: null }), /none of its hosts responds/],
  ])('given %s: says so within seconds', async (_, wrong, words) => {
    const connection = { ...right, ...wrong() }
    const startedMs = performance.now()
    for (const work of [
      () => migrate({ connection, clock, log }),
      () => openScyllaTables({ connection, clock, tables: allTables }),
    ]) {
      const failure = await failureOf(work())
      expect(failure).toMatchObject({ name: 'Failure', code: 'unavailable' })
      expect(failure?.message).toMatch(/^The database at .* can't be opened: /)
      expect(failure?.message).toMatch(words)
      expect(failure?.message).not.toContain('wrong')
    }
    expect(performance.now() - startedMs).toBeLessThan(10_000)
  })

  test('106: whose nodes disagree about the schema: fails with that reason, and completes the schema once they agree', async () => {
    const connection = { ...right, keyspace: 'disagreed' }
    // Time advances only while it waits.
    let waitedMs = 0
    const sleep = async (ms: number) => {
      waitedMs += ms
    }
    const impatient = { ...clock, sleep, monotonicMs: () => waitedMs }
    const client = await connect(right, null)
    await client.execute(
      `INSERT INTO system.peers (peer, rpc_address, data_center, rack, release_version, host_id, schema_version)
       VALUES ('127.0.0.9', '127.0.0.9', 'elsewhere', 'r', '5.0.0', uuid(), uuid())`,
    )
    const failure = await failureOf(migrate({ connection, clock: impatient, log }))
    expect(failure).toMatchObject({ name: 'Failure', code: 'unavailable' })
    expect(failure?.message).toMatch(/nodes of the database disagree about the schema: expected agreement within/)
    await client.execute("DELETE FROM system.peers WHERE peer = '127.0.0.9'")
    await client.shutdown()
    expect(await migrate({ connection, clock, log })).not.toEqual([])
  }, 120_000)

  test('opens with the right certificate and password', async () => {
    await migrate({ connection: right, clock, log })
    const tables = await openScyllaTables({ connection: right, clock, tables: allTables })
    expect(await tables.scan(convoys, null)).toEqual({ rows: [], next: null })
    await tables.close()
  })
})

describeWithScylla('a database behind a TCP proxy', () => {
  const keyspace = `test_cable_${process.pid}`
  const key = { convoyId: '550e8400-e29b-41d4-a716-446655440000' } as never
  let cable: TcpProxy
  let tables: OpenTables

  beforeAll(async () => {
    await makeKeyspace(keyspace, [convoys])
    cable = await openTcpProxy(requireScylla().hosts)
    const connection = { ...connectionTo(keyspace), hosts: [cable.url] }
    tables = await openScyllaTables({ connection, clock, tables: [convoys], requestTimeoutMs: 1_000 })
  })
  afterAll(async () => {
    await tables.close()
    await cable.close()
    await dropKeyspace(keyspace)
  })

  test.each<[string, (cable: TcpProxy) => void]>([
    ['was cut', (it) => it.cut()],
    ['nobody answers at', (it) => it.refuse()],
    ['swallows everything', (it) => it.blackHole()],
  ])('that %s: fails as unavailable within seconds, and goes on by itself once it is repaired', async (_, breakIt) => {
    expect(await tables.find(convoys, key)).toBeNull()
    breakIt(cable)
    for (let asked = 0; asked < 3; asked++) {
      const startedMs = performance.now()
      expect(await failureOf(tables.find(convoys, key))).toMatchObject({ code: 'unavailable' })
      expect(performance.now() - startedMs).toBeLessThan(5_000)
    }
    cable.restore()
    await expect.poll(() => failureOf(tables.find(convoys, key)), { timeout: 30_000 }).toBeNull()
  })

  test('is cut off while the driver reconnects its control connection, several times at once: nothing rejects, and one is open in the end', async () => {
    const client = await connect({ ...connectionTo(keyspace), hosts: [cable.url] }, null, 1_000)
    const { controlConnection: control } = client as typeof client & {
      controlConnection: { connection: object | null; _refresh(): Promise<void> }
    }
    cable.delay(50)
    const refreshes = [control._refresh()]
    for (let turns = 0; turns < 10; turns++) await nextTurn()
    cable.cut()
    refreshes.push(control._refresh(), control._refresh())
    expect((await Promise.allSettled(refreshes)).filter(({ status }) => status === 'rejected')).toEqual([])
    cable.restore()
    await expect.poll(() => control.connection).not.toBeNull()
    await client.shutdown()
  })
})
