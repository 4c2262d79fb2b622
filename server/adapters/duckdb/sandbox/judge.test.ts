import { DuckDBInstance } from '@duckdb/node-api'
import { beforeAll, describe, expect, test } from 'vitest'
import { isFailure } from '../../../../lib/errors.ts'
import { allowedFunctions, allowedTableFunctions } from './allowed-functions.ts'
import { judgeStatement } from './judge.ts'
import { createStatementParser } from './parse-statement.ts'

const views = new Set(['telemetry', 'engagements', 'drones'])
let judge: (sql: string) => Promise<ReadonlySet<string>>
let functionsOf: (kinds: string) => Promise<string[]>

beforeAll(async () => {
  const connection = await (await DuckDBInstance.create(':memory:')).connect()
  const parse = await createStatementParser(connection)
  judge = async (sql) => judgeStatement(await parse(sql), views)
  functionsOf = async (kinds) => {
    const sql = `SELECT DISTINCT lower(function_name) FROM duckdb_functions() WHERE function_type IN (${kinds})`
    return (await connection.runAndReadAll(sql)).getRows().map(([name]) => String(name))
  }
})

const refusalOf = async (sql: string): Promise<string> => {
  const error: unknown = await judge(sql).catch((thrown: unknown) => thrown)
  if (!isFailure(error)) throw new Error(`Expected a refusal of ${sql}, got ${String(error)}.`)
  expect(error).toMatchObject({ code: 'invalid', faults: [{ code: 'invalid', path: 'sql' }] })
  return `${error.faults[0]?.expected} | ${error.faults[0]?.got}`
}

const onlySelect = /^SELECT \| /
const notAView = /^one of telemetry, engagements, drones, or a name from WITH \| /
const notATableFunction = /^a view, or one of generate_series, .* \| /
const notAFunction = /^a function of values \| /
const notParsed = /^a statement that DuckDB can parse \| /

