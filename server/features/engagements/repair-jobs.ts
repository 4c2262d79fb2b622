/** The repair of leaderboards as a job: once for all processes, at a start and from time to time. */
import { isFailure } from '../../../lib/errors.ts'
import type { Ports } from '../../ports/index.ts'
import { repairLeaderboards } from './repair.ts'

export const repairEveryMs = 600_000
/** A schedule that is lost, as by a FLUSHALL, is back after so long. */
const scheduleAgainMs = 60_000
const retryMs = 1_000

type Deps = Parameters<typeof repairLeaderboards>[0] &
  Pick<Ports, 'clock'> & {
    log: Record<'info' | 'warn', (details: object, message: string) => void>
    /** False where the boards were repaired just now. */
    isDueAtStart: boolean
  }

/**
 * Repairs leaderboards when it is due, in one of the processes that run this, until `signal` aborts: soon after a start and
 * every `repairEveryMs`. Resolves when the repair under way has ended. Goes on when the jobs could not be reached for a while.
 */
export async function startRepairJobs(deps: Deps, jobs: Ports['jobs'], signal: AbortSignal): Promise<void> {
  const { clock, log } = deps
  const repair = async ({ convoyIds }: { convoyIds: Parameters<typeof repairLeaderboards>[1] | null }) => {
    const repaired = await repairLeaderboards(deps, convoyIds ?? undefined)
    const isMended = repaired.mendedRows + repaired.mendedPlaces > 0
    if (isMended) log.warn(repaired, 'leaderboards differed from their engagements and were mended')
    else log.info(repaired, 'leaderboards agree with their engagements')
  }
  const keepScheduled = async () => {
    let isDue = deps.isDueAtStart
    while (!signal.aborted) {
      try {
        if (isDue) await jobs.add('repair-leaderboards', { convoyIds: null }, { key: 'at a start' })
        isDue = false
        await jobs.schedule('repair-leaderboards', { convoyIds: null }, repairEveryMs)
        await clock.sleep(scheduleAgainMs, signal)
      } catch (error) {
        if (!isFailure(error)) throw error
        await clock.sleep(retryMs, signal)
      }
    }
  }
  await Promise.all([jobs.work('repair-leaderboards', repair, signal), keepScheduled()])
}
