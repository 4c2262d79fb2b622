import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { jobs as jobsTable } from '../../../schema/jobs.ts'
import { openEngagementRig } from '../../../tests/support/engagement-rig.ts'
import { openTableJobs } from '../../adapters/lmdb/jobs.ts'
import { openLmdbTables } from '../../adapters/lmdb/tables.ts'
import { systemClock } from '../../adapters/memory/clock.ts'
import { createTestClock } from '../../adapters/memory/test-clock.ts'
import type { Jobs } from '../../ports/jobs.ts'
import { repairEveryMs, startRepairJobs } from './repair-jobs.ts'

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

test('two processes repair once at their start and once a period, and end when told', async () => {
  // Of the jobs alone: by it a write to the disk or a turn at a board would take minutes.
  const clock = createTestClock()
  const rig = await openEngagementRig({ sharedAs: 'first', clock: { ...createTestClock(), ...systemClock } })
  const dataDir = mkdtempSync(join(tmpdir(), 'repair-jobs-'))
  const tables = await openLmdbTables({ dataDir, clock: systemClock, tables: [jobsTable] })
  closing.push(() => rmSync(dataDir, { recursive: true }), rig.close, tables.close)
  await rig.record()
  const jobs = await openTableJobs({ tables, clock, log: { warn: () => undefined } })
  const scheduled: Promise<void>[] = []
  const watched: Jobs = {
    ...jobs,
    schedule(...asked) {
      const asking = jobs.schedule(...asked)
      scheduled.push(asking)
      return asking
    },
  }

  const repairs: object[] = []
  let tell: () => void = () => {}
  const keep = (details: object) => {
    repairs.push(details)
    tell()
  }
  const log = { info: keep, warn: keep }
  const repaired = async (count: number) => {
    while (repairs.length < count)
      await new Promise<void>((resolve) => {
        tell = resolve
      })
  }
  const stop = new AbortController()
  const processes = [rig, await rig.start({ sharedAs: 'second' })].map((deps) =>
    startRepairJobs({ ...deps, clock, log, isDueAtStart: true }, watched, stop.signal),
  )
  await repaired(1)
  expect(repairs).toEqual([expect.objectContaining({ engagements: 1 })])
  while (scheduled.length < 2) await new Promise<void>((resolve) => setImmediate(resolve))
  await Promise.all(scheduled)
  for (const count of [2, 3]) {
    // A period that comes while the repair of the one before still runs is left out.
    while ((await jobs.figures())[0]?.running !== 0) await new Promise<void>((resolve) => setImmediate(resolve))
    await clock.advance(repairEveryMs)
    await repaired(count)
  }
  stop.abort()
  await Promise.all(processes)
  expect(repairs).toHaveLength(3)
  expect(await jobs.setAside(10)).toEqual([])
})
