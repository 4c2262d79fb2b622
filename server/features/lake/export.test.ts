import fc from 'fast-check'
import { afterEach, expect, test } from 'vitest'
import { changedHours, repairMarks, telemetryHours, waypoints } from '../../../schema/tables.ts'
import { telemetryBucketMs as hourMs } from '../../../schema/telemetry.ts'
import {
  type ExportRig,
  expectedRows,
  exportStartMs,
  lakeRowsSql,
  openExportRig,
  rollupFaultsSql,
} from '../../../tests/support/export-rig.ts'
import { convoyId, droneIdOf, droneOf } from '../../../tests/support/telemetry-server.ts'
import { codeOf, type LakeFolder, lakeFolder } from '../../adapters/duckdb/folder.ts'
import { markPastEvents } from '../../repositories/past-events.ts'

let rig: ExportRig
afterEach(() => rig.close())

async function expectEqualToStore(): Promise<void> {
  expect(await rig.ask(lakeRowsSql)).toEqual(expectedRows(await rig.stored()))
  expect(await rig.ask(rollupFaultsSql)).toEqual([])
  expect(await rig.lake.check()).toEqual([])
}

const seconds = (from: number, count: number) => Array.from({ length: count }, (_, n) => from + n)
const hourStartMs = Math.floor(exportStartMs / hourMs) * hourMs
const filesOf = async (startMs: number) =>
  (await rig.lake.open()).manifest.files.filter(({ table, hourMs: own }) => table === 'telemetry' && own === startMs)

test('the running hour grows by a file at a time, and is one file once it is closed', async () => {
  rig = await openExportRig()
  for (const from of [0, 40, 80]) {
    await rig.send(0, ...seconds(from, 30))
    await rig.send(1, ...seconds(from, 30))
    rig.clock.setNow(rig.clock.nowMs() + 40_000)
    await rig.exportNow()
    await expectEqualToStore()
  }
  expect(await filesOf(hourStartMs)).toHaveLength(3)
  await rig.settle()
  expect(await filesOf(hourStartMs)).toHaveLength(1)
  await expectEqualToStore()
})

test('answers are as old as they say: what was received before is in them, what came since is not', async () => {
  rig = await openExportRig()
  await rig.send(0, ...seconds(0, 5))
  rig.clock.setNow(rig.clock.nowMs() + 10_000)
  await rig.send(0, ...seconds(5, 5))
  await rig.exportNow()
  const { asOfMs } = await rig.lake.open()
  expect(asOfMs).toBe(exportStartMs + 5_000)
  expect(await rig.ask('SELECT count(*)::INTEGER AS n FROM telemetry')).toEqual([{ n: 5 }])
})

test('F133 late data for an exported hour rewrites it, and the first step of the hour after it', async () => {
  rig = await openExportRig()
  await rig.send(0, ...seconds(0, 10))
  rig.clock.setNow(exportStartMs + 3_100_000)
  await rig.send(0, ...seconds(3_000, 10))
  await rig.send(1, ...seconds(3_000, 10))
  await rig.settle()
  await expectEqualToStore()
  const before = await filesOf(hourStartMs + hourMs)
  await rig.send(0, ...seconds(20, 10))
  await rig.settle()
  await expectEqualToStore()
  expect(await filesOf(hourStartMs + hourMs)).not.toEqual(before)
})

test('readings of hours from before hours were listed are found', async () => {
  rig = await openExportRig()
  await rig.send(0, ...seconds(0, 10))
  await rig.send(1, ...seconds(-7_200, 10))
  for (const startMs of [hourStartMs, hourStartMs - 2 * hourMs]) {
    const { rows } = await rig.tables.scan(telemetryHours, { timeBucketMs: startMs })
    await rig.tables.delete(telemetryHours, rows)
  }
  const { rows } = await rig.tables.scan(changedHours, null)
  await rig.tables.delete(changedHours, rows)
  await rig.settle()
  await expectEqualToStore()
  expect((await rig.stored()).length).toBe(20)
  expect((await rig.tables.scan(repairMarks, null)).rows.map(({ name }) => name)).toEqual(['telemetry hours'])
})

test('readings from before a pause of hours, in which nothing was exported, are in the lake after it', async () => {
  rig = await openExportRig()
  await rig.exportNow()
  await rig.send(0, ...seconds(-12, 2))
  rig.clock.setNow(rig.clock.nowMs() + 3 * hourMs)
  await rig.settle()
  await expectEqualToStore()
  expect(await rig.ask('SELECT count(*)::INTEGER AS n FROM telemetry')).toEqual([{ n: 2 }])
})

