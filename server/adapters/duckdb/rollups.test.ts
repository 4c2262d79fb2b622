import { expect, test } from 'vitest'
import { rollupNames } from '../../../schema/lake-columns.ts'
import { lakeHourMs, makeLakeFolder, telemetryRow, toBatches } from '../../../tests/support/lake-rig.ts'
import { createTestClock } from '../memory/test-clock.ts'
import { openDuckdbLake } from './lake.ts'

test('rollups are the same from readings that were just written as from their file, to the byte', async () => {
  const { folder, remove } = makeLakeFolder()
  const lake = openDuckdbLake({ folder, clock: createTestClock(lakeHourMs) })
  const other = openDuckdbLake({ folder, clock: createTestClock(lakeHourMs) })
  const target = { hourMs: lakeHourMs, readAtMs: lakeHourMs }
  const write = (from: number) =>
    lake.write(
      { table: 'telemetry', ...target },
      toBatches(
        'telemetry',
        Array.from({ length: 20_000 }, (_, n) => telemetryRow(from + n)),
      ),
    )
  try {
    for (const from of [50_000, 0]) {
      const file = await write(from)
      if (!file) throw new Error('expected a file')
      for (const table of rollupNames) {
        const [own, again] = [
          await lake.derive({ table, ...target }, [file]),
          await other.derive({ table, ...target }, [file]),
        ]
        expect([table, own.digest]).toEqual([table, again.digest])
      }
    }
    const [one, two] = [await write(0), await write(20_000)]
    if (!one || !two) throw new Error('expected files')
    for (const files of [[one, two], [one]]) {
      const [own, again] = [
        await lake.derive({ table: 'minute_by_drone', ...target }, files),
        await other.derive({ table: 'minute_by_drone', ...target }, files),
      ]
      expect(own.digest).toBe(again.digest)
    }
  } finally {
    await lake.close()
    await other.close()
    remove()
  }
})
