import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parquetReadObjects } from 'hyparquet'
import { compressors } from 'hyparquet-compressors'
import pino from 'pino'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type LakeTableName, lakeColumns, type RollupName, rollupColumns } from '../../../schema/lake-columns.ts'
import { type Actor, localActor } from '../../../schema/permissions.ts'
import { questionNames } from '../../../schema/questions.ts'
import { openParquetFiles } from '../../adapters/duckdb/parquet-files.ts'
import { openQuestionRunner } from '../../adapters/duckdb/questions/runner.ts'
import { systemClock } from '../../adapters/memory/clock.ts'
import type { LakeSnapshot } from '../../ports/lake.ts'
import { serveRequest } from '../../transport/http/doors.ts'
import { createQueriesDoor } from './queries-door.ts'
import { createQuestionsDoor } from './questions-door.ts'
import { createRunningQueries } from './running-queries.ts'

const asOfMs = Date.parse('2026-03-02T00:00:00Z')
const log = pino({ level: 'silent' })
const questions = openQuestionRunner({ clock: systemClock })
let views: Partial<Record<LakeTableName | RollupName, string>>
let generation: number
let actor: Actor
let released: number

/** Views without rows but for those of `views`. */
function openSnapshot(): LakeSnapshot {
  const columns: Record<string, Record<string, string>> = { ...lakeColumns, ...rollupColumns }
  const empty = (name: string) =>
    `SELECT ${Object.entries(columns[name] ?? {}).map(([column, type]) => `NULL::${type} AS "${column}"`)} WHERE false`
  const names = Object.keys(columns) as (LakeTableName | RollupName)[]
  return {
    ...{ generation, asOfMs: generation === 0 ? 0 : asOfMs, faults: [] },
    manifest: { generation, asOfMs, files: [], marks: {} },
    views: names.map((name) => ({ name, files: [], sql: views[name] ?? empty(name) })),
    release: () => void released++,
  }
}

const folder = mkdtempSync(join(tmpdir(), 'analytics-'))
const deps = {
  parquetFiles: await openParquetFiles(folder, log),
  lake: { open: async () => openSnapshot() },
  ...{ questions, clock: systemClock, log, running: createRunningQueries(systemClock), actorOf: () => actor },
}
const doors = [createQuestionsDoor(deps), createQueriesDoor(deps)]
const server = createServer((request, response) => {
  if (!serveRequest(doors, request, response, log)) response.writeHead(404).end()
})
let url: string
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v1/analytics`
})
beforeEach(() => {
  views = {}
  generation = 1
  actor = localActor
  released = 0
})
afterAll(async () => {
  await questions.close()
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
  rmSync(folder, { recursive: true })
})

const post = (path: string, body: unknown, signal?: AbortSignal) =>
  fetch(`${url}/questions/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
    ...(signal && { signal }),
  })
async function ask(path: string, body: unknown = {}): Promise<[status: number, body: Record<string, unknown>]> {
  const response = await post(path, body)
  return [response.status, (await response.json()) as Record<string, unknown>]
}

const endless = `SELECT
  '550e8400-e29b-41d4-a716-446655440000'::UUID AS convoyId, uuid() AS droneId, TIMESTAMP '2026-03-01 12:00:00' AS minute,
  1 AS readings, 0 AS doubtfulReadings, 1.0 AS distanceM, 0 AS movingMs, minute AS firstAt, minute AS lastAt,
  range AS altitudeMinM, range AS altitudeMaxM FROM range(100000000000000)`
const queryId = '7b4e8400-e29b-41d4-a716-446655440000'

/** Asks what never ends; resolves once it is under way, with the response to come. */
async function askEndless(signal?: AbortSignal): Promise<{ response: Promise<Response> }> {
  views = { minute_by_drone: endless }
  const response = post('distance', { queryId }, signal)
  response.catch(() => undefined)
  await expect.poll(async () => (await fetch(`${url}/queries/${queryId}`)).status).toBe(200)
  return { response }
}

test('the list describes every question with its parameters and columns', async () => {
  const { questions: list } = (await (await fetch(`${url}/questions`)).json()) as { questions: { name: string }[] }
  expect(list.map(({ name }) => name)).toEqual(questionNames)
  expect(list.find(({ name }) => name === 'coverage-gaps')).toMatchObject({
    group: 'mission',
    parameters: { minGapS: { type: 'integer', unit: 's', default: 120, min: 60 }, fromAt: { type: 'instant' } },
    columns: { gapS: { type: 'number', unit: 's' } },
    chart: { kind: 'spans', x: 'gapFromAt' },
  })
})

