import type { ReadStrategyName } from '../../../schema/strategies.ts'
import { createCachedEntity } from './cached-entity.ts'
import type { Readable, ReadCounters, StrategyDeps } from './entity.ts'
import { readStrategies } from './read.ts'

/** Values that are written by another way, read by the strategy in use. A cache that is unavailable costs time only. */
export interface Reader<K, V> {
  readonly strategy: ReadStrategyName
  /** As of now. */
  readonly counters: Readonly<ReadCounters>
  /** The value, or null. */
  read(key: K): Promise<V | null>
  /** Says that the store was changed: reads that begin afterwards see it. */
  invalidate(keys: readonly K[]): Promise<void>
  use(strategy: ReadStrategyName): void
}

export function createReader<K, V>(
  deps: StrategyDeps,
  entity: Readable<K, V>,
  initial: ReadStrategyName,
): Reader<K, V> {
  const cached = createCachedEntity(deps, entity)
  let strategy = initial
  return {
    get strategy() {
      return strategy
    },
    get counters() {
      return { ...cached.counters }
    },
    read: (key) => readStrategies[strategy](cached, key),
    invalidate: (keys) => cached.invalidate(keys),
    use(next) {
      strategy = next
    },
  }
}
