import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openSandboxLake, type SandboxLake } from '../../../../tests/support/sandbox-lake.ts'
import { openSandboxRig, type SandboxRig, textOf } from '../../../../tests/support/sandbox-rig.ts'

let lake: SandboxLake
let rig: SandboxRig

beforeAll(async () => {
  lake = await openSandboxLake()
  rig = openSandboxRig(lake)
})
afterAll(async () => {
  await rig.close()
  lake.close()
})

const drone = (index: number) => `660e8400-e29b-41d4-a716-00000000000${index}`

describe('an honest query runs:', () => {
  test.each<[string, unknown[][]]>([
    ['SELECT count(*), min(recordedAt), sum(sequence) FROM telemetry', [[10_000, '2026-11-28T12:00:00Z', 49_995_000]]],
    ['FROM drones ORDER BY droneId LIMIT 1', [[drone(0), 'HAWK-1']]],
    [
      'SELECT callsign, count(*) FROM telemetry JOIN drones USING (droneId) GROUP BY ALL ORDER BY 2 DESC, 1 LIMIT 1',
      [['HAWK-1', 3_334]],
    ],
    [
      'SELECT sequence, lag(speedMps) OVER (ORDER BY sequence) AS before FROM telemetry QUALIFY sequence < 2 ORDER BY 1',
      [
        [0, null],
        [1, 0],
      ],
    ],
    ['WITH fast AS (FROM telemetry WHERE speedMps > 98), one AS (FROM fast LIMIT 1) SELECT speedMps FROM one', [[99]]],
    ['WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n * 2 FROM r WHERE n < 100) SELECT max(n) FROM r', [[128]]],
    [
      'PIVOT telemetry ON sequence % 2 IN (0, 1) USING count(*) GROUP BY droneId ORDER BY droneId',
      [0, 1, 2].map((index) => [drone(index), expect.any(Number), expect.any(Number)]),
    ],
    ['SELECT 1 AS a, 2 AS a', [[1, 2]]],
    ['SELECT list(i ORDER BY i) FROM range(3) r(i)', [[[0, 1, 2]]]],
    ["SELECT {'a': 1, 'b': [{'c': NULL}]}, MAP {'k': 1.5}", [[{ a: 1, b: [{ c: null }] }, [{ key: 'k', value: 1.5 }]]]],
    [
      'SELECT 9007199254740991, 9007199254740993, -9007199254740993::HUGEINT',
      [[2 ** 53 - 1, '9007199254740993', '-9007199254740993']],
    ],
    ["SELECT 'NaN'::DOUBLE, 'Infinity'::FLOAT, '-Infinity'::DOUBLE, -0.5", [['NaN', 'Infinity', '-Infinity', -0.5]]],
    ['SELECT 0.1, 12345678901234567.89', [[0.1, '12345678901234567.89']]],
    [
      "SELECT TIMESTAMP '2026-11-28 12:00:00.123456', TIMESTAMPTZ '2026-11-28 12:00:00+04:30', 'infinity'::TIMESTAMP, TIMESTAMP '12026-01-01 00:00:00'",
      [['2026-11-28T12:00:00.123456Z', '2026-11-28T07:30:00Z', 'infinity', '12026-01-01 00:00:00']],
    ],
    [
      "SELECT TIMESTAMP_NS '2026-11-28 12:00:00.123456789', DATE '2026-11-28', TIME '12:00:01', INTERVAL 90 SECOND, '\\xFF'::BLOB, true, NULL",
      [['2026-11-28T12:00:00.123456789Z', '2026-11-28', '12:00:01', '00:01:30', '\\xFF', true, null]],
    ],
    [`SELECT 'ü''"\u2028نسر', '{"a": 1}'::JSON`, [['ü\'"\u2028نسر', '{"a": 1}']]],
    ['SELECT 1 WHERE false', []],
  ])('%s', async (sql, rows) => expect(await rig.rowsOf(sql)).toEqual(rows))
})

test('a result says its columns, how long it took, and how old the lake is', async () => {
  const result = await rig.ask('SELECT droneId, recordedAt AS "at", [speedMps] AS speeds FROM telemetry')
  expect(result).toMatchObject({
    columns: [
      { name: 'droneId', type: 'UUID' },
      { name: 'at', type: 'TIMESTAMP' },
      { name: 'speeds', type: 'DOUBLE[]' },
    ],
    lakeAsOfMs: Date.UTC(2026, 10, 28, 13),
    rows: 1_000,
    isTruncated: true,
  })
  expect(result.elapsedMs).toBeGreaterThan(0)
})

