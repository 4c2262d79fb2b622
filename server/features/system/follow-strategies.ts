import type { Ports } from '../../ports/index.ts'
import { followTopic } from '../../repositories/follow-topic.ts'
import type { StrategyRegistry } from '../../repositories/strategies/registry.ts'

interface Deps extends Pick<Ports, 'bus' | 'clock'> {
  strategies: Pick<StrategyRegistry, 'use'>
  log: { warn(details: object, message: string): void }
}

/** Applies the strategies that an admin chooses in any process, in the order of the bus, until `signal` aborts. */
export function followStrategies(deps: Deps, signal: AbortSignal): Promise<void> {
  const { strategies } = deps
  return followTopic(
    deps,
    'settings',
    {
      name: 'strategy settings',
      // The choice is not stored: one that was missed is not applied here.
      reload: () => {},
      onMessage(change) {
        if (change.kind === 'strategy') strategies.use(change)
      },
    },
    signal,
  )
}
