/** A small lake of real Parquet files in a temporary folder, whose generations a test makes. */
import { chmodSync, mkdirSync, mkdtempSync, rmSync, unlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import type { LakeSnapshot, LakeView } from '../../server/ports/lake.ts'

export type SandboxLake = Awaited<ReturnType<typeof openSandboxLake>>

/** Readings of three drones, `rows` in all, a second apart from noon on 28 November 2026. */
export async function openSandboxLake(rows = 10_000) {
  const folder = mkdtempSync(join(tmpdir(), 'sandbox-lake-'))
  chmodSync(folder, 0o755)
  const writer = await (await DuckDBInstance.create(':memory:')).connect()
  let generation = 0
  let current: { name: LakeView['name']; path: string }[] = []
  let opened = 0

  async function publish(changedRows = rows): Promise<void> {
    generation += 1
    const before = current
    current = [
      { name: 'telemetry', path: await writeTelemetry(writer, folder, generation, changedRows) },
      { name: 'drones', path: await writeDrones(writer, folder, generation) },
    ]
    if (opened === 0) remove(before)
    else superseded.push(...before)
  }
  const superseded: typeof current = []
  const remove = (files: typeof current) => {
    for (const { path } of files.splice(0)) unlinkSync(path)
  }

  await publish()
  return {
    folder,
    /** Makes a generation of other files. The old ones are deleted once no snapshot is open. */
    publish,
    get openSnapshots() {
      return opened
    },
    get superseded() {
      return superseded.map(({ path }) => path)
    },
    async open(): Promise<Pick<LakeSnapshot, 'generation' | 'asOfMs' | 'views' | 'release'>> {
      opened += 1
      return {
        generation,
        asOfMs: Date.UTC(2026, 10, 28, 13),
        views: current.map(({ name, path }) => ({
          name,
          files: [path],
          sql: `SELECT * FROM read_parquet(['${path}'])`,
        })),
        release() {
          opened -= 1
          if (opened === 0) remove(superseded)
        },
      }
    },
    close: () => rmSync(folder, { recursive: true, force: true }),
  }
}

async function writeTelemetry(writer: DuckDBConnection, folder: string, generation: number, rows: number) {
  const within = join(folder, 'telemetry/date=2026-11-28/hour=12')
  mkdirSync(within, { recursive: true })
  const path = join(within, `telemetry-${generation}.parquet`)
  await writer.run(`COPY (
    SELECT ('660e8400-e29b-41d4-a716-00000000000' || (i % 3))::UUID AS droneId,
      TIMESTAMP '2026-11-28 12:00:00' + to_milliseconds(i * 1000) AS recordedAt, i::INTEGER AS sequence,
      (i % 100)::DOUBLE AS speedMps, CASE WHEN i % 10 = 0 THEN NULL ELSE 3000.5 END AS altitudeM, hash(i) AS digest
    FROM range(${rows}) r(i)) TO '${path}' (FORMAT parquet, COMPRESSION zstd)`)
  return path
}

async function writeDrones(writer: DuckDBConnection, folder: string, generation: number) {
  const path = join(folder, `drones-${generation}.parquet`)
  await writer.run(`COPY (
    SELECT ('660e8400-e29b-41d4-a716-00000000000' || i)::UUID AS droneId,
      ['HAWK-1', '=cmd|x', 'نسر'][i + 1] AS callsign
    FROM range(3) r(i)) TO '${path}' (FORMAT parquet)`)
  return path
}