test('as Parquet an answer is a file of its rows, with the facts in headers', async () => {
  const at = `TIMESTAMP '2026-03-01 12:00:00'`
  views = {
    engagements: `SELECT '550e8400-e29b-41d4-a716-446655440000'::UUID AS convoyId, uuid() AS droneId, ${at} AS engagedAt,
      'GBU38_JDAM' AS weaponType, true AS hit`,
  }
  const response = await post('accuracy-by-weapon-type', { format: 'parquet' })
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'content-type': 'application/vnd.apache.parquet',
    'content-disposition': 'attachment; filename="accuracy-by-weapon-type.parquet"',
    'x-is-truncated': 'false',
    'x-lake-as-of': '2026-03-02T00:00:00.000Z',
    'x-query-id': expect.stringMatching(/^[0-9a-f-]{36}$/),
  })
  const rows = await parquetReadObjects({ file: await response.arrayBuffer(), compressors })
  expect(rows).toMatchObject([{ weaponType: 'GBU38_JDAM', engagements: 1n, hits: 1n, accuracyPct: 100 }])
  const left = () => readdirSync(folder, { recursive: true }).filter((name) => String(name).endsWith('.parquet'))
  await expect.poll(left).toEqual([])
  expect(await ask('distance', { format: 'xml' })).toMatchObject([
    400,
    { error: { faults: [{ path: 'format', expected: 'json, parquet', got: '"xml"' }] } },
  ])
})

test('an answer names its columns with units, says how old the lake is and what was asked, and releases the lake', async () => {
  views = {
    engagements: `SELECT * FROM (VALUES ('GBU38_JDAM', true), ('GBU38_JDAM', false), ('NONE', true)) AS of(weaponType, hit),
      (SELECT uuid() AS convoyId, uuid() AS droneId, TIMESTAMP '2026-03-01 12:00:00' AS engagedAt)`,
  }
  const parameters = { weaponTypes: ['GBU38_JDAM'], fromAt: '2026-03-01T12:30:00+01:00', toAt: asOfMs }
  const [status, answer] = await ask('accuracy-by-weapon-type', { parameters, queryId })
  expect(status).toBe(200)
  expect(answer).toMatchObject({
    queryId,
    isTruncated: false,
    elapsedMs: expect.any(Number),
    lakeAsOf: '2026-03-02T00:00:00.000Z',
    parameters: { fromAt: '2026-03-01T11:30:00.000Z', convoyIds: [], weaponTypes: ['GBU38_JDAM'] },
    rows: [['GBU38_JDAM', 2, 1, 50, expect.closeTo(9.453, 3), expect.closeTo(90.547, 3)]],
  })
  expect((answer.columns as unknown[])[3]).toEqual({
    ...{ name: 'accuracyPct', type: 'number', unit: '%', description: 'Hits of all engagements.' },
  })
  expect(released).toBe(1)
})

test('without parameters the last 24 hours of the lake are asked for; an empty lake has an answer too', async () => {
  for (const name of questionNames) {
    const [status, answer] = await ask(name, '')
    expect([name, status, answer.parameters]).toMatchObject([
      name,
      200,
      { fromAt: '2026-03-01T00:00:00.000Z', toAt: '2026-03-02T00:00:00.000Z' },
    ])
  }
})

test('a lake to which nothing was exported has no age and no rows', async () => {
  generation = 0
  const [status, answer] = await ask('time-without-leader')
  expect([status, answer]).toMatchObject([200, { lakeAsOf: null, rows: [] }])
})

test('an answer that was sampled says so', async () => {
  views = {
    minute_by_drone: `SELECT '550e8400-e29b-41d4-a716-446655440000'::UUID AS convoyId, convoyId AS droneId,
      TIMESTAMP '2026-03-01' + to_minutes(range % 1440) AS minute, 34.0 AS latitudeDeg, 69.0 AS longitudeDeg FROM range(3000)`,
    route_points: `SELECT '550e8400-e29b-41d4-a716-446655440000'::UUID AS convoyId, convoyId AS droneId, 0 AS sequence,
      34.0 AS latitudeDeg, 69.0 AS longitudeDeg`,
  }
  const [, sampled] = await ask('time-on-route', { parameters: { maxPositions: 1_000 } })
  expect(sampled.sampled).toEqual({ everyMinutes: 3 })
  const [, whole] = await ask('time-on-route')
  expect(whole).not.toHaveProperty('sampled')
})

test('no more rows than asked for', async () => {
  views = {
    leadership_events: `SELECT uuid() AS convoyId, TIMESTAMP '2026-03-01 12:00:00' AS "at", 'reset' AS reason FROM range(9)`,
  }
  const [, answer] = await ask('leadership-reasons', { maxRows: 4 })
  expect(answer.isTruncated).toBe(true)
  expect(answer.rows).toHaveLength(4)
})

