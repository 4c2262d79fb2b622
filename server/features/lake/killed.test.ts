import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, expect, test } from 'vitest'
import {
  type ExportRig,
  expectedRows,
  lakeRowsSql,
  openExportRig,
  rollupFaultsSql,
} from '../../../tests/support/export-rig.ts'

let rig: ExportRig
afterEach(() => rig.close())

/** A process costs about a second: every third operation, which comes to each of their kinds. */
const operationsApart = 3
const writer = join(import.meta.dirname, '../../../tests/support/lake-writer.ts')

/** True when the export came to its end before the n-th operation. */
async function exportKilledAfter(operation: number): Promise<boolean> {
  const args = [writer, rig.folder, String(operation), String(rig.clock.nowMs())]
  try {
    const { stdout } = await promisify(execFile)(process.execPath, args)
    return stdout.includes('done')
  } catch (error) {
    if ((error as { signal?: string }).signal === 'SIGKILL') return false
    throw error
  }
}

test('F93, F130 an export killed after any operation on its files leaves nothing wrong, nothing double, nothing over', async () => {
  rig = await openExportRig()
  await rig.send(0, ...Array.from({ length: 40 }, (_, n) => n))
  await rig.send(1, ...Array.from({ length: 40 }, (_, n) => n - 4_000))
  rig.clock.setNow(rig.clock.nowMs() + 2 * 3_600_000)
  const expected = expectedRows(await rig.stored())
  await rig.closeStore()
  let operation = 1
  for (let isDone = false; !isDone; operation += operationsApart) {
    isDone = await exportKilledAfter(operation)
    // The next process sees each hour whole, or not at all.
    const rows = await rig.ask(
      'SELECT count(*)::INTEGER AS n FROM telemetry GROUP BY time_bucket(INTERVAL 1 hour, recordedAt)',
    )
    for (const { n } of rows) expect(n).toBe(40)
  }
  expect(operation).toBeGreaterThan(20)
  expect(await rig.ask(lakeRowsSql)).toEqual(expected)
  expect(await rig.ask(rollupFaultsSql)).toEqual([])
  expect(await rig.lake.check()).toEqual([])
  const { manifest } = await rig.lake.open()
  const named = manifest.files.map(({ path }) => path)
  rig.clock.setNow(rig.clock.nowMs() + 3_600_000)
  await rig.lake.tidy()
  expect((await rig.listLake()).filter((path) => path.endsWith('.parquet')).sort()).toEqual(named.sort())
}, 300_000)
