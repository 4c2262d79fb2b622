import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import type { EngagementId } from '../../../schema/ids.ts'
import { jobs as jobsTable } from '../../../schema/jobs.ts'
import { convoyId, droneId, engagementId, openEngagementRig } from '../../../tests/support/engagement-rig.ts'
import { createFailingTables, type FailingTables } from '../../../tests/support/failing-tables.ts'
import { openTableJobs } from '../../adapters/lmdb/jobs.ts'
import { openLmdbTables } from '../../adapters/lmdb/tables.ts'
import { systemClock } from '../../adapters/memory/clock.ts'
import { createTestClock } from '../../adapters/memory/test-clock.ts'
import type { Jobs } from '../../ports/jobs.ts'
import type { Tables } from '../../ports/tables.ts'
import { findClaim } from '../../repositories/engagement-claims.ts'
import { findEngagement } from '../../repositories/engagements.ts'
import { repairEveryMs, startRepairJobs } from './repair-jobs.ts'

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

test('two processes repair once at their start and once per period, and stop when aborted', async () => {
  // Used by the jobs only: in its time a write to disk or a turn at a board would take minutes.
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
    // A period is skipped while the previous repair still runs.
    while ((await jobs.figures())[0]?.running !== 0) await new Promise<void>((resolve) => setImmediate(resolve))
    await clock.advance(repairEveryMs)
    await repaired(count)
  }
  stop.abort()
  await Promise.all(processes)
  expect(repairs).toHaveLength(3)
  expect(await jobs.setAside(10)).toEqual([])
})

test('a pass over the claims runs part by part, in any process, and no second one begins meanwhile', async () => {
  const clock = createTestClock()
  let failing: FailingTables | null = null
  const rig = await openEngagementRig({
    clock: { ...createTestClock(), ...systemClock },
    wrapTables: (store) => {
      failing ??= createFailingTables(store)
      return failing
    },
  })
  const dataDir = mkdtempSync(join(tmpdir(), 'repair-jobs-'))
  const jobTables = await openLmdbTables({ dataDir, clock: systemClock, tables: [jobsTable] })
  closing.push(() => rmSync(dataDir, { recursive: true }), rig.close, jobTables.close)
  const left = [1, 2, 3, 4, 5].map(engagementId)
  for (const id of left) {
    // The process ends right after taking the claim.
    ;(failing as FailingTables | null)?.failAt({ write: 3, how: 'lost', down: true })
    await expect(rig.record({ engagementId: id, droneId: droneId(1), hit: true })).rejects.toThrow()
  }

  const jobs = await openTableJobs({ tables: jobTables, clock, log: { warn: () => undefined } })
  const ofPass = async () => (await jobs.figures()).find(({ name }) => name === 'finish-claims')
  const partsDone = async (count: number) => {
    while ((await ofPass())?.done !== count) await new Promise<void>((resolve) => setImmediate(resolve))
  }
  const restarted = await rig.start()
  const log = { info: () => undefined, warn: () => undefined }
  const begin = (signal: AbortSignal) =>
    startRepairJobs(
      { ...restarted, clock, log, isDueAtStart: false, claimBounds: { pages: 1, pageSize: 2 } },
      jobs,
      signal,
    )
  const [first, second] = [new AbortController(), new AbortController()]
  const one = begin(first.signal)
  await partsDone(1)
  first.abort()
  await one
  const other = begin(second.signal)
  await clock.advance(0)
  expect(await ofPass()).toMatchObject({ waiting: 1, running: 0, done: 1 })
  for (const count of [2, 3]) {
    await clock.advance(1_000)
    await partsDone(count)
  }
  expect(await ofPass()).toMatchObject({ waiting: 0, running: 0, done: 3, setAside: 0 })
  for (const id of left) expect((await recordOf(rig.store, id))?.placement).toBeTruthy()
  expect(restarted.boards.findBoard(convoyId)?.totalEngagements).toBe(5)
  second.abort()
  await other
})

async function recordOf(store: Tables, id: EngagementId) {
  const claim = await findClaim(store, id)
  return claim && findEngagement(store, claim.engagement)
}
