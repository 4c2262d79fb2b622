/** A large lake made by DuckDB alone: the rollups and events of a fleet at one reading in two seconds, an hour to a file. */
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { histogramBins, type LakeTableName, type RollupName } from '../../schema/lake-columns.ts'
import { pathOf, printManifest } from '../../server/adapters/duckdb/manifests.ts'
import { columnsOf, toViews } from '../../server/adapters/duckdb/views.ts'
import type { LakeFile, LakeSnapshot } from '../../server/ports/lake.ts'

export const fleet = { drones: 1_000, convoys: 20, readingsPerHour: 1_800_000 } as const
export const beginMs = Date.UTC(2026, 2, 1)
export const hourMs = 3_600_000

export interface SyntheticLake {
  /** Its first `hours` hours, as a snapshot of the lake. */
  open(hours: number): LakeSnapshot
  /** Writes a manifest of all of it, for a server that asks it and can’t export to it; returns the folder. */
  publish(): string
  remove(): void
}

const uuid = (prefix: string, n: string) => `('${prefix}-e29b-41d4-a716-' || lpad((${n})::VARCHAR, 12, '0'))::UUID`
const convoyId = uuid('550e8400', `n % ${fleet.convoys}`)
const droneId = uuid('660e8400', 'n')
/** 0 … 1, the same for the same arguments. */
const chance = (...of: string[]) => `(hash(${of.join(', ')}) / 18446744073709551616.0)`

