/** F103 and F104: workers that are killed in the middle of a job, once and each time. */
import { type ChildProcess, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { ConvoyId } from '../../schema/ids.ts'
import { type OpenJobs, processEnded } from '../../server/ports/jobs.ts'
import { openJobsAt, takeEffect } from '../support/job-places.ts'
import { describeWithRedis, requireRedis } from '../support/servers.ts'

let folder: string
let child: ChildProcess | null = null
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'jobs-kill-'))
})
afterEach(() => {
  child?.kill('SIGKILL')
  rmSync(folder, { recursive: true, force: true })
})

/** Resolves once a worker in a process of its own was killed in the middle of a run. */
async function killOneWorker(kind: string, place: string, effects: string): Promise<void> {
  const script = join(import.meta.dirname, '../support/job-worker.ts')
  const killed = spawn(process.execPath, [script, kind, place, effects], { stdio: ['ignore', 'pipe', 'inherit'] })
  child = killed
  const [said] = await once(createInterface({ input: killed.stdout }), 'line')
  expect(said).toBe('begun')
  killed.kill('SIGKILL')
  await once(killed, 'close')
}

async function killMidway(kind: string, place: string): Promise<void> {
  const effects = join(folder, 'effects')
  mkdirSync(effects)
  const convoyId = randomUUID() as ConvoyId
  const before = await openJobsAt(kind, place)
  await before.jobs.add('repair-leaderboards', { convoyIds: [convoyId] })
  await before.close()

  await killOneWorker(kind, place, effects)

  const after = await openJobsAt(kind, place)
  const stop = new AbortController()
  let runs = 0
  await after.jobs.work(
    'repair-leaderboards',
    async ({ convoyIds }) => {
      runs++
      takeEffect(effects, convoyIds?.[0] ?? '')
      stop.abort()
    },
    stop.signal,
  )
  expect(runs).toBe(1)
  expect(readdirSync(effects)).toEqual([convoyId])
  expect((await after.jobs.figures())[0]).toMatchObject({ waiting: 0, running: 0, done: 1, setAside: 0 })
  await after.close()
}

type Give = (jobs: OpenJobs, payload: { convoyIds: ConvoyId[] }) => Promise<void>
const adds: Give = (jobs, payload) => jobs.add('repair-leaderboards', payload)
const schedules: Give = (jobs, payload) => jobs.schedule('repair-leaderboards', payload, 3_600_000)

/** `give` has a job that is due at once. */
async function killEachTry(kind: string, place: string, give: Give): Promise<void> {
  const payload = { convoyIds: [randomUUID() as ConvoyId] }
  const before = await openJobsAt(kind, place)
  await give(before.jobs, payload)
  await before.close()
  for (let tries = 0; tries < 3; tries++) await killOneWorker(kind, place, folder)

  const stop = new AbortController()
  const after = await openJobsAt(kind, place, () => stop.abort())
  let runs = 0
  const run = async () => {
    runs++
    stop.abort()
  }
  await after.jobs.work('repair-leaderboards', run, stop.signal)
  expect(runs).toBe(0)
  const [aside] = await after.jobs.setAside(10)
  expect(aside).toMatchObject({ payload, tries: 3, error: processEnded })

  expect(await after.jobs.retry(aside?.id ?? '')).toBe(true)
  const again = new AbortController()
  await after.jobs.work('repair-leaderboards', async () => again.abort(), again.signal)
  expect(await after.jobs.setAside(10)).toEqual([])
  expect((await after.jobs.figures())[0]).toMatchObject({ running: 0, done: 1, setAside: 0 })
  await after.close()
}

const aside = '104: a job that kills its process fails for good after its attempts, and runs again when it is retried'
const promise = '103: a worker killed in the middle of a job: another runs it again, its effect is there once'
describe('embedded', () => {
  test(promise, () => killMidway('lmdb', join(folder, 'data')))
  test(aside, () => killEachTry('lmdb', join(folder, 'data'), adds), 30_000)
})
describeWithRedis('with a real Redis', () => {
  const place = () => `${requireRedis()} {test-${randomUUID()}}`
  test(promise, () => killMidway('redis', place()))
  test(aside, () => killEachTry('redis', place(), adds), 30_000)
  test(`of a schedule, ${aside}`, () => killEachTry('redis', place(), schedules), 30_000)
})
