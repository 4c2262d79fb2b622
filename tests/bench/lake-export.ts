/** What the export to the lake costs: rows a CPU-second against DuckDB's own writer, and bytes a row. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import * as duckdb from '@duckdb/node-api'
import type { ConvoyId, DroneId } from '../../schema/ids.ts'
import { allTables, telemetry, telemetryBuckets, telemetryHours } from '../../schema/tables.ts'
import { openDuckdbLake } from '../../server/adapters/duckdb/lake.ts'
import { type LmdbTables, openLmdbTables } from '../../server/adapters/lmdb/tables.ts'
import { createPace } from '../../server/features/lake/pace.ts'
import { createTelemetryExport } from '../../server/features/lake/telemetry-export.ts'
import { cpuSecondsOf } from './cpu.ts'
import { type BenchRow, inTurn } from './row.ts'
import { createSimulatedHours } from './simulated-hours.ts'

const hourMs = 3_600_000
const drones = 100
const rounds = 9
const convoyId = '550e8400-e29b-41d4-a716-446655440000' as ConvoyId

export const lakeExport: BenchRow = {
  name: 'export to the lake, rows a CPU-second, against DuckDB’s chunk writer and COPY fed from memory',
  target: '≥ 0.5',
  run: (log) => measure(log, 'rate'),
}

export const lakeBytes: BenchRow = {
  name: 'bytes a row in the lake',
  target: '≤ 18',
  run: (log) => measure(log, 'bytes'),
}

async function measure(log: (line: string) => void, what: 'rate' | 'bytes') {
  const folder = mkdtempSync(join(tmpdir(), 'convoy-bench-'))
  const startMs = Date.UTC(2026, 5, 1)
  const simulated = await createSimulatedHours({ drones, hasLeadership: true, startMs })
  const store = await openLmdbTables({ dataDir: join(folder, 'store'), clock: simulated.clock, tables: allTables })
  const exporting = openExport(store, join(folder, 'lake'), startMs)
  try {
    await simulated.write((rows) => store.insert(telemetry, rows), hourMs)
    const listed = { timeBucketMs: startMs, changedAtMs: startMs }
    await store.insert(
      telemetryHours,
      simulated.droneIds.map((droneId) => ({ ...listed, droneId, lateness: 0 })),
    )
    await store.insert(
      telemetryBuckets,
      simulated.droneIds.map((droneId) => ({ droneId, timeBucketMs: startMs, listedAtMs: startMs })),
    )
    simulated.skip(hourMs)
    await store.packNow()
    const one = await exporting.once()
    log(`${one.rows} rows, ${one.bytesPerRow.toFixed(1)} bytes a row`)
    if (what === 'bytes')
      return { ours: one.bytesPerRow, baseline: 1, unit: 'bytes', ratio: one.bytesPerRow, note: `${one.rows} rows` }
    const rates = await inTurn(
      rounds,
      async () => {
        collectGarbage()
        return (await exporting.once()).rate
      },
      // Made anew for each round: kept, they would be marked by each of our garbage collections.
      async () => {
        const rows = await rowsInMemory(store, simulated.droneIds, startMs)
        collectGarbage()
        return writeBare(rows, join(folder, 'bare.parquet'))
      },
    )
    return { ...rates, unit: 'rows/CPU-s', note: 'with rollups, checksums and read back' }
  } finally {
    await exporting.close()
    await store.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Before each turn: what making the rows of the baseline left behind would be collected at the cost of whoever comes next. */
function collectGarbage(): void {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  collect()
}

/** One lake for every round, as a server has: its thread is warm after the first, as the baseline is. */
function openExport(store: LmdbTables, folder: string, startMs: number) {
  const clock = { nowMs: () => startMs + 3 * hourMs, monotonicMs: () => performance.now() }
  const lake = openDuckdbLake({ folder, clock })
  const roster = { findDrone: (droneId: DroneId) => ({ convoyId, droneId }) as never }
  const { syncHour } = createTelemetryExport({ tables: store, roster, clock, lake, pace: createPace() })
  return {
    async once() {
      const startedS = cpuSecondsOf(process.pid)
      const empty = { generation: 0, asOfMs: 0, files: [], marks: {} }
      const { add } = await syncHour(empty, startMs, startMs + 3 * hourMs)
      const usedS = cpuSecondsOf(process.pid) - startedS
      const { rows = 0, sizeBytes = 0 } = add.find(({ table }) => table === 'telemetry') ?? {}
      return { rows, rate: rows / usedS, bytesPerRow: sizeBytes / rows }
    },
    close: () => lake.close(),
  }
}

type Value = duckdb.DuckDBValue

async function rowsInMemory(store: LmdbTables, droneIds: readonly DroneId[], timeBucketMs: number): Promise<Value[][]> {
  const rows: Value[][] = []
  const convoy = duckdb.uuidValue(BigInt(`0x${convoyId.replaceAll('-', '')}`))
  for (const droneId of droneIds) {
    const drone = duckdb.uuidValue(BigInt(`0x${droneId.replaceAll('-', '')}`))
    const page = await store.scan(telemetry, { droneId, timeBucketMs }, { reverse: true, limit: 10_000 })
    for (const row of page.rows)
      rows.push([
        ...[convoy, drone, duckdb.timestampValue(BigInt(row.recordedAtMs) * 1_000n), row.sequence],
        ...[Math.round(row.latitudeDeg * 1e7), Math.round(row.longitudeDeg * 1e7)],
        ...[row.altitudeM, row.headingDeg, row.speedMps, row.fuelPct, row.linkPct],
        ...[duckdb.timestampValue(BigInt(row.receivedAtMs) * 1_000n), row.flags, row.leadership?.term ?? null, drone],
        ...[30.5, 1_000],
      ])
  }
  return rows
}

const { UUID, TIMESTAMP, INTEGER, DOUBLE } = duckdb
const bareTypes = [
  ...[UUID, UUID, TIMESTAMP, INTEGER, INTEGER, INTEGER, DOUBLE, DOUBLE, DOUBLE, DOUBLE, DOUBLE],
  ...[TIMESTAMP, INTEGER, INTEGER, UUID, DOUBLE, INTEGER],
]
const rowsPerChunk = 2_048

/** Rows per CPU-second of the same rows by the documented chunk writer and COPY. */
async function writeBare(rows: readonly Value[][], path: string): Promise<number> {
  const instance = await duckdb.DuckDBInstance.create(':memory:', { threads: '1' })
  const connection = await instance.connect()
  const startedS = cpuSecondsOf(process.pid)
  await connection.run(`CREATE TABLE bare (${bareTypes.map((type, at) => `c${at} ${type}`).join(', ')})`)
  const appender = await connection.createAppender('bare')
  for (let from = 0; from < rows.length; from += rowsPerChunk) {
    const some = rows.slice(from, from + rowsPerChunk)
    const chunk = duckdb.DuckDBDataChunk.create(bareTypes)
    chunk.setColumns(bareTypes.map((_, at) => some.map((row) => row[at] as Value)))
    appender.appendDataChunk(chunk)
  }
  appender.closeSync()
  await connection.run(
    `COPY bare TO '${path}' (FORMAT parquet, COMPRESSION zstd, PARQUET_VERSION v2, ROW_GROUP_SIZE 122880)`,
  )
  const usedS = cpuSecondsOf(process.pid) - startedS
  connection.closeSync()
  instance.closeSync()
  return rows.length / usedS
}
