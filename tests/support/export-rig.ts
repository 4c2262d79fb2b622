/** Ingest over a real store, the export of it to a real lake, and what the lake must say by a reckoning of its own. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { distanceM } from '../../lib/geo/sphere.ts'
import type { DroneId } from '../../schema/ids.ts'
import { localActor } from '../../schema/permissions.ts'
import { allTables, telemetry, telemetryBuckets } from '../../schema/tables.ts'
import { isDoubtfulPosition, readingFlag, type StoredReading } from '../../schema/telemetry.ts'
import { type LakeFolder, lakeFolder } from '../../server/adapters/duckdb/folder.ts'
import { openDuckdbLake } from '../../server/adapters/duckdb/lake.ts'
import { openLmdbTables } from '../../server/adapters/lmdb/tables.ts'
import { createMemoryBus } from '../../server/adapters/memory/bus.ts'
import { createTestClock } from '../../server/adapters/memory/test-clock.ts'
import { createExporter, type Exporter } from '../../server/features/lake/export.ts'
import { createIngestCounters } from '../../server/features/telemetry/counters.ts'
import { createIngest } from '../../server/features/telemetry/ingest.ts'
import { parseReading } from '../../server/features/telemetry/parse.ts'
import type { OpenLake } from '../../server/ports/lake.ts'
import type { Tables } from '../../server/ports/tables.ts'
import { permanentLease } from '../../server/repositories/leases.ts'
import { openRoster } from '../../server/repositories/roster.ts'
import { askLake } from './lake-rig.ts'
import type { MakeStore } from './replay-stores.ts'
import { createSmallTables } from './small-tables-rig.ts'
import { convoyId, droneIdOf, droneOf } from './telemetry-server.ts'

export const exportStartMs = Date.UTC(2026, 10, 28, 11, 50)
const droneIds = [0, 1, 2].map(droneIdOf)
const reportOf = (drone: number) => ({
  term: 3,
  role: drone === 1 ? 'leader' : 'follower',
  leaderId: droneIds[1],
  peers: [],
})
const convoy = {
  ...{ convoyId, callsign: 'HAWK-1', aor: [], roe: 'WEAPONS_HOLD' as const, commandingUnit: 'TF 1' },
  ...{ status: 'ACTIVE' as const, heartbeatIntervalMs: 2_000, createdAtMs: 0, archivedAtMs: null, version: 1 },
}

interface Options {
  operations?: LakeFolder
  startMs?: number
  /** Absent: LMDB in the rig's folder. */
  makeStore?: MakeStore
}

export async function openExportRig({ operations = lakeFolder, startMs = exportStartMs, makeStore }: Options = {}) {
  const clock = createTestClock(startMs)
  const parent = mkdtempSync(join(tmpdir(), 'export-'))
  const lakeDir = join(parent, 'lake')
  const made = await makeStore?.()
  const opened = await (made?.open(clock) ??
    openLmdbTables({ dataDir: join(parent, 'store'), clock, tables: allTables }))
  const { close, ...tables } = opened
  const bus = createMemoryBus({ clock })
  const roster = await openRoster({ tables, bus, clock })
  await roster.saveConvoy(convoy, null)
  await roster.addDrones(convoyId, droneIds.map(droneOf))
  const singleProcess = { enroll: null, findElsewhere: null, owners: null, kept: null, maySend: () => true }
  const counters = createIngestCounters()
  const ingest = createIngest({ tables, bus, clock, roster, counters, ...singleProcess })
  const lakes: OpenLake[] = []
  let lake: OpenLake
  let exporter: Exporter

  function restart(): void {
    lake = openDuckdbLake({ folder: lakeDir, clock, operations })
    lakes.push(lake)
    exporter = createExporter({ tables, clock, roster, lake, pace: () => nextTurn() })
  }
  restart()

  return {
    ...{ clock, tables, roster, lakeDir, restart, folder: parent },
    ...createSmallTables({ tables, bus, clock, roster, droneIds, startMs }),
    listLake: () => lakeFolder.list(lakeDir),
    /** So that another process can open it. */
    closeStore: close,
    get lake() {
      return lake
    },
    /** A reading of a drone, `n` seconds after the start. */
    async send(drone: number, ...seconds: number[]): Promise<void> {
      const readings = seconds.map((n) =>
        parseReading(
          {
            droneId: droneIds[drone],
            recordedAt: startMs + n * 1_000,
            sequence: n + 1_000_000,
            latitudeDeg: n % 13 === 5 ? 0 : 34 + n / 10_000,
            longitudeDeg: n % 13 === 5 ? 0 : 69 + drone / 10,
            altitudeM: 1_000 + n,
            speedMps: 11 + drone,
            ...(n % 3 === 0 && { linkPct: 40 + (n % 50) }),
            ...(n % 2 === 0 && { leadership: reportOf(drone) }),
          },
          clock.nowMs(),
        ),
      )
      await ingest.ingestReadings(localActor, readings)
    },
    exportNow: () => exporter.run(permanentLease, () => true),
    /** Exports until nothing more can come for what was sent. */
    async settle(): Promise<void> {
      for (let pass = 0; pass < 4; pass++) {
        await exporter.run(permanentLease, () => true)
        clock.setNow(clock.nowMs() + 700_000)
      }
      await exporter.run(permanentLease, () => true)
    },
    stored: () => storedReadings(tables),
    ask: (sql: string) => askLake(lake, sql),
    async close() {
      await Promise.all(lakes.map((one) => one.close()))
      await close()
      await made?.remove()
      rmSync(parent, { recursive: true, force: true })
    },
  }
}

