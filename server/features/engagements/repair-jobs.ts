/** The repair of leaderboards and claims as jobs: run by one of all processes, at a start and periodically. */
import { isFailure } from '../../../lib/errors.ts'
import type { Ports } from '../../ports/index.ts'
import { checkLeaderboards, finishClaims, repairLeaderboards } from './repair.ts'

export const repairEveryMs = 600_000
/** The schedule is written again this often, in case it was lost, for example by a FLUSHALL. */
const scheduleAgainMs = 60_000
const retryMs = 1_000
/** Pause between two parts of a pass over the claims, so that it does not load the store. */
const claimsPauseMs = 1_000

type Deps = Parameters<typeof repairLeaderboards>[0] &
  Parameters<typeof finishClaims>[0] &
  Pick<Ports, 'clock'> & {
    log: Record<'info' | 'warn', (details: object, message: string) => void>
    /** False when the boards have just been repaired. */
    isDueAtStart: boolean
    /** Bounds of one job that finishes claims; 10,000 claims when absent. */
    claimBounds?: Parameters<typeof finishClaims>[2]
  }

/**
 * Repairs leaderboards soon after a start and every `repairEveryMs`, in one of the processes that run this, until `signal`
 * aborts. Each repair, and each start, also begins a pass over the claims unless one is in progress: a chain of jobs of at most
 * 10,000 claims each, run by any process. Resolves when running jobs have ended. Survives outages of the job store.
 */
export async function startRepairJobs(deps: Deps, jobs: Ports['jobs'], signal: AbortSignal): Promise<void> {
  const { clock, log } = deps
  const repair = async ({ convoyIds }: { convoyIds: Parameters<typeof repairLeaderboards>[1] | null }) => {
    const repaired = convoyIds ? await repairLeaderboards(deps, convoyIds) : await checkLeaderboards(deps)
    const isCorrected = repaired.correctedRows + repaired.correctedPlaces + repaired.correctedCounters > 0
    if (isCorrected) log.warn(repaired, 'leaderboards differed from their engagements and were corrected')
    else log.info(repaired, 'leaderboards agree with their engagements')
    await beginPass(jobs)
  }
  const finish = async ({ after }: { after: string | null }) => {
    const { finished, next } = await finishClaims(deps, after, deps.claimBounds)
    if (finished > 0) log.info({ finished }, 'finished engagements that were claimed but had no receipt')
    // Added before this job ends: a pass counts as in progress while one of its jobs waits or runs.
    if (next !== null) await jobs.add('finish-claims', { after: next }, { key: next, delayMs: claimsPauseMs })
  }
  const keepScheduled = async () => {
    let hasBegun = false
    while (!signal.aborted) {
      try {
        if (!hasBegun && deps.isDueAtStart)
          await jobs.add('repair-leaderboards', { convoyIds: null }, { key: 'at a start' })
        else if (!hasBegun) await beginPass(jobs)
        hasBegun = true
        await jobs.schedule('repair-leaderboards', { convoyIds: null }, repairEveryMs)
        await clock.sleep(scheduleAgainMs, signal)
      } catch (error) {
        if (!isFailure(error)) throw error
        await clock.sleep(retryMs, signal)
      }
    }
  }
  const working = [jobs.work('repair-leaderboards', repair, signal), jobs.work('finish-claims', finish, signal)]
  await Promise.all([...working, keepScheduled()])
}

/** Begins a pass over the claims taken since the last one, unless a pass is in progress. */
async function beginPass(jobs: Ports['jobs']): Promise<void> {
  const pass = (await jobs.figures()).find(({ name }) => name === 'finish-claims')
  if (pass && pass.waiting + pass.running > 0) return
  await jobs.add('finish-claims', { after: null }, { key: 'the first part' })
}
