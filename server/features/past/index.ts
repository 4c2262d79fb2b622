import { isFailure } from '../../../lib/errors.ts'
import type { Feature, Platform } from '../../feature.ts'
import type { Lease } from '../../repositories/leases.ts'
import type { PastPlan } from './plan.ts'
import { type FleetStart, preparePast } from './prepare.ts'
import { createPastResolvers } from './resolvers.ts'
import { type TellDeps, tellPast } from './tell.ts'

interface Needs extends Pick<TellDeps, 'openStory' | 'recordEngagements'> {
  fleetStart: FleetStart
  joinTermOf(fromMs: number, joinMs: number): number
}

/** Gives a new simulated fleet a past. */
export interface DemoPast {
  /** To be called before the fleet starts. */
  prepare(lease: Lease): Promise<PastPlan | null>
  /** To be called once it reports; retries after failures of the store. Resolves when the past is written or `signal` aborts. */
  tell(plan: PastPlan, signal: AbortSignal, lease: Lease): Promise<void>
}

const retryEveryMs = 5_000

export function openPast(platform: Platform, needs: Needs): Feature & DemoPast {
  const { config, clock, log, isShared } = platform
  // A fleet that reports to another server has its past there.
  const isOurs = isShared || config.simulatorTarget === null
  const hours = isOurs ? config.simulator.pastHours : 0
  const deps = { ...platform, ...needs, hours }
  return {
    ...(config.roles.has('web') && { resolvers: createPastResolvers(platform) }),
    prepare: (lease) => preparePast(deps, lease),
    async tell(plan, signal, lease) {
      while (!signal.aborted)
        try {
          return await tellPast(deps, plan, signal, lease)
        } catch (error) {
          if (signal.aborted) return
          if (!isFailure(error)) {
            log.error({ err: error }, 'the past of the simulated fleet is not written: a bug')
            return
          }
          log.warn({ error }, 'the past of the simulated fleet could not be written; trying again')
          await clock.sleep(retryEveryMs, signal)
        }
    },
  }
}
