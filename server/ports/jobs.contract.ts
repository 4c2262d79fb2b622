import { randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import type { ConvoyId } from '../../schema/ids.ts'
import type { Jobs, OpenJobs } from './jobs.ts'

const name = 'repair-leaderboards'
const convoyIdOf = () => randomUUID() as ConvoyId

export interface JobsRig {
  /** Opened with 3 tries and a backoff of some ms, over jobs of its own. */
  jobs: OpenJobs
  /** Opens the same jobs again, as a process that starts again. */
  reopen(): Promise<OpenJobs>
}

/** Works on jobs until ended; every run is noted, and then does what `run` says. */
function startWorker(jobs: Jobs, run: (payload: { convoyIds: ConvoyId[] | null }) => Promise<void> | void = () => {}) {
  const stop = new AbortController()
  const runs: (ConvoyId[] | null)[] = []
  const waiting = new Set<() => void>()
  const ended = jobs.work(
    name,
    async (payload) => {
      runs.push(payload.convoyIds)
      for (const notify of waiting) notify()
      await run(payload)
    },
    stop.signal,
  )
  return {
    runs,
    /** Resolves when that many runs have begun. */
    async begun(count: number) {
      while (runs.length < count) await new Promise<void>((resolve) => waiting.add(resolve))
    },
    end() {
      stop.abort()
      return ended
    },
  }
}

function gate() {
  let open: () => void = () => {}
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  return { open, opened }
}

const stateOf = async (jobs: Jobs) => (await jobs.figures()).find((of) => of.name === name)

/** Contract tests of Jobs, run against an adapter. */
export function jobsContract(adapter: string, open: () => Promise<JobsRig>) {
  const contractTest = (promise: string, check: (rig: JobsRig) => Promise<void>) =>
    describe(`jobs kept by ${adapter}:`, () => {
      test(promise, async () => {
        const rig = await open()
        await check(rig)
        await rig.jobs.close()
      })
    })

  contractTest('a job is run once with the payload as given, and is then done', async ({ jobs }) => {
    const convoyIds = [convoyIdOf(), convoyIdOf()]
    await jobs.add(name, { convoyIds })
    expect(await stateOf(jobs)).toEqual({ name, waiting: 1, running: 0, done: 0, setAside: 0 })
    const worker = startWorker(jobs)
    await worker.begun(1)
    await worker.end()
    expect(worker.runs).toEqual([convoyIds])
    expect(await stateOf(jobs)).toEqual({ name, waiting: 0, running: 0, done: 1, setAside: 0 })
  })

  contractTest('a key deduplicates waiting jobs, not finished ones', async ({ jobs }) => {
    await Promise.all([1, 2, 3].map(() => jobs.add(name, { convoyIds: null }, { key: 'a' })))
    await jobs.add(name, { convoyIds: null }, { key: 'b' })
    await jobs.add(name, { convoyIds: null })
    expect((await stateOf(jobs))?.waiting).toBe(3)
    const worker = startWorker(jobs)
    await worker.begun(3)
    await worker.end()
    await jobs.add(name, { convoyIds: null }, { key: 'a' })
    expect((await stateOf(jobs))?.waiting).toBe(1)
  })

  contractTest(
    'jobs begin as they were added, after a reopen too; one with a delay never before its time',
    async (rig) => {
      const delayMs = 50
      const delayed = [convoyIdOf()]
      const inOrder = Array.from({ length: 5 }, () => [convoyIdOf()])
      const dueMs = Date.now() + delayMs
      await rig.jobs.add(name, { convoyIds: delayed }, { delayMs })
      for (const convoyIds of inOrder) await rig.jobs.add(name, { convoyIds })
      const again = await rig.reopen()
      let delayedAtMs = 0
      const worker = startWorker(again, ({ convoyIds }) => {
        if (convoyIds?.[0] === delayed[0]) delayedAtMs = Date.now()
      })
      await worker.begun(6)
      await worker.end()
      expect(worker.runs.filter((run) => run?.[0] !== delayed[0])).toEqual(inOrder)
      expect(delayedAtMs).toBeGreaterThanOrEqual(dueMs)
      await again.close()
    },
  )

  contractTest('a run that throws is retried until one succeeds', async ({ jobs }) => {
    await jobs.add(name, { convoyIds: null })
    const worker = startWorker(jobs, () => {
      if (worker.runs.length < 3) throw new Error('not yet')
    })
    await worker.begun(3)
    await worker.end()
    expect(await stateOf(jobs)).toMatchObject({ waiting: 0, done: 1, setAside: 0 })
    expect(await jobs.setAside(10)).toEqual([])
  })

  contractTest(
    '104: a job that always fails fails for good after its attempts, newest first, until it is retried',
    async (rig) => {
      const { jobs } = rig
      const [first, second] = [convoyIdOf(), convoyIdOf()]
      let isBroken = true
      const worker = startWorker(jobs, ({ convoyIds }) => {
        if (isBroken) throw new Error(`broken: ${convoyIds?.[0]}`)
      })
      await jobs.add(name, { convoyIds: [first] }, { key: 'x' })
      await worker.begun(3)
      await jobs.add(name, { convoyIds: [second] })
      await worker.begun(6)
      await worker.end()
      const aside = await jobs.setAside(10)
      const failed = { id: expect.any(String), name, tries: 3, failedAtMs: expect.any(Number) }
      expect(aside).toEqual([
        { ...failed, payload: { convoyIds: [second] }, error: `broken: ${second}` },
        { ...failed, payload: { convoyIds: [first] }, error: `broken: ${first}` },
      ])
      expect(await jobs.setAside(1)).toEqual(aside.slice(0, 1))
      expect(await stateOf(jobs)).toMatchObject({ waiting: 0, setAside: 2 })

      expect(await jobs.retry('nobody')).toBe(false)
      expect(await jobs.retry(aside[0]?.id ?? '')).toBe(true)
      expect(await jobs.retry(aside[0]?.id ?? '')).toBe(false)
      isBroken = false
      const again = startWorker(jobs)
      await again.begun(1)
      await again.end()
      expect(again.runs).toEqual([[second]])
      expect(await stateOf(jobs)).toMatchObject({ waiting: 0, done: 1, setAside: 1 })
    },
  )

  contractTest('a schedule fires once a period, however many processes request it and work on it', async (rig) => {
    const other = await rig.reopen()
    const everyMs = 100
    const startMs = performance.now()
    await rig.jobs.schedule(name, { convoyIds: null }, everyMs)
    await Promise.all([1, 2].map(() => other.schedule(name, { convoyIds: null }, everyMs)))
    let runs = 0
    const five = gate()
    const count = () => {
      if (++runs === 5) five.open()
    }
    const workers = [startWorker(rig.jobs, count), startWorker(rig.jobs, count)]
    await five.opened
    const elapsedMs = performance.now() - startMs
    await Promise.all(workers.map((worker) => worker.end()))
    // One at once at most, then one a period; never two.
    expect(elapsedMs).toBeGreaterThanOrEqual(3 * everyMs)
    await other.close()
  })

  contractTest('jobs and those that failed survive a close', async (rig) => {
    const convoyIds = [convoyIdOf()]
    const failing = startWorker(rig.jobs, () => {
      throw new Error('broken')
    })
    await rig.jobs.add(name, { convoyIds: null })
    await failing.begun(3)
    await failing.end()
    await rig.jobs.add(name, { convoyIds }, { key: 'a' })
    await rig.jobs.close()
    const jobs = await rig.reopen()
    await jobs.add(name, { convoyIds: null }, { key: 'a' })
    expect(await jobs.setAside(10)).toHaveLength(1)
    const worker = startWorker(jobs)
    await worker.begun(1)
    await worker.end()
    expect(worker.runs).toEqual([convoyIds])
    await jobs.close()
  })

  contractTest('two workers share the jobs and never run the same one', async ({ jobs }) => {
    const all = Array.from({ length: 20 }, () => [convoyIdOf()])
    const both = gate()
    const workers = [startWorker(jobs, () => both.opened), startWorker(jobs, () => both.opened)] as const
    for (const convoyIds of all) await jobs.add(name, { convoyIds })
    await Promise.all(workers.map((worker) => worker.begun(1)))
    expect(await stateOf(jobs)).toMatchObject({ running: 2, waiting: 18 })
    both.open()
    while (workers[0].runs.length + workers[1].runs.length < 20)
      await Promise.race(workers.map((worker) => worker.begun(worker.runs.length + 1)))
    await Promise.all(workers.map((worker) => worker.end()))
    const runs = workers.flatMap((worker) => worker.runs)
    expect(runs.toSorted()).toEqual(all.toSorted())
  })

  contractTest('a worker ends when its signal aborts, after what it runs, and takes no more', async ({ jobs }) => {
    const held = gate()
    const worker = startWorker(jobs, () => held.opened)
    await jobs.add(name, { convoyIds: null })
    await jobs.add(name, { convoyIds: null })
    await worker.begun(1)
    let hasEnded = false
    const ending = worker.end().then(() => {
      hasEnded = true
    })
    expect(await stateOf(jobs)).toMatchObject({ running: 1, waiting: 1 })
    expect(hasEnded).toBe(false)
    held.open()
    await ending
    expect(await stateOf(jobs)).toMatchObject({ running: 0, waiting: 1, done: 1 })
  })
}
