/** The lake is plain Parquet: engines that know nothing of this project read the same from it as DuckDB, and as the store has. */
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { LakeFile } from '../server/ports/lake.ts'
import { type ExportRig, openExportRig, rollupFaultsSql } from './support/export-rig.ts'
import { type EngineTable, findByChdb, findByDuckdb, findByPyarrow } from './support/lake-engines.ts'
import { findPythonPackages } from './support/python-packages.ts'

const packages = findPythonPackages() ?? ''
const engines = { pyarrow: findByPyarrow, chdb: findByChdb }
const seconds = (from: number, count: number) => Array.from({ length: count }, (_, n) => from + n)

describe.skipIf(!packages)('a lake with a closed hour and a running one', () => {
  let rig: ExportRig
  let tables: EngineTable[]
  beforeAll(async () => {
    rig = await openExportRig()
    await rig.send(0, ...seconds(-150, 200))
    await rig.send(1, ...seconds(-3_000, 300))
    await rig.record(0, 10, true)
    await rig.record(1, -100, false)
    await rig.elect(1, 5, 3)
    await rig.count('a', 0, 40)
    await rig.count('b', 0, 60)
    rig.clock.setNow(rig.clock.nowMs() + 4_000_000)
    await rig.send(2, ...seconds(3_900, 100))
    await rig.record(2, 3_950, true)
    rig.clock.setNow(rig.clock.nowMs() + 60_000)
    await rig.exportNow()
    const { manifest, release } = await rig.lake.open()
    release()
    const files = Map.groupBy(manifest.files, ({ table }: LakeFile) => table)
    tables = [...files].map(([name, own]) => ({ name, files: own.map(({ path }) => join(rig.lakeDir, path)) }))
  })
  afterAll(() => rig.close())

  test('has files of every table that is compared, telemetry and its rollups in several', async () => {
    expect(tables.filter(({ files }) => files.length > 1).map(({ name }) => name)).toEqual(
      expect.arrayContaining(['telemetry', 'minute_by_drone', 'hour_by_cell', 'hour_by_drone', 'engagements']),
    )
    expect(tables.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['leadership_events', 'ingest_minutes', 'convoys', 'drones']),
    )
    expect(await rig.ask(rollupFaultsSql)).toEqual([])
  })

  test.each(Object.entries(engines))('%s finds the rows, nulls and totals that DuckDB finds', async (_, findBy) => {
    expect(findBy(tables, packages)).toEqual(await findByDuckdb(tables))
  })

  test.each(Object.entries(engines))('%s finds the readings that the store has', async (_, findBy) => {
    const stored = await rig.stored()
    const { telemetry } = findBy(tables, packages)
    const sumOf = (values: readonly (number | null)[]) =>
      Number(values.reduce<number>((sum, value) => sum + (value ?? 0), 0).toPrecision(10))
    const nullsOf = (values: readonly unknown[]) => values.filter((value) => value === null).length
    expect(telemetry?.rows).toBe(stored.length)
    expect(telemetry?.columns).toMatchObject({
      recordedAt: [0, sumOf(stored.map(({ recordedAtMs }) => recordedAtMs)), null],
      latitudeE7: [0, sumOf(stored.map(({ latitudeDeg }) => Math.round(latitudeDeg * 1e7))), null],
      altitudeM: [
        nullsOf(stored.map(({ altitudeM }) => altitudeM)),
        sumOf(stored.map(({ altitudeM }) => altitudeM)),
        null,
      ],
      linkPct: [nullsOf(stored.map(({ linkPct }) => linkPct)), sumOf(stored.map(({ linkPct }) => linkPct)), null],
      fuelPct: [stored.length, 0, null],
      term: [nullsOf(stored.map(({ leadership }) => leadership)), expect.any(Number), null],
    })
  })
})
