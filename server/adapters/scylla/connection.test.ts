/** FAULTS 106, and a database that goes and comes back: real servers, one that asks for a password, one behind a cable. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { allTables, convoys } from '../../../schema/tables.ts'
import { connectionTo, dropKeyspace, makeKeyspace } from '../../../tests/support/scylla-keyspace.ts'
import { describeWithScylla, requireScylla } from '../../../tests/support/servers.ts'
import { areServersRequired } from '../../../tests/support/servers-addresses.ts'
import { fetchCassandraJars, startFromJars } from '../../../tests/support/servers-cassandra.ts'
import { serversDir } from '../../../tests/support/servers-jars.ts'
import type { StartedServer } from '../../../tests/support/servers-redis.ts'
import { openTcpProxy, type TcpProxy } from '../../../tests/support/tcp-proxy.ts'
import type { OpenTables } from '../../ports/tables.ts'
import { systemClock as clock } from '../memory/clock.ts'
import { migrate } from './migrate.ts'
import { openScyllaTables } from './tables.ts'

const jars = await fetchCassandraJars(serversDir, (line) => process.stderr.write(`${line}\n`))
if (!jars && areServersRequired())
  throw new Error('Expected Java 17 and Maven for a Cassandra with passwords, got none.')
const log = { info: () => {} }
const failureOf = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error: Error & { code?: string }) => error,
  )

describe.skipIf(!jars)('a database that asks for a password', () => {
  let server: StartedServer
  const connectionAs = (username: string | null, password: string | null) => ({
    hosts: [server.address],
    localDatacenter: 'datacenter1',
    keyspace: 'drone_ops',
    username,
    password,
    tlsCaFile: null,
    isTls: false,
    consistency: 'LOCAL_QUORUM' as const,
    replicationFactor: 1,
  })

  beforeAll(async () => {
    server = await startFromJars({ jars: jars ?? '', profile: 'test', asksPassword: true })
  }, 200_000)
  afterAll(() => server.close())

  test.each([
    ['the wrong one', 'cassandra', 'wrong'],
    ['none', null, null],
  ])('given %s: says so within seconds', async (_, username, password) => {
    const connection = connectionAs(username, password)
    const startedMs = performance.now()
    for (const work of [
      () => migrate({ connection, clock, log }),
      () => openScyllaTables({ connection, clock, tables: allTables }),
    ]) {
      const failure = await failureOf(work())
      expect(failure).toMatchObject({ name: 'Failure', code: 'unavailable' })
      expect(failure?.message).toMatch(/^The database at .* can't be opened: .*refuses the user name or password/)
      expect(failure?.message).not.toContain('wrong')
    }
    expect(performance.now() - startedMs).toBeLessThan(10_000)
  })

  test('given the right one opens', async () => {
    const connection = connectionAs('cassandra', 'cassandra')
    await migrate({ connection, clock, log })
    const tables = await openScyllaTables({ connection, clock, tables: allTables })
    expect(await tables.scan(convoys, null)).toEqual({ rows: [], next: null })
    await tables.close()
  })
})

describeWithScylla('a database behind a cable', () => {
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
  ])('that %s: fails as unavailable within seconds, and goes on by itself once it is mended', async (_, breakIt) => {
    expect(await tables.find(convoys, key)).toBeNull()
    breakIt(cable)
    for (let asked = 0; asked < 3; asked++) {
      const startedMs = performance.now()
      expect(await failureOf(tables.find(convoys, key))).toMatchObject({ code: 'unavailable' })
      expect(performance.now() - startedMs).toBeLessThan(5_000)
    }
    cable.mend()
    await expect.poll(() => failureOf(tables.find(convoys, key)), { timeout: 30_000 }).toBeNull()
  })
})
