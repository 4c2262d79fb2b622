/** F103: a worker that is killed in the middle of a job. */
import { type ChildProcess, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { ConvoyId } from '../../schema/ids.ts'
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

async function killMidway(kind: string, place: string): Promise<void> {
  const effects = join(folder, 'effects')
  mkdirSync(effects)
  const convoyId = randomUUID() as ConvoyId
  const before = await openJobsAt(kind, place)
  await before.jobs.add('repair-leaderboards', { convoyIds: [convoyId] })
  await before.close()

  const script = join(import.meta.dirname, '../support/job-worker.ts')
  const killed = spawn(process.execPath, [script, kind, place, effects], { stdio: ['ignore', 'pipe', 'inherit'] })
  child = killed
  const [said] = await once(createInterface({ input: killed.stdout }), 'line')
  expect(said).toBe('begun')
  killed.kill('SIGKILL')
  await once(killed, 'close')

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
  expect(await after.jobs.figures()).toEqual([
    { name: 'repair-leaderboards', waiting: 0, running: 0, done: 1, setAside: 0 },
  ])
  await after.close()
}

const promise = '103: a worker killed in the middle of a job: another runs it again, its effect is there once'
describe('embedded', () => {
  test(promise, () => killMidway('lmdb', join(folder, 'data')))
})
describeWithRedis('with a real Redis', () => {
  test(promise, () => killMidway('redis', `${requireRedis()} {test-${randomUUID()}}`))
})
