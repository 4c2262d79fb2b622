/** Jobs that two processes open one after the other, and an effect that shows how often it was had. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { jobs as jobsTable } from '../../schema/jobs.ts'
import { openTableJobs } from '../../server/adapters/lmdb/jobs.ts'
import { openLmdbTables } from '../../server/adapters/lmdb/tables.ts'
import { systemClock as clock } from '../../server/adapters/memory/clock.ts'
import { openRedisJobs } from '../../server/adapters/redis/jobs.ts'
import type { OpenJobs } from '../../server/ports/jobs.ts'

const quick = { tries: 3, backoffMs: 5, deadAfterMs: 500 }

/** `place`: a data folder, or a Redis' address and a prefix with a blank between. `warn` is called of each try that failed. */
export async function openJobsAt(
  kind: string,
  place: string,
  warn: () => void = () => undefined,
): Promise<{ jobs: OpenJobs; close(): Promise<void> }> {
  const log = { warn, info: () => undefined }
  if (kind === 'redis') {
    const [url = '', prefix = ''] = place.split(' ')
    const jobs = await openRedisJobs({ url, prefix, password: null, tlsCaFile: null, clock, log, ...quick })
    return { jobs, close: () => jobs.close() }
  }
  const tables = await openLmdbTables({ dataDir: place, clock, tables: [jobsTable] })
  const jobs = await openTableJobs({ tables, clock, log, ...quick })
  return { jobs, close: () => jobs.close().then(() => tables.close()) }
}

/** Had twice it is the same as had once. */
export const takeEffect = (folder: string, name: string): void => writeFileSync(join(folder, name), 'done')
