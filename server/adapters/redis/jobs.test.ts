import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { describeWithRedis, requireRedis } from '../../../tests/support/servers.ts'
import { openTcpProxy } from '../../../tests/support/tcp-proxy.ts'
import { systemClock } from '../memory/clock.ts'
import { openRedisJobs } from './jobs.ts'
import { jobTimings, silentLog } from './redis-ports.contract.ts'

const openAt = (url: string, prefix: string) =>
  openRedisJobs({ url, password: null, tlsCaFile: null, log: silentLog, clock: systemClock, prefix, ...jobTimings })

describeWithRedis('jobs in a real Redis', () => {
  test('99: while Redis is unavailable `add` fails within a second; workers resume automatically afterwards', async () => {
    const proxy = await openTcpProxy(requireRedis())
    const prefix = `{test-${randomUUID()}}`
    const [jobs, near] = await Promise.all([openAt(proxy.url, prefix), openAt(requireRedis(), prefix)])
    const add = (to: typeof jobs) => to.add('repair-leaderboards', { convoyIds: null })
    await add(jobs)
    const stop = new AbortController()
    let ran: () => void = () => undefined
    const nextRun = () =>
      new Promise<void>((resolve) => {
        ran = resolve
      })
    const first = nextRun()
    const working = jobs.work('repair-leaderboards', async () => ran(), stop.signal)
    await first

    proxy.blackHole()
    const startMs = performance.now()
    await expect(add(jobs)).rejects.toMatchObject({ code: 'unavailable' })
    expect(performance.now() - startMs).toBeLessThan(1_500)
    proxy.restore()
    proxy.cut()
    await expect(add(jobs)).rejects.toMatchObject({ code: 'unavailable' })
    const second = nextRun()
    await add(near)
    proxy.restore()
    await second
    stop.abort()
    await working
    await Promise.all([jobs.close(), near.close()])
    await proxy.close()
  })
})

test('jobs open without Redis and fail immediately as unavailable; a worker ends when aborted', async () => {
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