export type ExportRig = Awaited<ReturnType<typeof openExportRig>>

async function storedReadings({ scan }: Pick<Tables, 'scan'>) {
  const all: StoredReading[] = []
  for (const droneId of droneIds) {
    const buckets = await scan(telemetryBuckets, { droneId }, { reverse: true })
    for (const { timeBucketMs } of buckets.rows)
      all.push(...(await scan(telemetry, { droneId, timeBucketMs }, { reverse: true, limit: 10_000 })).rows)
  }
  return all
}

/** The rows of view `telemetry`, by a plain walk over everything stored. */
export function expectedRows(readings: readonly StoredReading[]) {
  const before = new Map<DroneId, StoredReading>()
  return readings.map((reading) => {
    const isDoubtful = isDoubtfulPosition(reading.flags)
    const last = before.get(reading.droneId)
    if (!isDoubtful) before.set(reading.droneId, reading)
    const step = last && !isDoubtful ? last : null
    return {
      droneId: reading.droneId,
      recordedAt: reading.recordedAtMs,
      sequence: reading.sequence,
      latitudeE7: Math.round(reading.latitudeDeg * 1e7),
      altitudeM: reading.altitudeM,
      isLate: (reading.flags & readingFlag.late) !== 0,
      isDoubtful,
      stepM: step && distanceM(step, reading),
      stepMs: step && reading.recordedAtMs - step.recordedAtMs,
    }
  })
}

export const lakeRowsSql = `SELECT droneId, epoch_ms(recordedAt)::DOUBLE AS recordedAt, sequence, latitudeE7, altitudeM, isLate,
  isDoubtful, stepM, stepMs FROM telemetry ORDER BY droneId, recordedAt, sequence`

/** Yields nothing while every rollup is what its view of telemetry says. */
export const rollupFaultsSql = `
  WITH minutes AS (SELECT droneId, time_bucket(INTERVAL '1 minute', recordedAt) AS minute, count(*) AS n, round(sum(stepM), 3) AS m
    FROM telemetry GROUP BY ALL),
  hours AS (SELECT droneId, time_bucket(INTERVAL '1 hour', recordedAt) AS hour, count(*) AS n, count(*) FILTER (isLate) AS late,
    count(speedMps) AS speeds, count(altitudeM) AS altitudes, count(linkPct) AS links
    FROM telemetry GROUP BY ALL),
  cells AS (SELECT time_bucket(INTERVAL '1 hour', recordedAt) AS hour, count(*) AS n FROM telemetry WHERE NOT isDoubtful GROUP BY ALL)
  SELECT 'minute' AS rollup, droneId::VARCHAR AS what FROM minutes FULL JOIN minute_by_drone r USING (droneId, minute)
    WHERE n IS DISTINCT FROM r.readings OR coalesce(m, 0) IS DISTINCT FROM round(r.distanceM, 3)
  UNION ALL SELECT 'drone', droneId::VARCHAR FROM hours FULL JOIN hour_by_drone r USING (droneId, hour)
    WHERE n IS DISTINCT FROM r.readings OR late IS DISTINCT FROM r.lateReadings
      OR speeds IS DISTINCT FROM list_sum(r.speedHistogram) OR altitudes IS DISTINCT FROM list_sum(r.altitudeHistogram)
      OR links IS DISTINCT FROM list_sum(r.linkHistogram) OR n IS DISTINCT FROM list_sum(r.latencyHistogram)
  UNION ALL SELECT 'cell', hour::VARCHAR FROM cells FULL JOIN (SELECT hour, sum(readings) AS r FROM hour_by_cell GROUP BY hour)
    USING (hour) WHERE n IS DISTINCT FROM r`
