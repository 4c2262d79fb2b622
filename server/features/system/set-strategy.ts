import { requirePermission } from '../../../lib/permissions.ts'
import type { Actor } from '../../../schema/permissions.ts'
import type { ReadStrategyName, StrategyEntity, WriteStrategyName } from '../../../schema/strategies.ts'
import type { Ports } from '../../ports/index.ts'
import type { StrategyRegistry, StrategyState } from '../../repositories/strategies/registry.ts'

type Deps = Pick<Ports, 'bus' | 'clock'> & { strategies: StrategyRegistry }

export interface StrategyInput {
  entity: StrategyEntity
  /** Null: unchanged. */
  read: ReadStrategyName | null
  write: WriteStrategyName | null
}

/**
 * Sets the read and write strategy of an entity: in this process by the time it resolves, in the others shortly after. Not stored:
 * a restarted process uses its configuration. Fails with `invalid` for a strategy that the entity does not support, and with
 * `unavailable` while the bus is; then nothing has changed anywhere.
 */
export async function setStrategy(deps: Deps, actor: Actor, input: StrategyInput): Promise<StrategyState> {
  requirePermission(actor, 'system:write')
  const next = deps.strategies.decide(input.entity, input)
  const change = { entity: input.entity, ...next, by: actor.name, atMs: deps.clock.nowMs() }
  await deps.bus.publish('settings', { kind: 'strategy', ...change })
  deps.strategies.use(change)
  return deps.strategies.list().find(({ entity }) => entity === input.entity) as StrategyState
}
