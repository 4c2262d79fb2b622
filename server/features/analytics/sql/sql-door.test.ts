import { randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import pino from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Actor, localActor } from '../../../../schema/permissions.ts'
import { openSandboxLake, type SandboxLake } from '../../../../tests/support/sandbox-lake.ts'
import { openSandboxRig, type SandboxRig } from '../../../../tests/support/sandbox-rig.ts'
import { systemClock } from '../../../adapters/memory/clock.ts'
import type { SqlSandbox } from '../../../ports/sql-sandbox.ts'
import { type RequestDoor, serveRequest } from '../../../transport/http/doors.ts'
import { createQueriesDoor } from '../queries-door.ts'
import { createRunningQueries } from '../running-queries.ts'
import { createSqlOutcomes } from './ask-sql.ts'
import { createSqlDoor } from './sql-door.ts'

const log = pino({ level: 'silent' })
const people: Record<string, Actor> = {
  ann: { name: 'ann', role: 'analyst' },
  bob: { name: 'bob', role: 'analyst' },
  eve: { name: 'eve', role: 'viewer' },
}
let lake: SandboxLake
let rig: SandboxRig
let url: string
const outcomes = createSqlOutcomes()
const servers: ReturnType<typeof createServer>[] = []

async function serve(sandbox: SqlSandbox | null): Promise<string> {
  const deps = {
    ...{ sandbox, log, outcomes, clock: systemClock },
    running: createRunningQueries(systemClock),
    actorOf: (headers: object) => people[String(Reflect.get(headers, 'x-person'))] ?? localActor,
  }
  const doors: RequestDoor[] = [createSqlDoor(deps), createQueriesDoor(deps)]
  const server = createServer((request, response) => {
    if (!serveRequest(doors, request, response, log)) response.writeHead(404).end()
  })
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v1/analytics`
}

beforeAll(async () => {
  lake = await openSandboxLake()
  rig = openSandboxRig(lake, { limits: { waiting: 1 } })
  url = await serve(rig.sandbox)
})
afterAll(async () => {
  await rig.close()
  for (const server of servers) server.closeAllConnections()
  lake.close()
})

const headers = (person: string) => ({ 'content-type': 'application/json', 'x-person': person })
const post = (
  body: unknown,
  { person = 'ann', at = url, signal }: { person?: string; at?: string; signal?: AbortSignal } = {},
) =>
  fetch(`${at}/sql`, { method: 'POST', headers: headers(person), body: JSON.stringify(body), signal: signal ?? null })
const state = (queryId: string, method: string, person = 'ann') =>
  fetch(`${url}/queries/${queryId}`, { method, headers: headers(person) })
const isRunning = async (queryId: string) => (await state(queryId, 'GET')).status === 200
const long = 'SELECT count(*) FROM range(100000000000) a WHERE hash(a.range) % 7 = 8'

test('a query is answered with columns, rows, whether it was cut, its time and the age of the lake', async () => {
  const queryId = randomUUID()
  const response = await post({ sql: 'SELECT sequence, recordedAt FROM telemetry ORDER BY 1', maxRows: 2, queryId })
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'application/json; charset=utf-8'])
  expect(await response.json()).toEqual({
    queryId,
    columns: [
      { name: 'sequence', type: 'INTEGER' },
      { name: 'recordedAt', type: 'TIMESTAMP' },
    ],
    rows: [
      [0, '2026-11-28T12:00:00Z'],
      [1, '2026-11-28T12:00:01Z'],
    ],
    isTruncated: true,
    elapsedMs: expect.any(Number),
    lakeAsOf: '2026-11-28T13:00:00.000Z',
  })
  expect(await (await post({ sql: 'SELECT 1 WHERE false' })).json()).toMatchObject({ rows: [], isTruncated: false })
})

test('as CSV and Parquet it is a file, with the facts in headers', async () => {
  const csv = await post({ sql: 'SELECT callsign FROM drones ORDER BY droneId', format: 'csv', maxRows: 2 })
  expect(await csv.text()).toBe('callsign\r\nHAWK-1\r\n"\'=cmd|x"\r\n')
  expect(Object.fromEntries(csv.headers)).toMatchObject({
    'content-type': 'text/csv; charset=utf-8; header=present',
    'content-disposition': 'attachment; filename="query.csv"',
    'x-is-truncated': 'true',
    'x-lake-as-of': '2026-11-28T13:00:00.000Z',
    'x-query-id': expect.stringMatching(/^[0-9a-f-]{36}$/),
  })
  const parquet = await post({ sql: 'FROM telemetry', format: 'parquet' })
  const file = Buffer.from(await parquet.arrayBuffer())
  expect([file.subarray(0, 4).toString(), file.subarray(-4).toString()]).toEqual(['PAR1', 'PAR1'])
})

test.each<[string, unknown, number, object]>([
  ['SQL that reads a file', { sql: "FROM read_text('/etc/passwd')" }, 400, { path: 'sql', got: '"read_text"()' }],
  ['SQL that is not SELECT', { sql: "COPY telemetry TO '/tmp/x'" }, 400, { path: 'sql', expected: 'SELECT' }],
  ['no SQL', {}, 400, { path: 'sql', expected: 'text', got: 'undefined' }],
  ['SQL that is no text', { sql: ['SELECT 1'] }, 400, { path: 'sql', expected: 'text', got: 'a list' }],
  ['too many rows', { sql: 'SELECT 1', maxRows: 100_001 }, 400, { path: 'maxRows', expected: '1 to 100000' }],
  ['rows that are no number', { sql: 'SELECT 1', maxRows: '5' }, 400, { path: 'maxRows', got: '"5"' }],
  ['no rows', { sql: 'SELECT 1', maxRows: 0 }, 400, { path: 'maxRows', got: '0' }],
  ['another format', { sql: 'SELECT 1', format: 'xml' }, 400, { path: 'format', expected: 'json, csv, parquet' }],
  ['an id that is no UUID', { sql: 'SELECT 1', queryId: '../x' }, 400, { path: 'queryId', expected: 'a UUID' }],
  ['another field', { sql: 'SELECT 1', limit: 5 }, 400, { expected: 'nothing but sql, maxRows, format, queryId' }],
  ['a list', [], 400, { expected: 'a JSON object', got: 'a list' }],
])('%s is refused with what was expected', async (_what, body, status, fault) => {
  const response = await post(body)
  expect(response.status).toBe(status)
  expect(await response.json()).toMatchObject({ error: { code: 'invalid', faults: [fault] } })
})

test('a body that is not JSON, of another type, or from a foreign page is refused', async () => {
  const send = (body: string, changed: Record<string, string> = {}) =>
    fetch(`${url}/sql`, { method: 'POST', headers: { ...headers('ann'), ...changed }, body })
  expect((await send('{')).status).toBe(400)
  expect((await send('{"sql":"SELECT 1"}', { 'content-type': 'text/plain' })).status).toBe(415)
  expect((await send('{"sql":"SELECT 1"}', { origin: 'https://evil.example' })).status).toBe(403)
  expect((await fetch(`${url}/sql`)).status).toBe(405)
})

test('a viewer may neither run SQL nor see the views', async () => {
  const response = await post({ sql: 'SELECT 1' }, { person: 'eve' })
  expect(response.status).toBe(403)
  expect(await response.json()).toMatchObject({ error: { code: 'forbidden' } })
  expect((await fetch(`${url}/views`, { headers: headers('eve') })).status).toBe(403)
})

test('the views come with columns, types and a sentence for each', async () => {
  const { views } = (await (await fetch(`${url}/views`, { headers: headers('ann') })).json()) as { views: object[] }
  expect(views).toContainEqual(expect.objectContaining({ name: 'minute_by_drone' }))
  expect(views[0]).toMatchObject({
    name: 'telemetry',
    description: expect.any(String),
    columns: expect.arrayContaining([{ name: 'speedMps', type: 'DOUBLE', description: 'Speed over ground.' }]),
  })
})

test('a query is cancelled by its caller and no one else, and its id is then free', async () => {
  const queryId = randomUUID()
  const asked = post({ sql: long, queryId })
  await expect.poll(() => isRunning(queryId)).toBe(true)
  expect((await post({ sql: 'SELECT 1', queryId })).status).toBe(409)
  expect((await state(queryId, 'DELETE', 'bob')).status).toBe(404)
  expect(await (await state(queryId, 'DELETE')).json()).toMatchObject({ queryId, asked: 'sql' })
  const response = await asked
  expect(response.status).toBe(409)
  expect(await response.json()).toMatchObject({ error: { code: 'conflict', message: 'The query was cancelled.' } })
  expect((await state(queryId, 'DELETE')).status).toBe(404)
  expect((await post({ sql: 'SELECT 1', queryId })).status).toBe(200)
})

test('who leaves cancels the query, and who comes when the queue is full is told when to retry', async () => {
  const leaving = new AbortController()
  const queryId = randomUUID()
  const left = post({ sql: long, queryId }, { signal: leaving.signal }).catch(() => 'left')
  await expect.poll(() => isRunning(queryId)).toBe(true)
  const second = randomUUID()
  const waiting = post({ sql: 'SELECT 1', queryId: second })
  await expect.poll(() => isRunning(second)).toBe(true)
  const refused = await post({ sql: 'SELECT 1' }, { person: 'bob' })
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '5'])
  leaving.abort()
  expect(await left).toBe('left')
  expect((await waiting).status).toBe(200)
})

test('how queries end is counted', async () => {
  const before = { ...outcomes }
  await post({ sql: 'SELECT 1' })
  await post({ sql: 'COPY drones TO 1' })
  await post({ sql: 'SELECT 1' }, { person: 'eve' })
  expect(outcomes).toEqual({ ...before, done: before.done + 1, invalid: before.invalid + 1 })
})

test('in a process without a lake SQL is unavailable', async () => {
  const response = await post({ sql: 'SELECT 1' }, { at: await serve(null) })
  expect(response.status).toBe(503)
  expect(await response.json()).toMatchObject({ error: { code: 'unavailable' } })
})
