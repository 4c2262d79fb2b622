import { requirePermission } from '../../../lib/permissions.ts'
import type { Actor } from '../../../schema/permissions.ts'
import type { ReadStrategyName, StrategyEntity, WriteStrategyName } from '../../../schema/strategies.ts'
import type { Ports } from '../../ports/index.ts'
import type { StrategyRegistry, StrategyState } from '../../repositories/strategies/registry.ts'

type Deps = Pick<Ports, 'bus' | 'clock'> & { strategies: StrategyRegistry }

export interface StrategyInput {
  entity: StrategyEntity
  /** Null: as it is. */
  read: ReadStrategyName | null
  write: WriteStrategyName | null
}

/**
 * Chooses how an entity is read and written: in this process when it resolves, in the others within moments, in each until it
 * restarts; then configuration holds again. Fails with `invalid` for what the entity can't be, `unavailable` while the bus is
 * away: then nothing was changed anywhere.
 */
export async function setStrategy(deps: Deps, actor: Actor, input: StrategyInput): Promise<StrategyState> {
  requirePermission(actor, 'system:write')
  const next = deps.strategies.decide(input.entity, input)
  const change = { entity: input.entity, ...next, by: actor.name, atMs: deps.clock.nowMs() }
  await deps.bus.publish('settings', { kind: 'strategy', ...change })
  deps.strategies.use(change)
  return deps.strategies.list().find(({ entity }) => entity === input.entity) as StrategyState
}
