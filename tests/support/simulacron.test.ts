import { Client, type errors, policies, types } from 'cassandra-driver'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { isEverythingRequired } from './servers-addresses.ts'
import { type Answer, type Simulacron, startSimulacron } from './simulacron.ts'

const simulacron = await startSimulacron()
if (!simulacron && isEverythingRequired()) throw new Error('Expected Java 17 and Maven for Simulacron, got none.')

describe.skipIf(!simulacron)('a driver of three simulated nodes', () => {
  const insert = 'INSERT INTO readings (n) VALUES (?)'
  const well: Answer = { result: 'success', rows: [], column_types: {} }
  const statement = { query: insert, parameters: { n: 'int' } }
  const cluster = simulacron as Simulacron
  let client: Client

  beforeAll(async () => {
    client = new Client({
      contactPoints: cluster.contactPoints,
      localDataCenter: cluster.localDatacenter,
      policies: { retry: new policies.retry.FallthroughRetryPolicy() },
    })
    await client.connect()
  })
  afterAll(async () => {
    await client.shutdown()
    await cluster.close()
  })
  beforeEach(() => cluster.unprime())

  const ask = () => client.execute(insert, [1], { prepare: true })
  const codeOf = (asked: Promise<unknown>) => asked.then(() => null).catch((e: errors.ResponseError) => e.code)

  test('knows all three', () => expect(client.hosts.length).toBe(3))

  test.each([
    [
      'unavailable',
      { result: 'unavailable', consistency_level: 'QUORUM', required: 2, alive: 1 },
      'unavailableException',
    ],
    [
      'a write timeout',
      { result: 'write_timeout', consistency_level: 'QUORUM', received: 1, block_for: 2, write_type: 'SIMPLE' },
      'writeTimeout',
    ],
    ['overloaded', { result: 'overloaded', message: 'too much at once' }, 'overloaded'],
  ] as const)('is told %s, and that it went well once it does', async (_title, answer, code) => {
    await cluster.prime({ ...statement, answer })
    expect(await codeOf(ask())).toBe(types.responseErrorCodes[code])
    await cluster.prime({ ...statement, answer: well })
    expect(await codeOf(ask())).toBeNull()
  })

  test('waits for a slow answer', async () => {
    await cluster.prime({ ...statement, answer: well, delayMs: 300 })
    const beganMs = performance.now()
    await ask()
    expect(performance.now() - beganMs).toBeGreaterThanOrEqual(290)
  })

  test('gets the rows that are primed', async () => {
    const answer: Answer = { result: 'success', rows: [{ n: 7 }], column_types: { n: 'int' } }
    await cluster.prime({ query: 'SELECT n FROM readings', answer })
    expect((await client.execute('SELECT n FROM readings')).first()?.n).toBe(7)
  })

  test('goes on with two when one is gone, and takes it back', async () => {
    await cluster.prime({ ...statement, answer: well })
    const gone = cluster.contactPoints[1] ?? ''
    const isUp = () => client.hosts.get(gone)?.isUp()
    await cluster.stopNode(1)
    await expect.poll(isUp, { timeout: 20_000 }).toBe(false)
    const [, before] = await cluster.received()
    for (let n = 0; n < 6; n++) expect(await codeOf(ask())).toBeNull()
    expect((await cluster.received())[1]).toEqual(before)
    await cluster.startNode(1)
    await expect.poll(isUp, { timeout: 20_000 }).toBe(true)
  })
})
