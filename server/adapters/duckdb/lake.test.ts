import { lakeHourMs, makeLakeFolder } from '../../../tests/support/lake-rig.ts'
import { lakeContract } from '../../ports/lake.contract.ts'
import { createTestClock } from '../memory/test-clock.ts'
import { openDuckdbLake } from './lake.ts'

lakeContract('duckdb', async () => {
  const clock = createTestClock(lakeHourMs)
  const { folder, remove } = makeLakeFolder()
  const opened = [openDuckdbLake({ folder, clock })]
  return {
    lake: opened[0] as (typeof opened)[0],
    again() {
      const again = openDuckdbLake({ folder, clock })
      opened.push(again)
      return again
    },
    passTime: (ms) => clock.setNow(clock.nowMs() + ms),
    async close() {
      await Promise.all(opened.map((lake) => lake.close()))
      remove()
    },
  }
})
