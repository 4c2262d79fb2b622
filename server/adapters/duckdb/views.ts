/** The views of the lake: SQL over an explicit list of files. */
import { join } from 'node:path'
import {
  type LakeTableName,
  type LakeType,
  lakeColumns,
  type RollupName,
  rollupColumns,
  viewColumns,
} from '../../../schema/lake-columns.ts'
import type { LakeFile, LakeView } from '../../ports/lake.ts'

export const columnsOf: Readonly<Record<LakeTableName | RollupName, Readonly<Record<string, LakeType>>>> = {
  ...lakeColumns,
  ...rollupColumns,
}
export const tableNames = Object.keys(columnsOf) as (LakeTableName | RollupName)[]

/** A view of each table over those of these files that are its own. */
export const toViews = (folder: string, files: readonly LakeFile[]): LakeView[] =>
  tableNames.map((name) => {
    const own = files.filter(({ table }) => table === name)
    const paths = own.map(({ path }) => join(folder, path))
    return { name, files: paths, sql: viewOf(name, paths, new Set(own.flatMap(({ columns }) => columns))) }
  })

/** The view of a table over a relation that has all its columns. */
export const viewOver = (name: LakeTableName | RollupName, relation: string): string =>
  `SELECT ${['*', ...derivedColumns(name)].join(', ')} FROM ${relation}`

const derivedColumns = (name: LakeTableName | RollupName): string[] =>
  Object.entries(viewColumns[name] ?? {}).map(([column, expression]) => `${expression} AS ${column}`)

function viewOf(name: LakeTableName | RollupName, paths: readonly string[], stored: ReadonlySet<string>): string {
  // A column that was added since is null in the files from before.
  const own = Object.entries(columnsOf[name]).map(([column, type]) =>
    stored.has(column) ? identifier(column) : `NULL::${type} AS ${identifier(column)}`,
  )
  if (paths.length > 0) return `SELECT ${[...own, ...derivedColumns(name)].join(', ')} FROM ${readParquet(paths)}`
  return `${viewOver(name, `(SELECT ${own.join(', ')})`)} WHERE false`
}

/** The folders of a path look like columns (`hour=11`) and are none. */
export const readParquet = (paths: readonly string[]): string =>
  `read_parquet([${paths.map(quoted).join(', ')}], union_by_name = true, hive_partitioning = false)`

/** `at` is a word of SQL too. */
export const identifier = (name: string): string => `"${name}"`

export const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`
