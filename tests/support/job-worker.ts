/** A process that begins a job, has half of its effect, and hangs until it is killed: `node job-worker.ts lmdb|redis <place> <folder>`. */
import { writeSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import { openJobsAt, takeEffect } from './job-places.ts'

const [kind = '', place = '', folder = ''] = process.argv.slice(2)
const { jobs } = await openJobsAt(kind, place)
await jobs.work(
  'repair-leaderboards',
  async ({ convoyIds }) => {
    takeEffect(folder, convoyIds?.[0] ?? '')
    writeSync(1, 'begun\n')
    await setTimeout(600_000)
  },
  new AbortController().signal,
)
