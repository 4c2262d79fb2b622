import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { describeWithRedis, requireRedis } from '../../../tests/support/servers.ts'
import { jobsContract } from '../../ports/jobs.contract.ts'
import { systemClock } from '../memory/clock.ts'
import { openRedisJobs } from './jobs.ts'

const log = { warn: () => undefined, info: () => undefined }
const quick = { tries: 3, backoffMs: 5, deadAfterMs: 1_000 }
const openAt = (url: string, prefix: string) =>
  openRedisJobs({ url, password: null, tlsCaFile: null, log, clock: systemClock, prefix, ...quick })

describeWithRedis('jobs in a real Redis', () => {
  jobsContract('redis', async () => {
    const prefix = `{test-${randomUUID()}}`
    return { jobs: await openAt(requireRedis(), prefix), reopen: () => openAt(requireRedis(), prefix) }
  })
})

test('jobs open without Redis and say at once that it is away; a worker ends when told', async () => {
  const jobs = await openAt('redis://127.0.0.1:1', '{test}')
  const startMs = performance.now()
  await expect(jobs.add('repair-leaderboards', { convoyIds: null })).rejects.toMatchObject({ code: 'unavailable' })
  expect(performance.now() - startMs).toBeLessThan(500)
  const stop = new AbortController()
  const working = jobs.work('repair-leaderboards', async () => undefined, stop.signal)
  stop.abort()
  await working
  await jobs.close()
})
