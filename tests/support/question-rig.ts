/** A small lake in memory: the views' columns as tables of a real DuckDB, filled by hand, and the questions asked of them. */
import { DuckDBInstance } from '@duckdb/node-api'
import { type LakeTableName, lakeColumns, type RollupName, rollupColumns } from '../../schema/lake-columns.ts'
import { findQuestion, type QuestionName } from '../../schema/questions.ts'
import { runQuery } from '../../server/adapters/duckdb/questions/query.ts'
import { createTerrainTable } from '../../server/adapters/duckdb/questions/terrain.ts'
import { toValues } from '../../server/features/analytics/ask-question.ts'
import { readQuestionFiles } from '../../server/features/analytics/question-files.ts'

export type Cell = string | number | boolean | null | readonly number[]
export type Row = Record<string, Cell>
type TableName = LakeTableName | RollupName

/** The day on which everything happens. */
export const day = '2026-03-01'
export const at = (time: string): string => `${day}T${time.length === 5 ? `${time}:00` : time}Z`
export const asOfMs = Date.parse(at('23:59:59.999'))

export const alpha = '550e8400-e29b-41d4-a716-00000000000a'
export const bravo = '550e8400-e29b-41d4-a716-00000000000b'
export const drone = (index: number): string => `660e8400-e29b-41d4-a716-${String(index).padStart(12, '0')}`

const files = readQuestionFiles()

export async function openQuestionRig({ hasTerrain = false } = {}) {
  const instance = await DuckDBInstance.create(':memory:', { threads: '2' })
  const connection = await instance.connect()
  const tables: Record<string, Record<string, string>> = { ...lakeColumns, ...rollupColumns }
  for (const [name, columns] of Object.entries(tables)) {
    const declared = Object.entries(columns).map(([column, type]) => `"${column}" ${type}`)
    await connection.run(`CREATE TABLE ${name} (${declared.join(', ')})`)
  }
  if (hasTerrain) await createTerrainTable(connection)

  const rig = {
    connection,
    /** Columns that a row leaves out are null; all rows give the same ones. */
    async insert(table: TableName, rows: readonly Row[]): Promise<void> {
      const names = Object.keys(rows[0] ?? {})
      if (rows.length === 0) return
      const values = rows.map((row) => `(${names.map((name) => literal(row[name] ?? null)).join(', ')})`)
      await connection.run(
        `INSERT INTO ${table} (${names.map((name) => `"${name}"`).join(', ')}) VALUES ${values.join(', ')}`,
      )
    },
    /** Callsigns: convoys ALPHA and BRAVO, drones 1 and 2 in ALPHA, 3 in BRAVO. */
    async insertRoster(): Promise<void> {
      await rig.insert('convoys', [
        { convoyId: alpha, callsign: 'ALPHA', commandingUnit: 'North', status: 'ACTIVE' },
        { convoyId: bravo, callsign: 'BRAVO', commandingUnit: 'South', status: 'ACTIVE' },
      ])
      await rig.insert('drones', [
        { convoyId: alpha, droneId: drone(1), callsign: 'A-1', platformType: 'MQ9' },
        { convoyId: alpha, droneId: drone(2), callsign: 'A-2', platformType: 'MQ9' },
        { convoyId: bravo, droneId: drone(3), callsign: 'B-1', platformType: 'RQ7' },
      ])
    },
    async result(name: QuestionName, parameters: Record<string, unknown> = {}, maxRows = 10_000) {
      const [question, file] = [findQuestion(name), files.get(name)]
      if (!question || !file) throw new Error(`No question ${name}.`)
      const given = { fromAt: at('00:00'), toAt: '2026-03-02T00:00:00Z', ...parameters }
      const values = toValues(question, file, given, asOfMs)
      return runQuery({ connection, views: new Map() }, { views: [], sql: file.sql, values, maxRows })
    },
    /** The rows as objects, over the whole day unless asked otherwise. */
    async ask(name: QuestionName, parameters: Record<string, unknown> = {}): Promise<Record<string, unknown>[]> {
      const { columns, rows } = await rig.result(name, parameters)
      return rows.map((row) => Object.fromEntries(columns.map(({ name: column }, index) => [column, row[index]])))
    },
    close() {
      connection.closeSync()
      instance.closeSync()
    },
  }
  return rig
}
export type QuestionRig = Awaited<ReturnType<typeof openQuestionRig>>

function literal(value: Cell): string {
  if (typeof value === 'string') return `'${value.replace(/Z$/, '').replaceAll("'", "''")}'`
  if (Array.isArray(value)) return `[${value.join(', ')}]`
  return String(value)
}
