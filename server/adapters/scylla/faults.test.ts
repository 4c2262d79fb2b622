/** FAULTS 105: faults that the adapter must survive, on three simulated nodes with primed responses. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { counter, defineTable, int, type Row, text, uuid } from '../../../schema/table-types.ts'
import { isEverythingRequired } from '../../../tests/support/servers-addresses.ts'
import { type Answer, type Simulacron, startSimulacron } from '../../../tests/support/simulacron.ts'
import type { OpenTables } from '../../ports/tables.ts'
import { watchTables } from '../../repositories/watched-tables.ts'
import { systemClock } from '../memory/clock.ts'
import { createStatements } from './statements.ts'
import { openStoredTable } from './stored-table.ts'
import { openScyllaTables } from './tables.ts'

const simulacron = await startSimulacron()
if (!simulacron && isEverythingRequired()) throw new Error('Expected Java 17 and Maven for Simulacron, got none.')

const notes = defineTable('notes', {
  description: 'Notes that are counted.',
  columns: { noteId: uuid(), label: text(), total: int() },
  partitionKey: ['noteId'],
})
const note: Row<typeof notes> = { noteId: '00000000-0000-4000-8000-000000000001', label: 'mine', total: 1 }
const statements = createStatements(openStoredTable(notes))
const key = { note_id: 'uuid' }
const insert = { query: statements.insert, parameters: { ...key, label: 'varchar', total: 'int' } }
const insertIfAbsent = { ...insert, query: statements.insertIfAbsent }
const find = { query: statements.find.plain, parameters: key }
const counts = defineTable('counts', {
  description: 'How often.',
  columns: { noteId: uuid(), seen: counter() },
  partitionKey: ['noteId'],
})
const addition = {
  query: createStatements(openStoredTable(counts)).add(['seen']),
  parameters: { seen: 'bigint', ...key },
}

const well: Answer = { result: 'success', rows: [], column_types: {} }
const applied: Answer = { result: 'success', rows: [{ '[applied]': true }], column_types: { '[applied]': 'boolean' } }
const rowOf = (label: string): Answer => ({
  result: 'success',
  rows: [{ label, total: 1 }],
  column_types: { label: 'varchar', total: 'int' },
})
const lost: Answer = {
  result: 'write_timeout',
  consistency_level: 'LOCAL_SERIAL',
  received: 1,
  block_for: 2,
  write_type: 'CAS',
}
const unavailable: Answer = { result: 'unavailable', consistency_level: 'LOCAL_QUORUM', required: 2, alive: 1 }
const requestTimeoutMs = 1_500

describe.skipIf(!simulacron)('a database of three nodes', () => {
  const cluster = simulacron as Simulacron
  let tables: OpenTables
  const connection = {
    hosts: cluster?.contactPoints,
    localDatacenter: cluster?.localDatacenter,
    keyspace: 'simulated',
    username: null,
    password: null,
    tlsCaFile: null,
    isTls: false,
    consistency: 'LOCAL_QUORUM' as const,
    replicationFactor: 3,
  }

  beforeAll(async () => {
    tables = await openScyllaTables({ connection, clock: systemClock, tables: [notes, counts], requestTimeoutMs })
  })
  afterAll(async () => {
    await tables.close()
    await cluster.close()
  })
  beforeEach(async () => {
    await cluster.unprime()
    await cluster.forgetReceived()
  })

  const failureOf = (work: Promise<unknown>) =>
    work.then(
      () => null,
      (error: Error & { code?: string; retryAfterMs?: number }) => error,
    )
  const timesSent = async (query: string) => (await cluster.received()).flat().filter((sent) => sent === query).length

  test.each<[string, Answer, RegExp]>([
    ['that has too few replicas', unavailable, /too few replicas are up/],
    ['that is starting', { result: 'is_bootstrapping', message: 'soon' }, /it is starting/],
    ['whose replicas are late', { ...lost, write_type: 'SIMPLE' }, /did not confirm a write in time/],
    ['that does not respond', { result: 'no_result' }, /does not respond in time/],
  ])(
    '%s: a write fails as unavailable with a time to try again, and goes well when it is over',
    async (_, answer, words) => {
      await cluster.prime({ ...insert, answer })
      const failure = await failureOf(tables.insert(notes, [note]))
      expect(failure).toMatchObject({ name: 'Failure', code: 'unavailable', retryAfterMs: 1_000 })
      expect(failure?.message).toMatch(words)
      await cluster.prime({ ...insert, answer: well })
      await tables.insert(notes, [note])
    },
  )

  test('that is overloaded is not unavailable: a write fails as limited with a retry delay, and succeeds afterwards', async () => {
    await cluster.prime({ ...insert, answer: { result: 'overloaded', message: 'too much' } })
    const watched = watchTables({ tables, clock: systemClock }, () => {}, true)
    const failure = await failureOf(watched.tables.insert(notes, [note]))
    expect(failure).toMatchObject({ name: 'Failure', code: 'limited', retryAfterMs: 1_000 })
    expect(failure?.message).toMatch(/it is overloaded/)
    expect(watched.state.isUp).toBe(true)
    await cluster.prime({ ...insert, answer: well })
    await watched.tables.insert(notes, [note])
    watched.close()
  })

  test('that is slow and overloaded: excess requests fail as limited, its state stays up, and it recovers', async () => {
    await cluster.prime({ ...find, answer: rowOf('mine'), delayMs: 50 })
    const patient = await openScyllaTables({ connection, clock: systemClock, tables: [notes, counts] })
    const watched = watchTables({ tables: patient, clock: systemClock }, () => {}, true)
    const failures = await Promise.all(
      Array.from({ length: 18_000 }, () => failureOf(watched.tables.find(notes, note))),
    )
    const codes = new Set(failures.map((failure) => failure?.code ?? 'none'))
    expect(codes).toEqual(new Set(['none', 'limited']))
    expect(failures.every((failure) => failure === null || failure.retryAfterMs === 1_000)).toBe(true)
    expect(watched.state.isUp).toBe(true)
    expect(await watched.tables.find(notes, note)).toEqual(note)
    watched.close()
    await patient.close()
  })

  test.each<[string, Answer, RegExp]>([
    ['has too few replicas', unavailable, /can't read: too few replicas/],
    [
      'is late',
      { result: 'read_timeout', consistency_level: 'LOCAL_QUORUM', received: 1, block_for: 2, data_present: true },
      /did not respond to a read in time/,
    ],
  ])('a read that %s fails as unavailable', async (_, answer, words) => {
    await cluster.prime({ ...find, answer })
    expect((await failureOf(tables.find(notes, note)))?.message).toMatch(words)
    await cluster.prime({ ...find, answer: rowOf('mine') })
    expect(await tables.find(notes, note)).toEqual(note)
  })

  describe('after a compare and set without a response the row is read again:', () => {
    test('if it was written, it succeeds', async () => {
      await cluster.prime({ ...insertIfAbsent, answer: lost })
      await cluster.prime({ ...find, answer: rowOf('mine') })
      expect(await tables.insertIf(notes, note, null)).toEqual({ applied: true, current: note })
    })

    test('if it was not written, it is retried', async () => {
      await cluster.prime({ ...insertIfAbsent, answer: lost })
      await cluster.prime({ ...find, answer: well, delayMs: 700 })
      const before = await timesSent(find.query)
      const answer = tables.insertIf(notes, note, null)
      await expect.poll(() => timesSent(find.query)).toBe(before + 1)
      await cluster.prime({ ...insertIfAbsent, answer: applied })
      expect(await answer).toEqual({ applied: true, current: note })
    })

    test('if there is another row, the outcome is unknown and it fails', async () => {
      await cluster.prime({ ...insertIfAbsent, answer: lost })
      await cluster.prime({ ...find, answer: rowOf('another') })
      expect(await failureOf(tables.insertIf(notes, note, null))).toMatchObject({ code: 'unavailable' })
    })
  })

  test('an increment without a response fails and is never retried', async () => {
    await cluster.prime({ ...addition, answer: { ...lost, write_type: 'COUNTER' } })
    const add = () => failureOf(tables.add(counts, note, { seen: 1 }))
    expect(await add()).toMatchObject({ code: 'unavailable' })
    // The first one also prepares the statement.
    const before = await timesSent(addition.query)
    expect(await add()).toMatchObject({ code: 'unavailable' })
    expect(await timesSent(addition.query)).toBe(before + 1)
  })

  test('continues with two nodes while one is down', async () => {
    await cluster.prime({ ...insert, answer: well })
    await cluster.stopNode(1)
    for (let n = 0; n < 20; n++) await tables.insert(notes, [note])
    await cluster.startNode(1)
  })

  test('that hangs: a bounded number of requests wait, further ones are refused immediately, and none waits for long', async () => {
    await cluster.prime({ ...find, answer: rowOf('mine') })
    await tables.find(notes, note)
    for (const node of [0, 1, 2]) await cluster.freezeNode(node)
    const startedMs = performance.now()
    const asked = Array.from({ length: 18_000 }, () => failureOf(tables.find(notes, note)))
    const failures = await Promise.all(asked)
    expect(performance.now() - startedMs).toBeLessThan(4 * requestTimeoutMs)
    for (const node of [0, 1, 2]) await cluster.startNode(node)
    const words = (pattern: RegExp) => failures.filter((failure) => pattern.test(failure?.message ?? '')).length
    expect(words(/16384 requests are queued already/)).toBe(18_000 - 16_384 - 384)
    expect(words(/was queued for \d+ ms/)).toBeGreaterThan(15_000)
    await expect.poll(() => failureOf(tables.find(notes, note)), { timeout: 20_000 }).toBeNull()
  })
})
