import { afterEach, expect, test } from 'vitest'
import type { LakeQuery, QuestionRunner } from '../../../ports/questions.ts'
import { systemClock } from '../../memory/clock.ts'
import { createTestClock } from '../../memory/test-clock.ts'
import { pruneViews } from './prune.ts'
import { openQuestionRunner } from './runner.ts'

let runner: QuestionRunner
afterEach(() => runner.close())

const never = new AbortController().signal
const query = (sql: string, changes: Partial<LakeQuery> = {}): LakeQuery => ({
  ...{ views: [], hasTerrain: false, sql, values: {}, maxRows: 10, hours: null },
  ...changes,
})
const endless = 'SELECT sum(a.range * b.range) FROM range(10000000) a, range(10000000) b'
/** DuckDB does not look for an interrupt within one call of a function. */
const deaf = (length: number) => `SELECT levenshtein(repeat('a', ${length}), repeat('b', ${length}))`

/** Starts a query; resolves once it is under way. `result` is its rows, or the code of its failure. */
async function begin(sql: string, signal: AbortSignal = never): Promise<{ result: Promise<unknown> }> {
  let onFirst = () => {}
  const isRunning = new Promise<void>((resolve) => {
    onFirst = resolve
  })
  const result = runner
    .run(query(sql), signal, () => onFirst())
    .then(
      ({ rows }) => rows,
      (error: { code?: string }) => error.code,
    )
  await Promise.race([isRunning, result])
  return { result }
}

test('values of every type arrive in a form that JSON has', async () => {
  runner = openQuestionRunner({ clock: systemClock })
  const sql = `SELECT 9007199254740991::BIGINT, 9007199254740993::BIGINT, (2::HUGEINT ** 100)::HUGEINT, 'nan'::DOUBLE,
    '-inf'::DOUBLE, TIMESTAMP '2026-03-01 10:00:00.123456', 'infinity'::TIMESTAMP, 1.5::DECIMAL(4, 1), [1, NULL]::BIGINT[],
    '550E8400-e29b-41d4-a716-446655440000'::UUID, NULL, true`
  const { rows } = await runner.run(query(sql), never)
  expect(JSON.parse(JSON.stringify(rows))).toEqual([
    [
      ...[2 ** 53 - 1, '9007199254740993', '1267650600228229401496703205376', null],
      ...[null, '2026-03-01T10:00:00.123Z', null, 1.5, [1, null]],
      ...['550e8400-e29b-41d4-a716-446655440000', null, true],
    ],
  ])
})

test('instants of any year are told to the millisecond', async () => {
  runner = openQuestionRunner({ clock: systemClock })
  const sql = `SELECT unnest([TIMESTAMP '2026-03-01 23:59:59.999999', '2026-03-01 00:00:00', '2026-03-02 00:00:00.001',
    '2026-03-02 07:08:09.05', '1969-12-31 23:59:59.5', '9999-12-31 23:59:59.999999', '0001-01-01 00:00:00',
    '290000-01-01 00:00:00', '-infinity'])`
  const { rows } = await runner.run(query(sql), never)
  expect(rows.flat()).toEqual([
    ...['2026-03-01T23:59:59.999Z', '2026-03-01T00:00:00.000Z', '2026-03-02T00:00:00.001Z'],
    ...['2026-03-02T07:08:09.050Z', '1969-12-31T23:59:59.500Z', '9999-12-31T23:59:59.999Z', '0001-01-01T00:00:00.000Z'],
    ...[null, null],
  ])
})

test('F96 SQL in a value is a value', async () => {
  runner = openQuestionRunner({ clock: systemClock })
  const texts = ["NONE') OR (true", "x'; DROP VIEW v; --", '$asOf', '\\']
  const views = [{ name: 'convoys' as const, files: [], sql: "SELECT 'NONE' AS callsign" }]
  const sql = 'SELECT callsign, $texts AS texts, $asOf AS asOf FROM convoys WHERE list_contains($texts, callsign)'
  const ask = (list: readonly string[]) => {
    const values = { texts: { type: 'texts', value: list }, asOf: { type: 'instant', value: 0 } } as const
    return runner.run(query(sql, { views, values }), never)
  }
  expect((await ask(texts)).rows).toEqual([])
  const all = [...texts, 'NONE']
  expect((await ask(all)).rows).toEqual([['NONE', all, '1970-01-01T00:00:00.000Z']])
})

test('no more rows than asked for, and it says that there were more', async () => {
  runner = openQuestionRunner({ clock: systemClock })
  const ask = (count: number) => runner.run(query(`SELECT range FROM range(${count})`, { maxRows: 5_000 }), never)
  expect(await ask(5_000)).toMatchObject({ isTruncated: false })
  const more = await ask(5_001)
  expect(more.isTruncated).toBe(true)
  expect(more.rows).toHaveLength(5_000)
})

