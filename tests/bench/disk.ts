/** What a reading takes of the disk in the embedded store, an hour after its hour closed. */
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { telemetry } from '../../schema/tables.ts'
import { openLmdbTables } from '../../server/adapters/lmdb/tables.ts'
import type { BenchRow } from './row.ts'
import { createSimulatedHours } from './simulated-hours.ts'
import { readStoredTelemetry } from './stored-telemetry.ts'

const drones = 20
const hours = 3
const quarterMs = 900_000
const startMs = Date.UTC(2026, 5, 1)

export const diskOfReadings: BenchRow = {
  name: 'bytes on disk a reading, an hour after its hour closed',
  target: '≤ 70',
  run: (log) => measure(log, false),
}

export const diskOfLeadership: BenchRow = {
  name: 'bytes on disk a reading with its leadership report, an hour after its hour closed',
  target: '≤ 130',
  run: (log) => measure(log, true),
}

async function measure(log: (line: string) => void, hasLeadership: boolean) {
  const ours = await bytesOfReading(log, hasLeadership, true)
  const baseline = await bytesOfReading(log, hasLeadership, false)
  const note = 'the ratio is the bytes; raw: the same readings as plain rows'
  return { ours, baseline, unit: 'bytes', ratio: ours, note }
}

/** Writes some hours as they pass; returns the size of the pages in which the closed ones lie, for each of their readings. */
async function bytesOfReading(log: (line: string) => void, hasLeadership: boolean, isPacked: boolean): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'convoy-bench-'))
  const path = join(folder, 'store.lmdb')
  const simulated = await createSimulatedHours({ drones, hasLeadership, startMs })
  const table = isPacked ? telemetry : { ...telemetry, closesAfterMs: null }
  const store = await openLmdbTables({ dataDir: folder, clock: simulated.clock, tables: [table] })
  try {
    let readings = 0
    for (let quarter = 0; quarter < 4 * hours; quarter++) {
      readings += await simulated.write((rows) => store.insert(table, rows), quarterMs)
      await store.packNow()
    }
    simulated.skip(quarterMs)
    const { rows } = await store.packNow()
    const side = isPacked ? 'ours' : 'raw '
    log(`${side} file of ${statSync(path).size.toLocaleString('en')} bytes, ${rows} rows of the last hour compressed`)
    await store.close()
    return readStoredTelemetry(path).pageBytes / readings
  } finally {
    await store.close()
    rmSync(folder, { recursive: true })
  }
}