/** Of the hour that begins at $at, the $hour-th. */
const perHour: Partial<Record<LakeTableName | RollupName, string>> = {
  minute_by_drone: `SELECT ${convoyId} AS convoyId, ${droneId} AS droneId, $at::TIMESTAMP + to_minutes(k) AS minute,
    30::BIGINT AS readings, if(${chance('n', '($hour * 60 + k) // 9', '1')} < 0.05, 5, 3600) * ${chance('n', 'k', '$hour')} AS distanceM,
    58000::BIGINT AS movingMs, 2000 + 900 * ${chance('n', '2')} AS altitudeMinM, altitudeMinM + 50 AS altitudeMaxM,
    altitudeMinM + 25 AS altitudeMeanM, 50.0 AS speedMinMps, 70.0 AS speedMaxMps, 60.0 AS speedMeanMps,
    100 - ($hour * 60 + k + n) % 500 / 6 AS fuelFirstPct, fuelFirstPct - 0.15 AS fuelLastPct, fuelLastPct AS fuelMinPct,
    60 * ${chance('n', 'k', '3')} AS linkMinPct, 100.0 AS linkMaxPct, (linkMinPct + 100) / 2 AS linkMeanPct,
    (n % 3)::BIGINT AS lateReadings, 0::BIGINT AS doubtfulReadings, 9000::BIGINT AS latencySumMs,
    (900 * ${chance('n', 'k', '4')})::BIGINT AS latencyMaxMs, minute + INTERVAL 1 SECOND AS firstAt,
    minute + INTERVAL 59 SECOND AS lastAt, 33 + n % 10 * 0.2 + 0.4 * sin(($hour * 60 + k + n) / 40.0) AS latitudeDeg,
    64 + n % 7 * 0.3 + 0.4 * cos(($hour * 60 + k + n) / 40.0) AS longitudeDeg, if(${chance('n', 'k', '$hour', '10')} < 0.01, 122000, 2000)::INTEGER AS maxGapMs
    FROM range(${fleet.drones}) AS fleet(n), range(60) AS minutes(k) WHERE ${chance('n', 'k', '$hour', '5')} > 0.02
    ORDER BY 1, 2, 3`,
  hour_by_drone: `SELECT ${convoyId} AS convoyId, ${droneId} AS droneId, $at::TIMESTAMP AS hour, 1800::BIGINT AS readings,
    100000.0 AS distanceM, (n % 90)::BIGINT AS lateReadings, (n % 7)::BIGINT AS duplicates,
    ${Object.entries(histogramBins).map(
      ([name, { bins }]) =>
        `list_transform(range(${bins}), lambda bin: if(hash(n, bin) % 3 = 0, hash(n, bin, $hour) % 120, 0)::INTEGER) AS ${name}`,
    )}
    FROM range(${fleet.drones}) AS fleet(n) ORDER BY 1, 2`,
  hour_by_cell: `SELECT ${convoyId} AS convoyId, $at::TIMESTAMP AS hour, (3300 + k // 50 + n % 10 * 20)::INTEGER AS cellLatitude,
    (6400 + k % 50 + n % 7 * 30)::INTEGER AS cellLongitude, (1 + hash(n, k, $hour) % 100)::BIGINT AS readings,
    100 * ${chance('n', 'k', '6')} AS linkMeanPct, linkMeanPct / 2 AS linkMinPct, 60.0 AS speedMeanMps, 2500.0 AS altitudeMeanM
    FROM range(${fleet.convoys}) AS fleet(n), range(2000) AS cells(k) ORDER BY 1, 3, 4`,
  engagements: `SELECT ${convoyId} AS convoyId, ${droneId} AS droneId, uuid() AS engagementId,
    $at::TIMESTAMP + to_seconds(k * 3) AS engagedAt, engagedAt AS recordedAt,
    ['AGM114_HELLFIRE', 'GBU12_PAVEWAY', 'GBU38_JDAM'][1 + k % 3] AS weaponType, 'target' AS target,
    ${chance('k', '$hour', '7')} < 0.7 AS hit, 'UNKNOWN' AS bda, 4000 * ${chance('k', '8')} AS altitudeM,
    90 * ${chance('k', '9')} AS speedMps, 'Unit ' || n % 5 AS commandingUnit
    FROM (SELECT k, hash(k, $hour) % ${fleet.drones} AS n FROM range(1200) AS events(k)) ORDER BY 1, 2, 4`,
  leadership_events: `SELECT ${convoyId} AS convoyId, $at::TIMESTAMP + to_seconds(k * 180 + n) AS "at", k::INTEGER AS ordinal,
    ['heartbeat_late', 'heartbeat_lost', 'election_started', 'elected'][1 + k % 4] AS reason,
    ['healthy', 'suspect', 'lost', 'electing'][1 + k % 4] AS stateBefore, ($hour * 20 + k)::INTEGER AS termBefore,
    ${uuid('660e8400', `n + k // 4 % 50 * ${fleet.convoys}`)} AS leaderBefore,
    ['suspect', 'lost', 'electing', 'healthy'][1 + k % 4] AS stateAfter, termBefore + (k % 4 = 2)::INTEGER AS termAfter,
    if(k % 4 = 2, NULL, ${uuid('660e8400', `n + (k + 1) // 4 % 50 * ${fleet.convoys}`)}) AS leaderAfter, NULL::UUID AS rivalAfter
    FROM range(${fleet.convoys}) AS fleet(n), range(20) AS events(k) ORDER BY 1, 2`,
  ingest_minutes: `SELECT $at::TIMESTAMP + to_minutes(k) AS minute, 30000::BIGINT AS accepted, (k * 10)::BIGINT AS duplicates,
    (k * 20)::BIGINT AS late, k::BIGINT AS refused FROM range(60) AS minutes(k)`,
}

const once: Partial<Record<LakeTableName, string>> = {
  convoys: `SELECT ${convoyId} AS convoyId, 'CONVOY-' || n AS callsign, 'Unit ' || n % 5 AS commandingUnit, 'ACTIVE' AS status
    FROM range(${fleet.convoys}) AS fleet(n)`,
  drones: `SELECT ${droneId} AS droneId, ${convoyId} AS convoyId, 'D-' || n AS callsign, 'MQ9' AS platformType
    FROM range(${fleet.drones}) AS fleet(n)`,
  route_points: `SELECT ${convoyId} AS convoyId, ${droneId} AS droneId, k::INTEGER AS sequence,
    33 + n % 10 * 0.2 + 0.4 * sin(k / 4.0) AS latitudeDeg, 64 + n % 7 * 0.3 + 0.4 * cos(k / 4.0) AS longitudeDeg, 2500.0 AS altitudeM
    FROM range(${fleet.drones}) AS fleet(n), range(25) AS points(k)`,
}

/** Writes the files of so many hours, in a folder that `remove` deletes. */
export async function makeSyntheticLake(hours: number, log: (line: string) => void): Promise<SyntheticLake> {
  const folder = mkdtempSync(join(tmpdir(), 'synthetic-lake-'))
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  const files: LakeFile[] = []
  async function write(table: LakeTableName | RollupName, sql: string, hour: number | null): Promise<void> {
    const atMs = beginMs + (hour ?? 0) * hourMs
    const iso = new Date(atMs).toISOString()
    const within = hour === null ? '' : `/date=${iso.slice(0, 10)}/hour=${iso.slice(11, 13)}`
    const path = `${table}${within}/${table}-1.parquet`
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    const own = sql.replaceAll('$at', `'${iso.slice(0, 19)}'`).replaceAll('$hour', String(hour))
    await connection.run(
      `COPY (${own}) TO '${join(folder, path)}' (FORMAT parquet, COMPRESSION zstd, PARQUET_VERSION v2, ROW_GROUP_SIZE 122880)`,
    )
    const columns = Object.keys(columnsOf[table])
    files.push({
      ...{
        table,
        path,
        columns,
        hourMs: hour === null ? null : atMs,
        rows: 0,
        sizeBytes: statSync(join(folder, path)).size,
      },
      ...{ digest: '', contents: null, readAtMs: atMs },
    })
  }
  const startedMs = performance.now()
  for (const [table, sql] of Object.entries(once)) await write(table as LakeTableName, sql, null)
  for (let hour = 0; hour < hours; hour++)
    for (const [table, sql] of Object.entries(perHour)) await write(table as RollupName, sql, hour)
  log(`${hours} hours of ${fleet.drones} drones written in ${Math.round((performance.now() - startedMs) / 1_000)} s`)
  connection.closeSync()
  instance.closeSync()

  return {
    open(count) {
      const asOfMs = beginMs + count * hourMs
      const own = files.filter((file) => file.hourMs === null || file.hourMs < asOfMs)
      return {
        ...{ generation: count, asOfMs, faults: [], release() {} },
        manifest: { generation: count, asOfMs, files: own, marks: {} },
        views: toViews(folder, own),
      }
    },
    publish() {
      const asOfMs = beginMs + hours * hourMs
      const manifest = { generation: 1, writtenAtMs: asOfMs, asOfMs, files, marks: {} }
      mkdirSync(dirname(join(folder, pathOf(1))), { recursive: true })
      writeFileSync(join(folder, pathOf(1)), printManifest(manifest))
      // Where exporters would make a folder for drafts.
      writeFileSync(join(folder, 'tmp'), '')
      return folder
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}
