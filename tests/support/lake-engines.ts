/** What three engines, each with its own reader of Parquet, find in the files of the lake. */
import {
  type LakeTableName,
  type LakeType,
  lakeColumns,
  type RollupName,
  rollupColumns,
} from '../../schema/lake-columns.ts'
import { askViews } from './lake-rig.ts'
import { runPython } from './python.ts'

type Kind = 'number' | 'instant' | 'flag' | 'text' | 'list'

/** A table, its files, and what its columns hold. */
export interface EngineTable {
  name: LakeTableName | RollupName
  files: readonly string[]
}

/**
 * Of each table the rows, and of each column the nulls and a total: the sum of numbers, of ms since 1970, of `true` and of all
 * elements of lists; of texts and ids how many there are, and the first of them.
 */
export type Findings = Record<
  string,
  { rows: number; columns: Record<string, [nulls: number, total: number, first: string | null]> }
>

const kinds: Readonly<Record<LakeType, Kind>> = {
  UUID: 'text',
  VARCHAR: 'text',
  TIMESTAMP: 'instant',
  BOOLEAN: 'flag',
  INTEGER: 'number',
  BIGINT: 'number',
  DOUBLE: 'number',
  'INTEGER[]': 'list',
}

const kindsOf = (name: EngineTable['name']): Record<string, Kind> =>
  Object.fromEntries(
    Object.entries({ ...lakeColumns, ...rollupColumns }[name]).map(([column, type]) => [column, kinds[type]]),
  )

/** By DuckDB, from the same files. */
export async function findByDuckdb(tables: readonly EngineTable[]): Promise<Findings> {
  const found: Findings = {}
  for (const { name, files } of tables) {
    const columns = Object.entries(kindsOf(name))
    const cells = columns.flatMap(([column, kind]) => [
      `count(*) - count("${column}")`,
      totalSql[kind](`"${column}"`),
      kind === 'text' ? `min(replace("${column}"::VARCHAR, '-', ''))` : 'NULL',
    ])
    const from = `read_parquet([${files.map((file) => `'${file}'`).join()}], hive_partitioning = false)`
    const sql = `SELECT count(*)::DOUBLE AS n, ${cells.map((cell, at) => `${cell} AS c${at}`).join()} FROM ${from}`
    const [row] = await askViews([], sql)
    found[name] = toFinding(
      Number(row?.n),
      columns.map(([column]) => column),
      cells.map((_, at) => row?.[`c${at}`]),
    )
  }
  return found
}

const totalSql: Record<Kind, (column: string) => string> = {
  number: (column) => `sum(${column})::DOUBLE`,
  instant: (column) => `sum(epoch_ms(${column}))::DOUBLE`,
  flag: (column) => `sum(${column}::INTEGER)::DOUBLE`,
  text: (column) => `count(DISTINCT ${column})::DOUBLE`,
  list: (column) => `sum(list_sum(${column}))::DOUBLE`,
}

/** By Apache Arrow's own C++ reader. */
export const findByPyarrow = (tables: readonly EngineTable[], packages: string): Findings =>
  run(pyarrowScript, tables, packages)

/** By ClickHouse. */
export const findByChdb = (tables: readonly EngineTable[], packages: string): Findings =>
  run(chdbScript, tables, packages)

function run(script: string, tables: readonly EngineTable[], packages: string): Findings {
  const input = tables.map(({ name, files }) => ({ name, files, kinds: Object.entries(kindsOf(name)) }))
  const output = runPython(script, JSON.stringify(input), packages) as {
    name: string
    rows: number
    cells: unknown[]
  }[]
  return Object.fromEntries(
    output.map(({ name, rows, cells }) => [name, toFinding(rows, Object.keys(kindsOf(name as LakeTableName)), cells)]),
  )
}

/** Cells are three a column. Engines add doubles in different orders: totals are compared to 10 digits. */
function toFinding(rows: number, columns: readonly string[], cells: readonly unknown[]): Findings[string] {
  return {
    rows,
    columns: Object.fromEntries(
      columns.map((column, at) => [
        column,
        [
          Number(cells[at * 3]),
          Number(Number(cells[at * 3 + 1] ?? 0).toPrecision(10)),
          (cells[at * 3 + 2] as string | null | undefined) ?? null,
        ],
      ]),
    ),
  }
}

// ParquetFile, not read_table: that would add the parts \`date=\` and \`hour=\` of the path as columns.
const pyarrowScript = `
import json, sys, uuid
import pyarrow as pa, pyarrow.compute as pc, pyarrow.parquet as pq

def text_of(value):
    if isinstance(value, uuid.UUID): return value.hex
    if isinstance(value, bytes): return value.hex()
    return value.replace('-', '')

def cells_of(column, kind):
    nulls, values = column.null_count, column.drop_null()
    if kind == 'text':
        texts = {text_of(value) for value in values.to_pylist()}
        return [nulls, len(texts), min(texts, default=None)]
    if kind == 'list': values = pc.list_flatten(values)
    if kind == 'instant': values = pc.divide(values.cast('timestamp[us]').cast('int64'), 1000)
    return [nulls, pc.sum(values.cast('float64') if kind != 'flag' else values.cast('int8')).as_py(), None]

found = []
for table in json.load(sys.stdin):
    rows = pa.concat_tables([pq.ParquetFile(path).read() for path in table['files']])
    assert rows.column_names == [name for name, _ in table['kinds']], rows.column_names
    cells = [cell for name, kind in table['kinds'] for cell in cells_of(rows.column(name), kind)]
    found.append({'name': table['name'], 'rows': rows.num_rows, 'cells': cells})
print(json.dumps(found))
`

const chdbScript = `
import json, sys
import chdb

totals = {
    'number': 'sum(toFloat64({}))',
    'instant': 'sum(toFloat64(toUnixTimestamp64Milli({})))',
    'flag': 'sum(toUInt8({}))',
    'text': 'uniqExact({})',
    'list': 'sum(toFloat64(arraySum(count -> ifNull(count, 0), {})))',
}
found = []
for table in json.load(sys.stdin):
    cells = []
    for name, kind in table['kinds']:
        column = '"' + name + '"'
        first = "nullIf(min(replaceAll(toString(" + column + "), '-', '')), '')" if kind == 'text' else 'NULL'
        cells += ['countIf(isNull(' + column + '))', totals[kind].format(column), first]
    files = ' UNION ALL '.join("SELECT * FROM file('" + path + "', Parquet)" for path in table['files'])
    sql = 'SELECT count(), ' + ', '.join(cells) + ' FROM (' + files + ') SETTINGS use_hive_partitioning = 0'
    [row] = json.loads(chdb.query(sql, 'JSONCompact').bytes())['data']
    found.append({'name': table['name'], 'rows': int(row[0]), 'cells': row[1:]})
print(json.dumps(found))
`
