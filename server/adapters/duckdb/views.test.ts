import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { expect, test } from 'vitest'
import type { LakeFile } from '../../ports/lake.ts'
import { toViews } from './views.ts'

test('F98 files from before and after a column was added are read together: it is null in those from before', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'views-'))
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  try {
    const fileOf = async (path: string, columns: Record<string, string>): Promise<LakeFile> => {
      const cells = Object.entries(columns).map(([name, value]) => `${value} AS "${name}"`)
      await connection.run(`COPY (SELECT ${cells.join(', ')}) TO '${join(folder, path)}' (FORMAT parquet)`)
      const written = { rows: 1, contents: null, sizeBytes: 0, digest: '' }
      return { table: 'drones', path, hourMs: null, readAtMs: 0, ...written, columns: Object.keys(columns) }
    }
    const before = await fileOf('before.parquet', { droneId: 'uuid()', callsign: "'HAWK-1'" })
    const after = await fileOf('after.parquet', { platformType: "'quad'", callsign: "'HAWK-2'", droneId: 'uuid()' })
    const ask = async (files: LakeFile[]) => {
      const sql = toViews(folder, files).find(({ name }) => name === 'drones')?.sql
      return (await connection.runAndReadAll(`SELECT callsign, platformType FROM (${sql}) ORDER BY 1`)).getRowsJson()
    }
    expect(await ask([before, after])).toEqual([
      ['HAWK-1', null],
      ['HAWK-2', 'quad'],
    ])
    expect(await ask([before])).toEqual([['HAWK-1', null]])
  } finally {
    connection.closeSync()
    instance.closeSync()
    rmSync(folder, { recursive: true, force: true })
  }
})