describe.each<[string, RegExp, string[]]>([
  [
    'a statement that is not SELECT',
    onlySelect,
    [
      "COPY telemetry TO '/tmp/x.csv'",
      "COPY (SELECT 1) TO '/tmp/x.parquet'",
      "COPY telemetry FROM '/etc/passwd'",
      "EXPORT DATABASE '/tmp/x'",
      "IMPORT DATABASE '/tmp/x'",
      "ATTACH '/tmp/x.db'",
      'DETACH memory',
      'USE memory',
      'INSTALL httpfs',
      'LOAD httpfs',
      'FORCE INSTALL httpfs FROM community',
      "SET memory_limit = '100GB'",
      'SET GLOBAL threads = 64',
      'SET VARIABLE x = 1',
      'RESET memory_limit',
      'PRAGMA enable_profiling',
      "PRAGMA enable_profiling = 'json'",
      'PRAGMA database_list',
      'PRAGMA version',
      'CALL pragma_version()',
      "CALL enable_logging(storage = 'file')",
      'EXPLAIN SELECT 1',
      "EXPLAIN ANALYZE COPY telemetry TO '/tmp/x.csv'",
      "/* SELECT */ EXPLAIN ANALYZE COPY telemetry TO '/tmp/x.csv' -- SELECT",
      "explain\nanalyze\tcopy (from telemetry) to '/tmp/x'",
      'CREATE TABLE x AS FROM telemetry',
      'CREATE TEMP VIEW x AS FROM telemetry',
      'CREATE MACRO f() AS 1',
      "CREATE MACRO t() AS TABLE FROM read_text('/etc/passwd')",
      "CREATE SECRET s (TYPE s3, KEY_ID 'x')",
      'INSERT INTO telemetry VALUES (1)',
      'UPDATE telemetry SET a = 1',
      'DELETE FROM telemetry',
      'MERGE INTO telemetry USING (SELECT 1) ON true WHEN MATCHED THEN DELETE',
      'TRUNCATE telemetry',
      'DROP VIEW telemetry',
      'ALTER TABLE telemetry RENAME TO x',
      'VACUUM',
      'CHECKPOINT',
      'BEGIN',
      'PREPARE p AS SELECT 1',
      'EXECUTE p',
      'PIVOT telemetry ON droneId USING count(*)',
    ],
  ],
  [
    'more or less than one statement',
    /^one statement \| /,
    [
      '',
      ' \n ',
      '-- nothing',
      ';',
      'SELECT 1; SELECT 2',
      'SELECT 1 /* ; */ ; FROM telemetry',
      "SELECT ';' ; -- one\nSELECT 2",
    ],
  ],
  [
    'a second statement that is not SELECT',
    onlySelect,
    ["SELECT 1; COPY telemetry TO '/tmp/x'", "SELECT 1 --\n; ATTACH '/x'"],
  ],
  [
    'text that is not a statement',
    notParsed,
    [
      'SELEC 1',
      'SELECT 1 /* open',
      "SELECT 'open",
      'WITH x AS (INSERT INTO telemetry VALUES (1) RETURNING *) FROM x',
      "WITH x AS (COPY telemetry TO '/tmp/x') FROM x",
      'FROM (EXPLAIN SELECT 1)',
      'FROM telemetry PIVOT (count(*) FOR droneId IN (SELECT droneId FROM secrets))',
      `SELECT ${'('.repeat(20_000)}1${')'.repeat(20_000)}`,
      `SELECT ${'1+'.repeat(5_000)}1`,
    ],
  ],
  [
    'a file in place of a view',
    notAView,
    [
      "FROM '/etc/passwd'",
      "SELECT * FROM 'telemetry.parquet'",
      'SELECT * FROM "telemetry.parquet"',
      'FROM "/lake/telemetry/date=2026-11-28/*.parquet"',
      "FROM 'https://example.org/x.csv'",
      "SELECT (SELECT max(a) FROM 'x.json')",
      "FROM telemetry JOIN 'x.csv' USING (droneId)",
      "SELECT 1 WHERE EXISTS (FROM 'x.csv')",
      "SELECT * REPLACE ((FROM 'x.csv') AS speedMps) FROM telemetry",
      "SELECT 1 LIMIT (SELECT count(*) FROM 'x.csv')",
      "FROM telemetry ORDER BY (FROM 'x.csv')",
      "SELECT list_transform([1], lambda x: (FROM 'x.csv'))",
      "VALUES ((FROM 'x.csv'))",
      "TABLE 'x.csv'",
      "FROM range((SELECT max(a) FROM 'x.csv'))",
      "FROM telemetry, LATERAL (FROM 'x.csv')",
      "SELECT sum(speedMps) OVER (PARTITION BY (FROM 'x.csv')) FROM telemetry",
      "SELECT 1 UNION ALL FROM 'x.csv'",
      "FROM 'x.csv' PIVOT (count(*) FOR a IN (1))",
    ],
  ],
  [
    'a table of the database itself',
    notAView,
    ['FROM duckdb_settings', 'FROM sqlite_master', 'FROM pg_settings', 'FROM unknown', 'FROM telemetrу'],
  ],
  [
    'a schema or a catalog',
    /^the name of a view alone \| /,
    ['FROM information_schema.tables', 'FROM memory.main.telemetry', 'FROM main.telemetry', 'FROM pg_catalog.pg_class'],
  ],
  [
    'a name of WITH where it is not visible',
    notAView,
    [
      'WITH a AS (FROM b), b AS (SELECT 1) FROM a',
      'WITH "x.csv" AS (FROM "x.csv") FROM "x.csv"',
      'WITH x AS MATERIALIZED (FROM x) FROM x',
      'SELECT (WITH a AS (SELECT 1 AS v) SELECT v FROM a) FROM a',
      'FROM (WITH a AS (SELECT 1) FROM a) JOIN a ON true',
      "WITH a AS (WITH b AS (FROM 'x.csv') FROM b) FROM a",
      "WITH RECURSIVE r AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM r, 'x.csv') FROM r",
      "WITH telemetry AS (SELECT 1) SELECT 1 UNION (WITH a AS (FROM 'x.csv') FROM a)",
    ],
  ],
  [
    'a table function that is not one of values',
    notATableFunction,
    [
      "FROM read_text('/etc/passwd')",
      "FROM read_blob('/etc/*')",
      "FROM read_csv('/etc/passwd')",
      "FROM read_csv_auto('/etc/passwd')",
      "FROM read_json('/x.json')",
      "FROM read_ndjson_objects('/x.json')",
      "FROM read_parquet('/lake/telemetry/x.parquet')",
      "FROM parquet_scan(['x'])",
      "FROM parquet_metadata('x')",
      "FROM parquet_kv_metadata('x')",
      "FROM READ_PARQUET('x')",
      'FROM "read_text"(\'x\')',
      "FROM main.read_text('x')",
      "FROM glob('/etc/*')",
      "FROM sniff_csv('/etc/passwd')",
      "FROM read_duckdb('/x.db')",
      "FROM query('SELECT 1')",
      "FROM query_table('telemetry')",
      "FROM query_table(['x.csv'])",
      "FROM json_execute_serialized_sql(json_serialize_sql('SELECT 1'))",
      "FROM enable_logging(storage = 'file', storage_path = '/tmp/x')",
      'FROM disable_logging()',
      'FROM enable_profiling()',
      'FROM checkpoint()',
      'FROM duckdb_settings()',
      'FROM duckdb_secrets()',
      'FROM duckdb_tables()',
      'FROM duckdb_views()',
      'FROM duckdb_logs()',
      'FROM duckdb_logs_parsed()',
      'FROM duckdb_temporary_files()',
      'FROM duckdb_external_file_cache()',
      'FROM duckdb_memory()',
      "FROM pragma_table_info('telemetry')",
      'FROM pragma_database_size()',
      'FROM arrow_scan(1, 2, 3)',
      'FROM seq_scan()',
      'FROM histogram(telemetry, speedMps)',
      "FROM sql_auto_complete('SEL')",
      "FROM which_secret('x', 's3')",
      'FROM test_all_types()',
      "SELECT (SELECT content FROM read_text('/etc/passwd'))",
      "WITH a AS (WITH b AS (WITH c AS (FROM glob('/*')) FROM c) FROM b) FROM a",
      'SELECT 1 AS "FROM telemetry" FROM/**/read_text/**/(\'/etc/passwd\')',
      "FROM telemetry AS t, read_text('/etc/' || t.droneId)",
    ],
  ],
  [
    'a function that is not one of values',
    notAFunction,
    [
      "SELECT getenv('HOME')",
      "SELECT current_setting('temp_directory')",
      "SELECT ('temp_directory').current_setting()",
      "SELECT getvariable('x')",
      "SELECT nextval('s')",
      "SELECT write_log('x')",
      "SELECT json_serialize_plan('FROM ''/etc/passwd''')",
      "SELECT json_deserialize_sql(json_serialize_sql('SELECT 1'))",
      'SELECT sleep_ms(100000)',
      'SELECT pg_sleep(100)',
      'SELECT version()',
      'SELECT pg_catalog.version()',
      'SELECT current_query()',
      'SELECT current_schemas(true)',
      'SELECT in_search_path(1, 2)',
      'SELECT txid_current()',
      "SELECT pg_get_viewdef('telemetry')",
      "SELECT * FROM telemetry WHERE speedMps > (SELECT len(getenv('x')))",
      "SELECT sum(len(getenv('x'))) OVER () FROM telemetry",
      "FROM range(len(getenv('x')))",
      "SELECT list_transform(['x'], lambda n: getenv(n))",
      "SELECT CASE WHEN true THEN getenv('x') END",
      "SELECT {'a': [getenv('x')]}",
      "SELECT count(*) FILTER (getenv('x') = '') FROM telemetry",
      "SELECT count(*) FROM telemetry HAVING getenv('x') = ''",
      "SELECT 1 FROM telemetry QUALIFY getenv('x') = ''",
      "SELECT 1 FROM telemetry GROUP BY getenv('x')",
      "FROM telemetry TABLESAMPLE 10% WHERE getenv('x') = ''",
      "SELECT COLUMNS(c -> c = getenv('x')) FROM telemetry",
      "FROM telemetry JOIN drones ON getenv('x') = ''",
      'SELECT __internal_decompress_string(1)',
      'SELECT my.own.abs(1)',
      'SELECT temp.main.abs(1)',
      'SELECT unknown_function(1)',
    ],
  ],
  [
    'a description of the database',
    /^SELECT \| /,
    [
      'DESCRIBE telemetry',
      'SUMMARIZE telemetry',
      'SHOW TABLES',
      'SHOW ALL TABLES',
      'FROM (SHOW DATABASES)',
      "DESCRIBE FROM 'x.csv'",
    ],
  ],
  [
    'a parameter',
    /^values in the text \| /,
    ['SELECT ?', 'SELECT $1', 'FROM telemetry WHERE speedMps > $speed', 'FROM telemetry LIMIT ?'],
  ],
  ['a pivot by an enum', /^PIVOT with IN/, ['FROM telemetry PIVOT (count(*) FOR droneId IN my_enum)']],
  ['an earlier version', /^a table as it is \| AT/, ['FROM telemetry AT (VERSION => 1)']],
  ['the state of an aggregate', /^a finished aggregate \| /, ['SELECT sum(speedMps) EXPORT_STATE FROM telemetry']],
  [
    'a control character',
    /^text without control characters \| /,
    ['SELECT 1\0; COPY', "SELECT 'a\u001b[2J'", "SELECT '\ud800'"],
  ],
  ['too long a text', /^at most 65536 characters \| /, [`SELECT '${'x'.repeat(65_536)}'`]],
])('%s is refused:', (_kind, message, statements) => {
  test.each(statements.map((sql) => [JSON.stringify(sql.slice(0, 100)), sql]))('%s', async (_shown, sql) =>
    expect(await refusalOf(sql)).toMatch(message),
  )
})

