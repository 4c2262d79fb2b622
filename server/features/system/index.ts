import type { Feature, Platform } from '../../feature.ts'
import { createStrategyRegistry } from '../../repositories/strategies/registry.ts'
import { followStrategies } from './follow-strategies.ts'
import { skippedMetrics, strategyMetrics } from './metrics.ts'
import type { SystemDeps } from './read-system.ts'
import { createSystemResolvers } from './resolvers.ts'

interface Needs extends Pick<SystemDeps, 'readings'> {
  /** The entities whose strategies can be chosen. */
  strategies: Parameters<typeof createStrategyRegistry>[0]
}

/** The state of the running server, and what an admin may change at runtime. */
export async function openSystem(platform: Platform, { readings, strategies: members }: Needs): Promise<Feature> {
  const { config, mode, version, startedAtMs, processId, states, signal } = platform
  if (!config.roles.has('web')) return { metrics: skippedMetrics(platform.bus) }
  const strategies = createStrategyRegistry(members)
  await followStrategies({ ...platform, strategies }, signal)
  const about = {
    ...{ mode, version, startedAtMs },
    process: { id: process.pid, name: processId, roles: [...config.roles] },
  }
  const stores = { list: () => states().map(toStoreState) }
  return {
    resolvers: createSystemResolvers({ ...platform, about, stores, strategies, readings }),
    metrics: [...strategyMetrics(strategies), ...skippedMetrics(platform.bus)],
  }
}

const toStoreState = ({ name, kind, state }: ReturnType<Platform['states']>[number]) =>
  ({ name, kind, state: state.isUp ? 'up' : 'down', sinceMs: state.sinceMs, detail: state.detail }) as const
