import type { Ports } from '../../ports/index.ts'
import { followTopic } from '../../repositories/follow-topic.ts'
import type { StrategyRegistry } from '../../repositories/strategies/registry.ts'

interface Deps extends Pick<Ports, 'bus' | 'clock'> {
  strategies: Pick<StrategyRegistry, 'use'>
  log: { warn(details: object, message: string): void }
}

/** Takes the strategies that an admin chooses in any process, in the one order of the bus, until `signal` aborts. */
export function followStrategies(deps: Deps, signal: AbortSignal): Promise<void> {
  const { strategies } = deps
  return followTopic(
    deps,
    'settings',
    {
      name: 'the choice of strategies',
      // What was chosen while this process could not hear it is not kept anywhere: it goes on as it was.
      missed: () => {},
      hear(change) {
        if (change.kind === 'strategy') strategies.use(change)
      },
    },
    signal,
  )
}
