import type { ReadStrategyName } from '../../../schema/strategies.ts'
import { createCachedEntity } from './cached-entity.ts'
import type { Readable, ReadCounters, StrategyDeps } from './entity.ts'
import { readStrategies } from './read.ts'

/** Reads values, which are written elsewhere, by the current strategy. An unavailable cache only costs time. */
export interface Reader<K, V> {
  readonly strategy: ReadStrategyName
  /** A snapshot. */
  readonly counters: Readonly<ReadCounters>
  /** The value, or null. */
  read(key: K): Promise<V | null>
  /** Call it after a write to the store: reads that begin afterwards see the new values. */
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
    invalidate: cached.invalidate,
    use(next) {
      strategy = next
    },
  }
}