describe('refused, with what was expected and got:', () => {
  test.each<[string, unknown, string, string, string]>([
    ['an unknown parameter', { from: 1 }, 'parameters', 'nothing but fromAt', '"from"'],
    ['a time that is none', { fromAt: 'yesterday' }, 'parameters.fromAt', 'RFC 3339 or whole', '"yesterday"'],
    ['a range that ends first', { fromAt: 2_000, toAt: 2_000 }, 'parameters.toAt', 'after 1970-01-01T00:00:02', '1970'],
    ['SQL for an id', { droneIds: ["' OR 1=1 --"] }, 'parameters.droneIds.0', 'a UUID', '"\' OR 1=1 --"'],
    ['an id that is no list', { convoyIds: 'x' }, 'parameters.convoyIds', 'a list', '"x"'],
    ['too many ids', { convoyIds: Array(1_001).fill('x') }, 'parameters.convoyIds', 'at most 1000 values', '1001'],
    ['a number below its least', { minGapS: 59 }, 'parameters.minGapS', 'a whole number from 60', '59'],
    ['a part of a whole number', { minGapS: 60.5 }, 'parameters.minGapS', 'a whole number from 60', '60.5'],
    ['a number as text', { minGapS: '60' }, 'parameters.minGapS', 'a whole number from 60', '"60"'],
    ['a list of parameters', [], 'parameters', 'an object', 'a list'],
  ])('%s', async (_what, parameters, path, expected, got) => {
    const [status, { error }] = await ask('coverage-gaps', { parameters })
    expect(status).toBe(400)
    const [fault] = (error as { faults: { expected: string; got: string }[] }).faults
    expect(fault).toMatchObject({ code: 'invalid', path })
    expect([fault?.expected.slice(0, expected.length), fault?.got.slice(0, got.length)]).toEqual([expected, got])
    expect(released).toBe(1)
  })

  test.each<[string, string, unknown, number, string]>([
    ['a question that is none', 'constructor', {}, 404, 'No question "constructor", expected one of distance'],
    ['a body that is no JSON', 'stops', '{', 400, 'Body is not JSON'],
    ['a body that is a list', 'stops', [], 400, 'body: expected a JSON object, got a list.'],
    [
      'an unknown field',
      'stops',
      { sql: '' },
      400,
      'body: expected nothing but parameters, maxRows, format, queryId, got "sql".',
    ],
    ['too many rows', 'stops', { maxRows: 100_001 }, 400, 'maxRows: expected 1 to 100000, got 100001.'],
    ['an id that is none', 'stops', { queryId: 'mine' }, 400, 'queryId: expected a UUID, got "mine".'],
  ])('%s', async (_what, name, body, status, message) => {
    const [got, { error }] = await ask(name, body)
    expect([got, (error as { message: string }).message.slice(0, message.length)]).toEqual([status, message])
  })

  test('another method, another type of body, and a device', async () => {
    expect((await fetch(`${url}/questions/stops`)).status).toBe(405)
    expect((await fetch(`${url}/questions/stops`, { method: 'POST', body: '{}' })).status).toBe(415)
    actor = { name: 'drone', role: 'device' }
    expect((await ask('stops'))[0]).toBe(403)
    expect((await fetch(`${url}/questions`)).status).toBe(403)
  })
})

describe('a question under way', () => {
  test('is cancelled by its id, which its own request then hears', async () => {
    const { response } = await askEndless()
    const state = await (await fetch(`${url}/queries/${queryId.toUpperCase()}`)).json()
    expect(state).toMatchObject({
      queryId,
      asked: 'distance',
      elapsedMs: expect.any(Number),
      progressPct: expect.any(Number),
    })
    expect((await post('stops', { queryId })).status).toBe(409)
    expect((await fetch(`${url}/queries/${queryId}`, { method: 'DELETE' })).status).toBe(200)
    expect((await response).status).toBe(409)
    expect((await (await response).json()) as object).toMatchObject({ error: { code: 'conflict' } })
    expect((await fetch(`${url}/queries/${queryId}`)).status).toBe(404)
    expect(released).toBe(1)
  })

  test('ends when its client disconnects', async () => {
    const disconnect = new AbortController()
    await askEndless(disconnect.signal)
    disconnect.abort()
    await expect.poll(() => released).toBe(1)
    expect((await fetch(`${url}/queries/${queryId}`)).status).toBe(404)
  })

  test("is not another person's to see or to cancel, but an admin's", async () => {
    actor = { name: 'ann', role: 'analyst' }
    const { response } = await askEndless()
    actor = { name: 'bob', role: 'analyst' }
    for (const method of ['GET', 'DELETE'])
      expect((await fetch(`${url}/queries/${queryId}`, { method })).status).toBe(404)
    actor = localActor
    expect((await fetch(`${url}/queries/${queryId}`, { method: 'DELETE' })).status).toBe(200)
    expect((await response).status).toBe(409)
  })
})