test.each([
  [10, 9, false],
  [10, 10, false],
  [10, 11, true],
  [5_000, 10_000, true],
  [2_048, 2_048, false],
  [2_048, 2_049, true],
])('of at most %i rows asked for and %i there, it says whether it was cut', async (maxRows, there, isTruncated) => {
  const result = await rig.ask(`FROM range(${there})`, { maxRows })
  expect([result.rows, result.isTruncated]).toEqual([Math.min(maxRows, there), isTruncated])
  expect(JSON.parse(`[${textOf(result)}]`)).toHaveLength(result.rows)
})

test('a query of endless rows ends with the rows asked for', async () => {
  const sql = 'WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r) FROM range(100000000000)'
  expect(await rig.ask(sql, { maxRows: 3 })).toMatchObject({ rows: 3, isTruncated: true })
})

test('as CSV no spreadsheet runs a cell or a heading, and numbers stay numbers', async () => {
  const sql = `SELECT callsign AS "=heading", -1.5 AS b, -9007199254740993 AS c, [1, 2] AS d, NULL AS e, recordedAt
    FROM drones JOIN telemetry USING (droneId) WHERE sequence IN (1, 2) ORDER BY sequence`
  expect(textOf(await rig.ask(sql, { format: 'csv' }))).toBe(
    [
      `"'=heading",b,c,d,e,recordedAt`,
      `"'=cmd|x",-1.5,-9007199254740993,"[1,2]",,2026-11-28T12:00:01Z`,
      `نسر,-1.5,-9007199254740993,"[1,2]",,2026-11-28T12:00:02Z`,
      '',
    ].join('\r\n'),
  )
  expect(textOf(await rig.ask('SELECT 1 AS a WHERE false', { format: 'csv' }))).toBe('a\r\n')
})

test('as Parquet it is a file that others read, with the same rows and types', async () => {
  const result = await rig.ask('SELECT *, 1 AS sequence FROM telemetry ORDER BY sequence', {
    format: 'parquet',
    maxRows: 3_000,
  })
  const path = join(lake.folder, 'result.parquet')
  writeFileSync(path, Buffer.concat(result.body))
  const reader = await (await DuckDBInstance.create(':memory:')).connect()
  const facts = await reader.runAndReadAll(
    `SELECT count(*), sum(digest::DOUBLE) > 0, max(recordedAt)::VARCHAR, typeof(any_value(droneId)) FROM '${path}'`,
  )
  expect(facts.getRows()).toEqual([[3_000n, true, '2026-11-28 12:49:59', 'UUID']])
  expect(result).toMatchObject({ rows: 3_000, isTruncated: true })
  const empty = await rig.ask('SELECT 1 AS a WHERE false', { format: 'parquet' })
  expect(Buffer.concat(empty.body).subarray(0, 4).toString()).toBe('PAR1')
})

test.each<[string, RegExp]>([
  ['SELECT nothing FROM telemetry', /"?nothing"? not found/],
  ["SELECT 1 / 'x'", /Could not convert string 'x'/],
  ["SELECT error('mine')", /mine/],
  ['SELECT filename FROM telemetry', /"?filename"? not found/],
  ['FROM telemetry, drones WHERE droneId IS NULL', /[Aa]mbiguous/],
])('a query that DuckDB refuses, %s, is refused with its reason', async (sql, reason) => {
  await expect(rig.ask(sql)).rejects.toMatchObject({
    code: 'invalid',
    message: expect.stringMatching(reason),
    faults: [{ path: 'sql', expected: 'a query that DuckDB can run' }],
  })
  expect(await rig.rowsOf('SELECT 1')).toEqual([[1]])
})

test('a result that is too large is refused, with how to make it smaller', async () => {
  await expect(rig.ask("SELECT repeat('x', 1000000) FROM range(10)")).rejects.toMatchObject({
    code: 'limited',
    message: expect.stringContaining('4 MiB'),
  })
  expect(await rig.rowsOf('SELECT 1')).toEqual([[1]])
})
