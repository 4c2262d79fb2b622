import { join } from 'node:path'
import { expect, test } from 'vitest'
import { lakeHourMs, makeLakeFolder, telemetryRow, toBatches } from '../../../tests/support/lake-rig.ts'
import { createTestClock } from '../memory/test-clock.ts'
import { lakeFolder } from './folder.ts'
import { openDuckdbLake } from './lake.ts'

const rowsAtOnce = 10_000

test('more rows than its memory holds are written by way of the disk, and what comes after them as well', async () => {
  const { folder, remove } = makeLakeFolder()
  const lake = openDuckdbLake({ folder, clock: createTestClock(lakeHourMs) })
  const target = { table: 'telemetry', hourMs: lakeHourMs, readAtMs: lakeHourMs } as const
  const rows = Array.from({ length: rowsAtOnce }, (_, n) => telemetryRow(n))
  async function* rowsTimes(count: number) {
    for (let n = 0; n < count; n++) yield* toBatches('telemetry', rows)
  }
  try {
    for (const count of [70, 1]) {
      const file = await lake.write(target, rowsTimes(count))
      expect(file?.rows).toBe(count * rowsAtOnce)
      expect(await lakeFolder.list(join(folder, 'tmp'))).toEqual([])
    }
  } finally {
    await lake.close()
    remove()
  }
})