test('leadership that is written for past hours is exported once that is said', async () => {
  rig = await openExportRig()
  await rig.send(0, ...seconds(0, 10))
  await rig.exportNow()
  const yesterdayS = -20 * 3_600
  await rig.elect(1, yesterdayS, 7)
  const counted = () => rig.ask('SELECT count(*)::INTEGER AS n FROM leadership_events')
  await rig.exportNow()
  expect(await counted()).toEqual([{ n: 0 }])
  await markPastEvents(rig.tables, rig.clock.nowMs())
  await rig.exportNow()
  expect(await counted()).toEqual([{ n: 1 }])
})

test('F94 a cut file is skipped and said, the rest answers, and the export writes it anew', async () => {
  rig = await openExportRig()
  await rig.send(0, ...seconds(0, 10))
  rig.clock.setNow(exportStartMs + 3_100_000)
  await rig.send(0, ...seconds(3_000, 10))
  await rig.settle()
  const [file] = await filesOf(hourStartMs)
  const { truncateSync } = await import('node:fs')
  truncateSync(`${rig.lakeDir}/${file?.path}`, 200)
  rig.restart()
  const { faults, release } = await rig.lake.open()
  release()
  expect(faults).toMatchObject([{ table: 'telemetry', path: file?.path, got: expect.stringContaining('200 bytes') }])
  expect(await rig.ask('SELECT count(*)::INTEGER AS n FROM telemetry')).toEqual([{ n: 10 }])
  await rig.settle()
  await expectEqualToStore()
})

/** Fails each operation on the folder that `fails` says, by its number since the start. */
function createFailingFolder(fails: (operation: number) => boolean): LakeFolder {
  let done = 0
  const wrapped = Object.entries(lakeFolder).map(([name, run]) => [
    name,
    async (...args: never[]) => {
      if (fails(++done)) throw Object.assign(new Error(`EIO: ${name}`), { code: 'EIO' })
      return (run as (...all: never[]) => Promise<unknown>)(...args)
    },
  ])
  return Object.fromEntries(wrapped) as LakeFolder
}

test('whatever the order of ingest, late data, exports, failures of the disk and restarts, the lake is equal to the store', async () => {
  const step = fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({
        kind: fc.constant('send' as const),
        drone: fc.nat(2),
        count: fc.integer({ min: 1, max: 30 }),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constant('late' as const),
        drone: fc.nat(2),
        backS: fc.integer({ min: 1, max: 4_000 }),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({ kind: fc.constant('wait' as const), forS: fc.constantFrom(7, 65, 800, 3_600) }),
    },
    {
      weight: 3,
      arbitrary: fc.record({ kind: fc.constant('export' as const), failsAt: fc.option(fc.nat(60), { nil: null }) }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('restart' as const) }) },
  )
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 14 }), async (steps) => {
      let left = Number.POSITIVE_INFINITY
      const own = await openExportRig({ operations: createFailingFolder(() => --left === 0) })
      rig = own
      try {
        for (const one of steps) {
          const nowS = Math.floor((own.clock.nowMs() - exportStartMs) / 1_000)
          if (one.kind === 'send') await own.send(one.drone, ...seconds(nowS - one.count, one.count))
          else if (one.kind === 'late') await own.send(one.drone, nowS - one.backS, nowS - one.backS + 1)
          else if (one.kind === 'wait') own.clock.setNow(own.clock.nowMs() + one.forS * 1_000)
          else if (one.kind === 'restart') own.restart()
          else {
            left = one.failsAt === null ? Number.POSITIVE_INFINITY : one.failsAt + 1
            await own.exportNow().catch((error: unknown) => {
              if (codeOf(error) !== 'unavailable') throw error
            })
            left = Number.POSITIVE_INFINITY
          }
        }
        await own.settle()
        await expectEqualToStore()
      } finally {
        await own.close()
      }
    }),
    { numRuns: 12, endOnFailure: true },
  )
  rig = await openExportRig()
}, 240_000)

test('routes come with the drones that got them, also when the lake was exported just before', async () => {
  rig = await openExportRig()
  await rig.exportNow()
  const droneId = droneIdOf(7)
  await rig.roster.addDrones(convoyId, [droneOf(droneId)])
  await rig.tables.insert(waypoints, [
    { convoyId, droneId, sequence: 1, latitudeDeg: 34, longitudeDeg: 69, altitudeM: 0 },
  ])
  await rig.exportNow()
  expect(await rig.ask('SELECT droneId::VARCHAR AS droneId, sequence FROM route_points')).toEqual([
    { droneId, sequence: 1 },
  ])
})