describe('is let through, with the views it reads:', () => {
  test.each<[string, string[]]>([
    ['SELECT 1;', []],
    ['SELECT 1 -- one', []],
    ['FROM telemetry', ['telemetry']],
    ['TABLE Telemetry', ['telemetry']],
    ['SELECT * FROM "TELEMETRY" AS t', ['telemetry']],
    ['SELECT t.droneId, e.hit FROM telemetry t LEFT JOIN engagements e USING (droneId)', ['engagements', 'telemetry']],
    ['FROM telemetry ASOF JOIN engagements e ON telemetry.recordedAt >= e.engagedAt', ['engagements', 'telemetry']],
    [
      'SELECT a FROM telemetry POSITIONAL JOIN drones SEMI JOIN engagements USING (droneId)',
      ['drones', 'engagements', 'telemetry'],
    ],
    ['WITH fast AS (FROM telemetry WHERE speedMps > 50), slow AS (FROM fast) FROM slow', ['telemetry']],
    ['WITH a AS (WITH a AS (FROM telemetry) FROM a) FROM a', ['telemetry']],
    ['WITH a AS (SELECT 1 AS v) SELECT (SELECT v FROM A) FROM drones', ['drones']],
    ['WITH telemetry AS (SELECT 1) FROM telemetry', []],
    ['WITH telemetry AS (FROM telemetry) FROM telemetry', ['telemetry']],
    ['WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r WHERE n < 10) FROM r', []],
    ['WITH RECURSIVE r(n) USING KEY (n) AS (SELECT 1 UNION SELECT n + 1 FROM r WHERE n < 5) FROM r', []],
    ['WITH a AS MATERIALIZED (FROM drones) SELECT count(*) FROM a', ['drones']],
    ['SELECT 1 UNION ALL BY NAME SELECT 2 AS b INTERSECT SELECT 3 EXCEPT FROM range(3)', []],
    ["PIVOT engagements ON weaponType IN ('A', 'B') USING count(*) GROUP BY droneId", ['engagements']],
    ['FROM (FROM engagements) PIVOT (count(*) FOR hit IN (true, false))', ['engagements']],
    ['UNPIVOT telemetry ON speedMps, altitudeM', ['telemetry']],
    ['FROM telemetry UNPIVOT (v FOR name IN (speedMps, altitudeM))', ['telemetry']],
    [
      'SELECT row_number() OVER w, lag(speedMps, 1) OVER w FROM telemetry WINDOW w AS (PARTITION BY droneId ORDER BY recordedAt)',
      ['telemetry'],
    ],
    ['SELECT *, rank() OVER (ORDER BY speedMps DESC) AS r FROM telemetry QUALIFY r < 3', ['telemetry']],
    [
      'SELECT droneId, count(*), quantile_cont(speedMps, [0.5, 0.95]) FROM telemetry GROUP BY ALL HAVING count(*) > 1 ORDER BY ALL',
      ['telemetry'],
    ],
    [
      'SELECT grouping(a), count(*) FILTER (WHERE hit) FROM engagements GROUP BY GROUPING SETS ((a), (b), ())',
      ['engagements'],
    ],
    [
      'SELECT DISTINCT ON (droneId) * FROM telemetry ORDER BY droneId, recordedAt DESC NULLS LAST LIMIT 10 OFFSET 5',
      ['telemetry'],
    ],
    ['FROM telemetry USING SAMPLE 10% (bernoulli)', ['telemetry']],
    ['FROM telemetry TABLESAMPLE reservoir(10 ROWS) LIMIT 10%', ['telemetry']],
    ["SELECT {'a': 1, 'b': [1, 2]}.b[1:2], MAP {'k': 1}['k'], [x + 1 FOR x IN [1, 2] IF x > 1], (1, 2), row(1)", []],
    ['SELECT list_transform([1, 2], lambda x: x * 2), list_reduce([1], (a, b) -> a + b), unnest([1])', []],
    ["SELECT * EXCLUDE (droneId) REPLACE (speedMps * 3.6 AS speedMps), COLUMNS('.*M$') FROM telemetry", ['telemetry']],
    [
      "SELECT date_trunc('hour', recordedAt), extract(epoch FROM recordedAt), recordedAt AT TIME ZONE 'Asia/Kabul' FROM telemetry",
      ['telemetry'],
    ],
    ["SELECT time_bucket(INTERVAL 5 MINUTE, recordedAt), recordedAt + INTERVAL '1' HOUR FROM telemetry", ['telemetry']],
    [
      "SELECT a::DECIMAL(9, 2), CAST(b AS INTEGER[]), TRY_CAST(c AS UUID), 'x'::ENUM('x', 'y'), DATE '2026-11-28' FROM drones",
      ['drones'],
    ],
    [
      "SELECT CASE WHEN a IS NULL THEN coalesce(b, c) ELSE nullif(a, 1) END, a BETWEEN 1 AND 2, a IN (1, 2), a NOT LIKE 'x%' FROM drones",
      ['drones'],
    ],
    [
      "SELECT a SIMILAR TO 'x', a ~ 'y', a ILIKE 'z', a GLOB '*', a LIKE 'b' ESCAPE 'c', a COLLATE nocase, -a, a // 2, a || b FROM drones",
      ['drones'],
    ],
    [
      'SELECT droneId IN (SELECT droneId FROM drones), 1 = ANY (SELECT 1), EXISTS (FROM engagements) FROM telemetry',
      ['drones', 'engagements', 'telemetry'],
    ],
    ['FROM telemetry t, LATERAL (SELECT t.speedMps * 2) u', ['telemetry']],
    ['SELECT i FROM range(10) r(i) JOIN generate_series(1, 5) g(j) ON i = j', []],
    ['FROM json_each(\'{"a": 1}\'), unnest([1, 2]), repeat(1, 3)', []],
    ["SELECT '{\"a\": 1}'::JSON ->> 'a', json_extract('{}', '$.a')", []],
    ["SELECT ';', '--', '/*', 'read_text(''x'')', \"droneId\" FROM telemetry -- ; COPY", ['telemetry']],
    ['VALUES (1, 2), (3, 4)', []],
    ['SELECT current_date, current_timestamp, now(), today(), TRY(1)', []],
    [`SELECT 1${' UNION ALL SELECT 1'.repeat(3_000)}`, []],
  ])('%s', async (sql, read) => expect([...(await judge(sql))].toSorted()).toEqual(read))
})

test('the functions let through are those of this version of DuckDB, and tables are none of its scalar functions', async () => {
  const scalars = new Set(await functionsOf("'scalar', 'aggregate', 'macro'"))
  // A function of the parser, and a window function.
  const others = ['unnest']
  expect([...allowedFunctions].filter((name) => !scalars.has(name) && !others.includes(name))).toEqual([])
  const tables = new Set(await functionsOf("'table'"))
  expect([...allowedTableFunctions].filter((name) => !tables.has(name))).toEqual([])
})

test('every table function of DuckDB but six is refused, and every pragma', async () => {
  const names = await functionsOf("'table', 'table_macro', 'pragma'")
  const passed: string[] = []
  for (const name of names)
    await judge(`FROM ${name}()`).then(
      () => passed.push(name),
      () => undefined,
    )
  expect(passed.toSorted()).toEqual([...allowedTableFunctions].toSorted())
})

test('a parse error says line and column', async () =>
  expect(await refusalOf('SELECT 1,\n  FROM FROM telemetry')).toBe(
    'a statement that DuckDB can parse | syntax error at or near \\"FROM\\" at line 2, column 8',
  ))
