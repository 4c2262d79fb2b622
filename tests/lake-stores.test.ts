/** What the lake has of the store, and how it follows changes: the same on both stores. */
import { afterEach, expect, test } from 'vitest'
import { telemetry } from '../schema/tables.ts'
import { telemetryBucketMs as hourMs } from '../schema/telemetry.ts'
import { compareWithStore } from '../server/features/lake/compare.ts'
import {
  type ExportRig,
  expectedRows,
  exportStartMs,
  lakeRowsSql,
  openExportRig,
  rollupFaultsSql,
} from './support/export-rig.ts'
import { describeOnBothStores } from './support/replay-stores.ts'
import { convoyId, droneIdOf } from './support/telemetry-server.ts'

let rig: ExportRig
afterEach(() => rig.close())

const seconds = (from: number, count: number) => Array.from({ length: count }, (_, n) => from + n)
const timeOf = (atS: number) => new Date(exportStartMs + atS * 1_000).toISOString().slice(0, 19).replace('T', ' ')
const compared = async () => {
  const { manifest, release } = await rig.lake.open()
  release()
  return compareWithStore({ tables: rig.tables, roster: rig.roster, pace: async () => undefined }, manifest)
}

describeOnBothStores('the lake', (makeStore) => {
  test('has every reading with the way since the one before, rewrites hours for late ones, and is found equal', async () => {
    rig = await openExportRig({ makeStore })
    await rig.send(0, ...seconds(-40, 40))
    await rig.send(1, ...seconds(-4_000, 40))
    await rig.exportNow()
    rig.clock.setNow(exportStartMs + 3_100_000)
    await rig.send(0, ...seconds(3_000, 40))
    await rig.settle()
    expect(await rig.ask(lakeRowsSql)).toEqual(expectedRows(await rig.stored()))
    await rig.send(0, ...seconds(-100, 5))
    await rig.settle()
    expect(await rig.ask(lakeRowsSql)).toEqual(expectedRows(await rig.stored()))
    expect(await rig.stored()).toHaveLength(125)
    expect(await rig.ask(rollupFaultsSql)).toEqual([])
    expect(await rig.lake.check()).toEqual([])
    expect(await compared()).toEqual({ faults: [], compared: 3, skipped: 0 })
  })

  test('says which hour of the store has rows that its file has not', async () => {
    rig = await openExportRig({ makeStore })
    await rig.send(0, ...seconds(-40, 40))
    await rig.settle()
    const [lost] = await rig.stored()
    if (!lost) throw new Error('Expected readings, got none.')
    const timeBucketMs = Math.floor(lost.recordedAtMs / hourMs) * hourMs
    await rig.tables.delete(telemetry, [{ ...lost, timeBucketMs }])
    const { faults } = await compared()
    expect(faults).toMatchObject([{ table: 'telemetry', hourMs: timeBucketMs }])
    expect(faults[0]?.expected).toMatch(/^39 rows/)
    expect(faults[0]?.got).toMatch(/^40 rows/)
  })

  test('has each engagement once, with height and speed when it happened, also one that is told of hours later', async () => {
    rig = await openExportRig({ makeStore })
    await rig.send(0, ...seconds(-40, 40))
    await rig.record(0, -1, true)
    await rig.record(1, -1, false)
    await rig.exportNow()
    rig.clock.setNow(rig.clock.nowMs() + 2 * hourMs)
    await rig.exportNow()
    await rig.record(0, -30, true)
    await rig.exportNow()
    await rig.exportNow()
    const engagement = { convoyId, commandingUnit: 'TF 1', bda: 'UNKNOWN', target: null }
    const sql = `SELECT convoyId, droneId, engagedAt::VARCHAR AS at, weaponType, target, hit, bda, altitudeM, commandingUnit
      FROM engagements ORDER BY engagedAt, droneId`
    expect(await rig.ask(sql)).toEqual([
      {
        ...engagement,
        droneId: droneIdOf(0),
        at: timeOf(-30),
        weaponType: 'AGM114_HELLFIRE',
        hit: true,
        altitudeM: 970,
      },
      {
        ...engagement,
        droneId: droneIdOf(0),
        at: timeOf(-1),
        weaponType: 'AGM114_HELLFIRE',
        hit: true,
        altitudeM: 999,
      },
      {
        ...engagement,
        droneId: droneIdOf(1),
        at: timeOf(-1),
        weaponType: 'AGM176_GRIFFIN',
        hit: false,
        altitudeM: null,
      },
    ])
  })

  test('has the changes of leadership of its hour, and of hours before it was made', async () => {
    rig = await openExportRig({ makeStore })
    await rig.elect(0, -50_000, 2)
    await rig.elect(1, -10, 3)
    await rig.exportNow()
    const sql = `SELECT "at"::VARCHAR AS "at", reason, stateBefore, termBefore, leaderBefore, stateAfter, termAfter, leaderAfter
      FROM leadership_events ORDER BY "at"`
    const elected = { reason: 'elected', stateBefore: 'electing', leaderBefore: null, stateAfter: 'healthy' }
    const expected = [
      { ...elected, at: timeOf(-50_000), termBefore: 1, termAfter: 2, leaderAfter: droneIdOf(0) },
      { ...elected, at: timeOf(-10), termBefore: 2, termAfter: 3, leaderAfter: droneIdOf(1) },
    ]
    expect(await rig.ask(sql)).toEqual(expected)
    await rig.exportNow()
    expect(await rig.ask(sql)).toEqual(expected)
  })

  test('adds up what several processes ingested in a minute', async () => {
    rig = await openExportRig({ makeStore })
    await rig.count('a', -60, 40)
    await rig.count('b', -60, 60)
    await rig.count('a', -7_200, 5)
    await rig.exportNow()
    const sql =
      'SELECT minute::VARCHAR AS minute, accepted, duplicates, late, refused FROM ingest_minutes ORDER BY minute'
    expect(await rig.ask(sql)).toEqual([
      { minute: timeOf(-7_200), accepted: '5', duplicates: '1', late: '2', refused: '0' },
      { minute: timeOf(-60), accepted: '100', duplicates: '2', late: '4', refused: '0' },
    ])
  })

  test('has the roster as it is, with convoys and drones that have left, and follows it', async () => {
    rig = await openExportRig({ makeStore })
    const sql = 'SELECT callsign, status, commandingUnit FROM convoys'
    await rig.exportNow()
    expect(await rig.ask(sql)).toEqual([{ callsign: 'HAWK-1', status: 'ACTIVE', commandingUnit: 'TF 1' }])
    expect(await rig.ask('SELECT droneId FROM drones ORDER BY droneId')).toEqual(
      [0, 1, 2].map((n) => ({ droneId: droneIdOf(n) })),
    )
    const convoy = rig.roster.findConvoy(convoyId)
    if (!convoy) throw new Error('Expected the convoy of the rig, got none.')
    await rig.roster.saveConvoy({ ...convoy, commandingUnit: 'TF 2', version: convoy.version + 1 }, convoy.version)
    await rig.exportNow()
    expect(await rig.ask(sql)).toMatchObject([{ commandingUnit: 'TF 2' }])
  })
})

test('what is past its retention leaves the lake, and then the folder', async () => {
  rig = await openExportRig()
  await rig.send(0, ...seconds(-40, 40))
  await rig.record(0, -1, true)
  await rig.elect(0, -1, 2)
  await rig.count('a', -60, 40)
  await rig.settle()
  expect((await rig.listLake()).some((path) => path.startsWith('telemetry/'))).toBe(true)
  rig.clock.setNow(exportStartMs + 31 * 24 * hourMs)
  await rig.exportNow()
  for (const table of ['telemetry', 'minute_by_drone', 'engagements', 'leadership_events', 'ingest_minutes'])
    expect(await rig.ask(`SELECT count(*)::INTEGER AS n FROM ${table}`)).toEqual([{ n: 0 }])
  expect(await rig.ask('SELECT count(*)::INTEGER AS n FROM drones')).toEqual([{ n: 3 }])
  rig.clock.setNow(rig.clock.nowMs() + hourMs)
  await rig.lake.tidy()
  expect((await rig.listLake()).filter((path) => path.includes('date='))).toEqual([])
})