test('a cancelled question ends at once, running or waiting, and the next one is answered', async () => {
  runner = openQuestionRunner({ clock: systemClock, atOnce: 1 })
  const [first, second] = [new AbortController(), new AbortController()]
  const running = await begin(endless, first.signal)
  const waiting = expect(runner.run(query(endless), second.signal)).rejects.toMatchObject({ code: 'conflict' })
  second.abort()
  await waiting
  first.abort()
  expect(await running.result).toBe('conflict')
  expect((await runner.run(query('SELECT 1'), never)).rows).toEqual([[1]])
})

test('F97 a question over its time is stopped at it', async () => {
  const clock = createTestClock()
  runner = openQuestionRunner({ clock, timeLimitMs: 60_000 })
  const running = await begin(endless)
  await clock.advance(60_000)
  expect(await running.result).toBe('limited')
})

test('F97 a question over its memory and spill is stopped, and the next one is answered', async () => {
  runner = openQuestionRunner({ clock: systemClock, memoryMb: 100, spillMb: 10 })
  const large = runner.run(query('SELECT len(list(range)) FROM range(1000000000)'), never)
  await expect(large).rejects.toMatchObject({ code: 'limited' })
  expect((await runner.run(query('SELECT 1'), never)).rows).toEqual([[1]])
})

test('F135 a question that does not hear the interrupt ends with its process, and what ran beside it is run again', async () => {
  const clock = createTestClock()
  runner = openQuestionRunner({ clock, threads: 2 })
  const cancel = new AbortController()
  const running = await begin(deaf(1_000_000), cancel.signal)
  const beside = await begin(deaf(20_000))
  cancel.abort()
  await clock.advance(1_000)
  expect(await running.result).toBe('conflict')
  expect(await beside.result).toEqual([[20_000]])
})

test('more questions than may wait are refused', async () => {
  runner = openQuestionRunner({ clock: systemClock, atOnce: 1, maxWaiting: 1 })
  const cancel = new AbortController()
  const asked = [1, 2].map(() => runner.run(query(endless), cancel.signal).catch((error: unknown) => error))
  await expect(runner.run(query('SELECT 1'), never)).rejects.toMatchObject({ code: 'limited', retryAfterMs: 2_000 })
  cancel.abort()
  expect(await Promise.all(asked)).toMatchObject([{ code: 'conflict' }, { code: 'conflict' }])
})

test("a fault in a question's SQL is a bug, a file that can't be read is not", async () => {
  runner = openQuestionRunner({ clock: systemClock })
  await expect(runner.run(query('SELECT nothing'), never)).rejects.toThrow('Binder Error')
  const views = [{ name: 'convoys' as const, files: [], sql: "SELECT * FROM read_parquet(['/nowhere.parquet'])" }]
  const sql = 'SELECT * FROM convoys'
  await expect(runner.run(query(sql, { views }), never)).rejects.toMatchObject({ code: 'unavailable' })
})

test('closing ends what runs and what waits', async () => {
  runner = openQuestionRunner({ clock: systemClock, atOnce: 1 })
  const running = await begin(endless)
  const waiting = expect(runner.run(query(endless), never)).rejects.toMatchObject({ code: 'unavailable' })
  await runner.close()
  expect(await running.result).toBe('unavailable')
  await waiting
})

test('only the files of rollups whose hours overlap the range are opened', () => {
  runner = openQuestionRunner({ clock: systemClock })
  const files = ['09', '10', '11', '12'].map((hour) => `/lake/minute_by_drone/date=2026-03-01/hour=${hour}/m.parquet`)
  const sqlOf = (paths: readonly string[]) =>
    `SELECT a FROM read_parquet([${paths.map((path) => `'${path}'`).join(', ')}], union_by_name = true, hive_partitioning = false)`
  const prune = (name: 'minute_by_drone' | 'engagements', from: string, to: string) => {
    const hours = { fromMs: Date.parse(`2026-03-01T${from}Z`), toMs: Date.parse(`2026-03-01T${to}Z`) }
    return pruneViews(query('', { views: [{ name, files, sql: sqlOf(files) }], hours }))[0]?.sql
  }
  expect(prune('minute_by_drone', '10:30:00', '12:00:00')).toBe(sqlOf(files.slice(1, 3)))
  expect(prune('minute_by_drone', '09:59:59', '12:00:01')).toBe(sqlOf(files))
  expect(prune('minute_by_drone', '20:00:00', '21:00:00')).toBe(sqlOf(files.slice(0, 1)))
  expect(prune('engagements', '10:30:00', '12:00:00')).toBe(sqlOf(files))
})
