import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { jobs as jobsTable } from '../../../schema/jobs.ts'
import { createFailingTables } from '../../../tests/support/failing-tables.ts'
import { jobsContract } from '../../ports/jobs.contract.ts'
import type { OpenTables } from '../../ports/tables.ts'
import { systemClock as clock } from '../memory/clock.ts'
import { openTableJobs } from './jobs.ts'
import { openLmdbTables } from './tables.ts'

const log = { warn: () => undefined }
const opened: { dataDir: string; tables: OpenTables }[] = []
afterAll(async () => {
  for (const { tables, dataDir } of opened) {
    await tables.close()
    rmSync(dataDir, { recursive: true })
  }
})

async function openStore(): Promise<OpenTables> {
  const dataDir = mkdtempSync(join(tmpdir(), 'jobs-'))
  const tables = await openLmdbTables({ dataDir, clock, tables: [jobsTable] })
  opened.push({ dataDir, tables })
  return tables
}

jobsContract('lmdb', async () => {
  const tables = await openStore()
  const open = () => openTableJobs({ tables, clock, log, tries: 3, backoffMs: 5 })
  return { jobs: await open(), reopen: open }
})

test('when two callers add the same key at the same time, neither resolves unless the job is stored', async () => {
  const tables = createFailingTables(await openStore())
  const jobs = await openTableJobs({ tables, clock, log })
  const addTwice = () =>
    Promise.allSettled([1, 2].map(() => jobs.add('repair-leaderboards', { convoyIds: null }, { key: 'a' })))
  const waiting = async () => (await jobs.figures())[0]?.waiting

  tables.failAt({ write: 1, how: 'lost', down: true })
  expect((await addTwice()).map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  expect(await waiting()).toBe(0)
  tables.failAt({ write: 1, how: 'lost' })
  expect((await addTwice()).map(({ status }) => status)).toEqual(['rejected', 'fulfilled'])
  expect(await waiting()).toBe(1)
})
