import { chmodSync, existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { lakeViews } from '../../../../schema/lake-views.ts'
import { lakeHourMs, makeLakeFolder, writeTelemetry } from '../../../../tests/support/lake-rig.ts'
import { openSandboxRig } from '../../../../tests/support/sandbox-rig.ts'
import { createTestClock } from '../../memory/test-clock.ts'
import { openDuckdbLake } from '../lake.ts'

async function openRealLake() {
  const clock = createTestClock(lakeHourMs)
  const { folder, remove } = makeLakeFolder()
  chmodSync(dirname(folder), 0o755)
  const lake = openDuckdbLake({ folder, clock })
  const rig = openSandboxRig({ folder, open: lake.open })
  return {
    ...{ lake, rig, folder, clock },
    async close() {
      await rig.close()
      await lake.close()
      remove()
    },
  }
}

test('before anything was exported SQL is unavailable, and says why', async () => {
  const { rig, close } = await openRealLake()
  await expect(rig.ask('FROM telemetry')).rejects.toMatchObject({
    code: 'unavailable',
    message: expect.stringContaining('nothing was exported yet'),
  })
  await close()
})

test('every view of the lake can be asked, with and without files, with its computed columns', async () => {
  const { lake, rig, close } = await openRealLake()
  const file = await writeTelemetry(lake, 1_000)
  const rollup = await lake.derive({ table: 'minute_by_drone', hourMs: lakeHourMs, readAtMs: lakeHourMs }, [file])
  await lake.publish({ add: [file, rollup], remove: [], asOfMs: lakeHourMs, marks: {} })
  for (const { name, columns } of lakeViews)
    expect((await rig.ask(`FROM ${name} LIMIT 1`)).columns).toEqual(columns.map(({ name, type }) => ({ name, type })))
  const sql = `SELECT (SELECT count(*) FROM telemetry WHERE NOT isLate), (SELECT sum(readings) FROM minute_by_drone),
    (SELECT min(latitudeDeg) FROM telemetry), (SELECT count(*) FROM engagements)`
  expect(await rig.rowsOf(sql)).toEqual([[1_000, 1_000, 34, 0]])
  await close()
})

test('a query keeps the files it reads, though they are superseded and the lake is tidied, and lets go of them', async () => {
  const { lake, rig, clock, folder, close } = await openRealLake()
  const old = await writeTelemetry(lake, 2_000)
  await lake.publish({ add: [old], remove: [], asOfMs: lakeHourMs, marks: {} })
  let told = 0
  const next = Promise.withResolvers<void>()
  const sql =
    'SELECT count(*) FROM telemetry a, telemetry b, range(8) WHERE hash(a.sequence, b.sequence, range) % 7 <> 8'
  const running = rig.ask(sql, {
    onProgress() {
      told += 1
      if (told === 3) next.resolve()
    },
  })
  await Promise.race([next.promise, running])
  const newer = await writeTelemetry(lake, 10)
  await lake.publish({ add: [newer], remove: [old.path], asOfMs: lakeHourMs, marks: {} })
  clock.setNow(clock.nowMs() + 3_600_000)
  await lake.tidy()
  expect(existsSync(join(folder, old.path))).toBe(true)
  expect(await running).toMatchObject({ body: [Buffer.from('[32000000]')] })
  expect(await rig.rowsOf('SELECT count(*) FROM telemetry')).toEqual([[10]])
  await lake.tidy()
  expect(existsSync(join(folder, old.path))).toBe(false)
  await close()
})
