/** The repair of leaderboards and of claims as jobs: once for all processes, at a start and from time to time. */
import { isFailure } from '../../../lib/errors.ts'
import type { Ports } from '../../ports/index.ts'
import { checkLeaderboards, finishClaims, repairLeaderboards } from './repair.ts'

export const repairEveryMs = 600_000
/** A schedule that is lost, as by a FLUSHALL, is back after so long. */
const scheduleAgainMs = 60_000
const retryMs = 1_000
/** Between two parts of the claims: a pass leaves the store to others. */
const claimsPauseMs = 1_000

type Deps = Parameters<typeof repairLeaderboards>[0] &
  Parameters<typeof finishClaims>[0] &
  Pick<Ports, 'clock'> & {
    log: Record<'info' | 'warn', (details: object, message: string) => void>
    /** False where the boards were repaired just now. */
    isDueAtStart: boolean
    /** Of one job that finishes claims; absent: 10,000 claims. */
    claimBounds?: Parameters<typeof finishClaims>[2]
  }

/**
 * Repairs leaderboards when it is due, in one of the processes that run this, until `signal` aborts: soon after a start and
 * every `repairEveryMs`. Each time, and at a start, a pass over the claims begins unless one is under way: jobs of at most
 * 10,000 claims, one after the other, that go on in any process. Resolves when what is under way has ended. Goes on when the
 * jobs could not be reached for a while.
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
    if (finished > 0) log.info({ finished }, 'finished engagements that were claimed and never answered')
    // Before this job ends: a pass is under way as long as one waits or runs.
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

/** Over the claims since the last pass, unless one is under way. */
async function beginPass(jobs: Ports['jobs']): Promise<void> {
  const pass = (await jobs.figures()).find(({ name }) => name === 'finish-claims')
  if (pass && pass.waiting + pass.running > 0) return
  await jobs.add('finish-claims', { after: null }, { key: 'the first part' })
}
