import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import type { Table } from '../../../schema/table-types.ts'
import { allTables, convoys } from '../../../schema/tables.ts'
import { schemaTables } from '../../../schema/tables-later.ts'
import { asOperator, connectionTo, dropKeyspace } from '../../../tests/support/scylla-keyspace.ts'
import { describeWithScylla } from '../../../tests/support/servers.ts'
import { systemClock } from '../memory/clock.ts'
import { readCqlFiles } from './cql-files.ts'
import { migrate } from './migrate.ts'
import { openScyllaTables } from './tables.ts'

const cqlFolder = join(import.meta.dirname, '../../../schema/cql')
const firstSchema = join(import.meta.dirname, '../../../tests/support/first-schema.cql')
const files = readCqlFiles(cqlFolder).map(({ name }) => name)
const clock = systemClock

describeWithScylla('migrating', () => {
  let count = 0
  const keyspaces: string[] = []
  const newKeyspace = () => {
    const keyspace = `test_migrate_${process.pid}_${++count}`
    keyspaces.push(keyspace)
    return keyspace
  }
  const lines: string[] = []
  const log = { info: (_: object, message: string) => void lines.push(message) }
  const start = (keyspace: string, folder = cqlFolder, tables: readonly Table[] = schemaTables) =>
    migrate({ connection: connectionTo(keyspace), clock, log, folder, tables })
  const failureOf = (work: Promise<unknown>) =>
    work.then(
      () => null,
      (error: Error & { code?: string }) => error,
    )

  afterEach(async () => {
    lines.length = 0
    for (const keyspace of keyspaces.splice(0)) await dropKeyspace(keyspace)
  })

  test('creates the keyspace and every table, once, and logs it', async () => {
    const keyspace = newKeyspace()
    expect(await start(keyspace)).toEqual(files)
    expect(lines).toEqual(['keyspace created', ...files.map(() => 'schema migration applied')])
    expect(await start(keyspace)).toEqual([])
    expect(lines.at(-1)).toBe('schema is up to date')

    const tables = await openScyllaTables({ connection: connectionTo(keyspace), clock, tables: allTables })
    const convoy = {
      convoyId: '550e8400-e29b-41d4-a716-446655440000',
      callsign: 'HAWK-1',
      aor: [{ latitudeDeg: 34.5, longitudeDeg: 69.2 }],
      roe: 'WEAPONS_HOLD',
      commandingUnit: '1st',
      status: 'ACTIVE',
      heartbeatIntervalMs: 1_000,
      createdAtMs: 0,
      archivedAtMs: null,
      version: 1,
    } as never
    await tables.insert(convoys, [convoy])
    expect(await tables.find(convoys, convoy)).toEqual(convoy)
    for (const table of allTables) expect((await tables.scan(table, null)).rows.length).toBeLessThan(2)
    await tables.close()
  })

  test('of three processes that start at once: every file is applied by one of them', async () => {
    const keyspace = newKeyspace()
    const applied = await Promise.all([start(keyspace), start(keyspace), start(keyspace)])
    expect(applied.flat().sort()).toEqual(files)
  })

  test('applies only new files, and applies an interrupted file again', async () => {
    const keyspace = newKeyspace()
    const folder = mkdtempSync(join(tmpdir(), 'migrations-'))
    cpSync(cqlFolder, folder, { recursive: true })
    await start(keyspace, folder)
    writeFileSync(join(folder, '900_more.cql'), "ALTER TABLE convoys ADD nick_name text; -- it's new; really\n")
    await asOperator((run) => run(`ALTER TABLE ${keyspace}.convoys ADD nick_name text`))
    expect(await start(keyspace, folder)).toEqual(['900_more.cql'])
    rmSync(folder, { recursive: true })

    const failure = await failureOf(start(keyspace))
    expect(failure).toMatchObject({ code: 'unavailable' })
    expect(failure?.message).toContain('newer than this version')
    expect(failure?.message).toContain(`expected at most ${files.at(-1)}, got 900_more.cql`)
  })

  test('a refused statement: the error names file and statement, and the lock is released', async () => {
    const keyspace = newKeyspace()
    const folder = mkdtempSync(join(tmpdir(), 'migrations-'))
    writeFileSync(join(folder, '001_wrong.cql'), 'CREATE TABLE nonsense (a strange PRIMARY KEY);')
    expect((await failureOf(start(keyspace, folder, [])))?.message).toMatch(
      /Migration 001_wrong.cql failed at "CREATE TABLE/,
    )
    writeFileSync(join(folder, '001_wrong.cql'), 'CREATE TABLE sense (a text PRIMARY KEY);')
    expect(await start(keyspace, folder, [])).toEqual(['001_wrong.cql'])
    rmSync(folder, { recursive: true })
  })

  test('an optional file that is refused is skipped, and tried again at the next start', async () => {
    const keyspace = newKeyspace()
    const folder = mkdtempSync(join(tmpdir(), 'migrations-'))
    const view =
      '-- optional: a view\nCREATE MATERIALIZED VIEW v AS SELECT * FROM missing WHERE a IS NOT NULL PRIMARY KEY (a);'
    writeFileSync(join(folder, '001_view.cql'), view)
    for (let starts = 0; starts < 2; starts++) expect(await start(keyspace, folder, [])).toEqual([])
    expect(lines.filter((line) => line === 'optional schema migration skipped').length).toBe(2)
    rmSync(folder, { recursive: true })
  })

  test('F128 the numbered files migrate a keyspace of the first release to the current tables', async () => {
    const keyspace = newKeyspace()
    const folder = mkdtempSync(join(tmpdir(), 'migrations-'))
    cpSync(firstSchema, join(folder, files[0] as string))
    expect(await start(keyspace, folder, [])).toEqual([files[0]])
    expect(await start(keyspace)).toEqual(files.slice(1))
    rmSync(folder, { recursive: true })
  })

  test.each<[string, string[], RegExp]>([
    ['that has lost a column', ['ALTER TABLE drones DROP callsign'], /drones\.callsign: expected text, got none/],
    ['that has lost a table', ['DROP TABLE waypoints'], /waypoints: expected a table, got none/],
    [
      'whose key is of another type',
      ['DROP TABLE leases', 'CREATE TABLE leases (name blob PRIMARY KEY, holder text, fence int, renewals int)'],
      /leases\.name: expected text, number 1 of the partition key, got blob/,
    ],
  ])('F128 a schema %s is refused at the start, by the name of table and column', async (_, changes, words) => {
    const keyspace = newKeyspace()
    await start(keyspace)
    await asOperator(async (run) => {
      await run(`USE ${keyspace}`)
      for (const change of changes) await run(change)
    })
    const failure = await failureOf(start(keyspace))
    expect(failure).toMatchObject({ code: 'unavailable' })
    expect(failure?.message).toMatch(words)
    expect(failure?.message).toContain(keyspace)
  })

  test.each([
    ['nobody listens', { hosts: ['127.0.0.1:1'] }, /none of its hosts responds.*127.0.0.1:1.*ECONNREFUSED/],
    ['the datacenter is another', { localDatacenter: 'elsewhere' }, /elsewhere.*datacenter1/],
    ['the host is unknown', { hosts: ['no-such-host.invalid:9042'] }, /no-such-host/],
  ])('says within seconds that %s', async (_, change, message) => {
    const startedMs = performance.now()
    const failure = await failureOf(migrate({ connection: { ...connectionTo('never'), ...change }, clock, log }))
    expect(failure).toMatchObject({ name: 'Failure', code: 'unavailable' })
    expect(failure?.message).toMatch(message)
    expect(performance.now() - startedMs).toBeLessThan(10_000)
  })

  test('reports within seconds a host that accepts connections but never responds', async () => {
    const silent = createServer(() => {}).listen(0, '127.0.0.1')
    await new Promise((resolve) => silent.once('listening', resolve))
    const { port } = silent.address() as { port: number }
    const startedMs = performance.now()
    const connection = { ...connectionTo('never'), hosts: [`127.0.0.1:${port}`] }
    expect(await failureOf(migrate({ connection, clock, log }))).toMatchObject({ code: 'unavailable' })
    expect(performance.now() - startedMs).toBeLessThan(15_000)
    silent.close()
  })
})
