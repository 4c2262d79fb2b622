/** A lake in a folder of its own, and DuckDB to look into it as anyone would. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { type LakeValue, rowsToBatch } from '../../lib/lake/rows-to-batch.ts'
import { type LakeTableName, lakeColumns } from '../../schema/lake-columns.ts'
import type { Lake, LakeFile } from '../../server/ports/lake.ts'

export const lakeHourMs = Date.UTC(2026, 10, 28, 11)
export const lakeConvoyId = '550e8400-e29b-41d4-a716-446655440000'
export const lakeDroneId = (n: number): string => `f60e8400-e29b-41d4-a716-${String(446655440000 + n)}`

/** A new folder that is removed by `remove`. */
export function makeLakeFolder(): { folder: string; remove(): void } {
  const parent = mkdtempSync(join(tmpdir(), 'lake-'))
  return { folder: join(parent, 'lake'), remove: () => rmSync(parent, { recursive: true, force: true }) }
}

/** Rows given by column name; what is not given is null, and a key column its default. */
export async function* toBatches(table: LakeTableName, ...batches: Record<string, LakeValue>[][]) {
  const columns = lakeColumns[table]
  for (const rows of batches)
    yield rowsToBatch(
      Object.values(columns),
      rows.map((row) => Object.keys(columns).map((name) => row[name] ?? null)),
    )
}

export const telemetryRow = (n: number, change: Record<string, LakeValue> = {}): Record<string, LakeValue> => ({
  convoyId: lakeConvoyId,
  droneId: lakeDroneId(0),
  recordedAt: lakeHourMs + n * 1_000,
  sequence: n,
  latitudeE7: 340_000_000 + n,
  longitudeE7: 690_000_000 - n,
  altitudeM: 2_000.5,
  speedMps: 30 + n / 8,
  fuelPct: 80 - n / 100,
  linkPct: n % 7 === 0 ? null : 90,
  receivedAt: lakeHourMs + n * 1_000 + 250,
  flags: 0,
  term: 7,
  leaderId: lakeDroneId(3),
  stepM: n === 0 ? null : 30.25,
  stepMs: n === 0 ? null : 1_000,
  ...change,
})

/** Writes a telemetry file of the hour with readings 0 … count - 1. */
export async function writeTelemetry(lake: Lake, count: number, readAtMs = lakeHourMs): Promise<LakeFile> {
  const rows = Array.from({ length: count }, (_, n) => telemetryRow(n))
  const file = await lake.write({ table: 'telemetry', hourMs: lakeHourMs, readAtMs }, toBatches('telemetry', rows))
  if (!file) throw new Error('Expected a file, got none.')
  return file
}

/** Asks the views of a new snapshot. */
export async function askLake(lake: Pick<Lake, 'open'>, sql: string): Promise<Record<string, unknown>[]> {
  const snapshot = await lake.open()
  try {
    return await askViews(snapshot.views, sql)
  } finally {
    snapshot.release()
  }
}

export async function askViews(
  views: readonly { name: string; sql: string }[],
  sql: string,
): Promise<Record<string, unknown>[]> {
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  try {
    for (const view of views) await connection.run(`CREATE VIEW ${view.name} AS ${view.sql}`)
    return (await connection.runAndReadAll(sql)).getRowObjectsJson()
  } finally {
    connection.closeSync()
    instance.closeSync()
  }
}
