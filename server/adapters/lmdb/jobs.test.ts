import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { jobs as jobsTable } from '../../../schema/jobs.ts'
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

jobsContract('lmdb', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'jobs-'))
  const tables = await openLmdbTables({ dataDir, clock, tables: [jobsTable] })
  opened.push({ dataDir, tables })
  const open = () => openTableJobs({ tables, clock, log, tries: 3, backoffMs: 5 })
  return { jobs: await open(), reopen: open }
})
