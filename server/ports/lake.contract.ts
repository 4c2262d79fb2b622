import { afterEach, expect, test } from 'vitest'
import {
  askLake,
  askViews,
  lakeConvoyId,
  lakeDroneId,
  lakeHourMs,
  telemetryRow,
  toBatches,
  writeTelemetry,
} from '../../tests/support/lake-rig.ts'
import type { OpenLake } from './lake.ts'

interface Opened {
  lake: OpenLake
  /** Another process's view of the same folder. */
  again(): OpenLake
  passTime(ms: number): void
  close(): Promise<void>
}

const noMarks = { asOfMs: lakeHourMs, marks: {}, remove: [] }

/** Contract tests of Lake, run against an adapter. */
export function lakeContract(name: string, open: () => Promise<Opened>) {
  let opened: Opened
  const start = async () => {
    opened = await open()
    return opened.lake
  }
  afterEach(() => opened.close())

  test(`${name}: an empty lake has every view, with its columns and without rows`, async () => {
    const lake = await start()
    const snapshot = await lake.open()
    expect(snapshot).toMatchObject({ generation: 0, asOfMs: 0, faults: [] })
    expect(snapshot.views).toHaveLength(10)
    for (const view of snapshot.views) {
      expect(view.files).toEqual([])
      expect(await askViews([view], `SELECT count(*)::INTEGER AS n FROM ${view.name}`)).toEqual([{ n: 0 }])
    }
    expect(await askLake(lake, 'SELECT latitudeDeg, isLate, stepMs FROM telemetry')).toEqual([])
  })

  test(`${name}: rows come back as they were given, every type, nulls as well, in the order given`, async () => {
    const lake = await start()
    const file = await writeTelemetry(lake, 5_000)
    expect(file).toMatchObject({ table: 'telemetry', hourMs: lakeHourMs, rows: 5_000, readAtMs: lakeHourMs })
    expect(file.path).toMatch(/^telemetry\/date=2026-11-28\/hour=11\/telemetry-\d{10}-[0-9a-f]{8}\.parquet$/)
    await lake.publish({ ...noMarks, add: [file] })
    const rows = await askLake(
      lake,
      'SELECT * REPLACE (epoch_ms(recordedAt)::DOUBLE AS recordedAt, epoch_ms(receivedAt)::DOUBLE AS receivedAt) FROM telemetry',
    )
    expect(rows).toHaveLength(5_000)
    for (const n of [0, 1, 7, 2_047, 2_048, 4_999]) {
      const { latitudeE7, longitudeE7, ...given } = telemetryRow(n)
      expect(rows[n]).toMatchObject(given)
      expect(rows[n]).toMatchObject({ headingDeg: null, isLate: false, isDoubtful: false })
      expect(rows[n]).toMatchObject({ latitudeDeg: Number(latitudeE7) / 1e7, longitudeDeg: Number(longitudeE7) / 1e7 })
    }
  })

  test(`${name}: texts, booleans and counts come back as given, and no rows make no file`, async () => {
    const lake = await start()
    const target = { hourMs: null, readAtMs: 5 }
    const convoy = { convoyId: lakeConvoyId, callsign: "O'HAWK \u{1F681}", commandingUnit: null, status: '' }
    const minute = { minute: lakeHourMs, accepted: 2 ** 40, duplicates: 0, late: null, refused: 3 }
    const files = [
      await lake.write({ ...target, table: 'convoys' }, toBatches('convoys', [convoy])),
      await lake.write({ ...target, table: 'ingest_minutes' }, toBatches('ingest_minutes', [minute])),
    ].filter((file) => file !== null)
    expect(await lake.write({ ...target, table: 'drones' }, toBatches('drones'))).toBeNull()
    await lake.publish({ ...noMarks, add: files })
    expect(await askLake(lake, 'FROM convoys')).toEqual([convoy])
    expect(await askLake(lake, 'SELECT accepted::DOUBLE AS a, late, refused::DOUBLE AS r FROM ingest_minutes')).toEqual(
      [{ a: 2 ** 40, late: null, r: 3 }],
    )
    expect(await lake.check()).toEqual([])
  })

  test(`${name}: many texts come back as given, with nulls among the first of them only`, async () => {
    const lake = await start()
    const convoys = Array.from({ length: 5_000 }, (_, n) => ({
      ...{ convoyId: lakeConvoyId, callsign: `HAWK-${n}`, status: 'active' },
      commandingUnit: n % 3 === 0 && n < 2_000 ? null : `unit ${n}`,
    }))
    const file = await lake.write({ table: 'convoys', hourMs: null, readAtMs: 5 }, toBatches('convoys', convoys))
    await lake.publish({ ...noMarks, add: file ? [file] : [] })
    expect(await askLake(lake, 'FROM convoys')).toEqual(convoys)
  })

  test(`${name}: rollups of several files of an hour are those of all their rows`, async () => {
    const lake = await start()
    const [early, late] = [
      [0, 1, 2],
      [60, 61],
    ].map((all) => all.map((n) => telemetryRow(n)))
    const target = { table: 'telemetry' as const, hourMs: lakeHourMs, readAtMs: 1 }
    const files = [
      await lake.write(target, toBatches('telemetry', early ?? [])),
      await lake.write(target, toBatches('telemetry', [...(late ?? []), telemetryRow(62, { flags: 5 })])),
    ].filter((file) => file !== null)
    const rollups = await Promise.all(
      (['minute_by_drone', 'hour_by_cell', 'hour_by_drone'] as const).map((table) =>
        lake.derive({ ...target, table }, files),
      ),
    )
    await lake.publish({ ...noMarks, add: [...files, ...rollups] })
    expect(
      await askLake(
        lake,
        `SELECT epoch_ms(minute)::DOUBLE AS minute, readings::INTEGER AS readings, distanceM, movingMs::INTEGER AS movingMs,
         speedMaxMps, fuelFirstPct, fuelLastPct, lateReadings::INTEGER AS late, doubtfulReadings::INTEGER AS doubtful,
         latencySumMs::INTEGER AS latency, latitudeDeg, maxGapMs FROM minute_by_drone ORDER BY minute`,
      ),
    ).toEqual([
      {
        ...{ minute: lakeHourMs, readings: 3, distanceM: 60.5, movingMs: 2_000, speedMaxMps: 30.25 },
        ...{ fuelFirstPct: 80, fuelLastPct: 79.98, late: 0, doubtful: 0, latency: 750 },
        ...{ latitudeDeg: 34.0000002, maxGapMs: 1_000 },
      },
      {
        ...{ minute: lakeHourMs + 60_000, readings: 3, distanceM: 90.75, movingMs: 3_000, speedMaxMps: 37.75 },
        ...{ fuelFirstPct: 79.4, fuelLastPct: 79.38, late: 1, doubtful: 1, latency: 750 },
        ...{ latitudeDeg: 34.0000061, maxGapMs: 1_000 },
      },
    ])
    expect(
      await askLake(
        lake,
        `SELECT droneId, readings::INTEGER AS readings, distanceM, lateReadings::INTEGER AS late, duplicates,
         len(speedHistogram)::INTEGER AS bins, list_sum(speedHistogram)::INTEGER AS speeds, speedHistogram[16] AS at30,
         list_sum(linkHistogram)::INTEGER AS links, latencyHistogram[32] AS at250 FROM hour_by_drone`,
      ),
    ).toEqual([
      {
        ...{ droneId: lakeDroneId(0), readings: 6, distanceM: 151.25, late: 1, duplicates: null },
        ...{ bins: 100, speeds: 6, at30: 3, links: 5, at250: 6 },
      },
    ])
    expect(
      await askLake(
        lake,
        'SELECT cellLatitude, cellLongitude, sum(readings)::INTEGER AS n FROM hour_by_cell GROUP BY ALL ORDER BY ALL',
      ),
    ).toEqual([
      { cellLatitude: 3400, cellLongitude: 6899, n: 4 },
      { cellLatitude: 3400, cellLongitude: 6900, n: 1 },
    ])
    expect(await lake.check()).toEqual([])
  })

  test(`${name}: a file is part of the lake once it is published, and no longer once it is replaced`, async () => {
    const lake = await start()
    const count = () => askLake(lake, 'SELECT count(*)::INTEGER AS n FROM telemetry')
    const first = await writeTelemetry(lake, 3)
    expect(await count()).toEqual([{ n: 0 }])
    expect(await lake.publish({ ...noMarks, add: [first] })).toMatchObject({ generation: 1, files: [first] })
    expect(await count()).toEqual([{ n: 3 }])
    const second = await writeTelemetry(lake, 4)
    expect(second.path).not.toBe(first.path)
    const marks = { telemetry: 17 }
    await lake.publish({ add: [second], remove: [first.path], asOfMs: 18, marks })
    expect(await count()).toEqual([{ n: 4 }])
    const snapshot = await opened.again().open()
    expect(snapshot).toMatchObject({ generation: 2, asOfMs: 18, manifest: { marks, files: [second] } })
  })

  test(`${name}: F131 a snapshot reads its files while they are superseded, and for as long as it is held`, async () => {
    const lake = await start()
    const first = await writeTelemetry(lake, 3)
    await lake.publish({ ...noMarks, add: [first] })
    const held = await lake.open()
    await lake.publish({ ...noMarks, add: [await writeTelemetry(lake, 4)], remove: [first.path] })
    opened.passTime(3_600_000)
    await lake.publish({ ...noMarks, add: [] })
    await lake.tidy()
    const count = () => askViews(held.views, 'SELECT count(*)::INTEGER AS n FROM telemetry')
    expect(await count()).toEqual([{ n: 3 }])
    held.release()
    held.release()
    await lake.tidy()
    await expect(count()).rejects.toThrow('No files found')
    expect(await askLake(lake, 'SELECT count(*)::INTEGER AS n FROM telemetry')).toEqual([{ n: 4 }])
  })

  test(`${name}: files stay for snapshots of other processes for a while, and what nobody names goes`, async () => {
    const lake = await start()
    const [first, abandoned] = [await writeTelemetry(lake, 3), await writeTelemetry(lake, 5)]
    await lake.publish({ ...noMarks, add: [first] })
    const elsewhere = await opened.again().open()
    await lake.publish({ ...noMarks, add: [], remove: [first.path] })
    await lake.tidy()
    expect(await askViews(elsewhere.views, 'SELECT count(*)::INTEGER AS n FROM telemetry')).toEqual([{ n: 3 }])
    await lake.publish({ ...noMarks, add: [abandoned] })
    expect(await askLake(lake, 'SELECT count(*)::INTEGER AS n FROM telemetry')).toEqual([{ n: 5 }])
  })

  test(`${name}: of two that make the same generation one succeeds, and the other has no effect`, async () => {
    const lake = await start()
    const other = opened.again()
    const files = [await writeTelemetry(lake, 3), await writeTelemetry(other, 4)] as const
    const results = await Promise.allSettled([
      lake.publish({ ...noMarks, add: [files[0]] }),
      other.publish({ ...noMarks, add: [files[1]] }),
    ])
    const done = results.flatMap((one) => (one.status === 'fulfilled' ? one.value.files.length : []))
    const { manifest } = await opened.again().open()
    expect(manifest.files).toHaveLength(done.at(-1) ?? 0)
    for (const one of results) if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'conflict' })
  })

  test(`${name}: a check that throws leaves the generation as it was`, async () => {
    const lake = await start()
    const refuse = () => {
      throw new Error('no longer the holder')
    }
    await expect(lake.publish({ ...noMarks, add: [await writeTelemetry(lake, 3)] }, refuse)).rejects.toThrow('holder')
    expect(await lake.open()).toMatchObject({ generation: 0 })
  })
}
