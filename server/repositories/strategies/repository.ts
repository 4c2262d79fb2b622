import { createKeyedMutex } from '../../../lib/async/keyed-mutex.ts'
import type { ReadStrategyName, WriteStrategyName } from '../../../schema/strategies.ts'
import { createCachedEntity } from './cached-entity.ts'
import type { Entity, ReadCounters, StrategyDeps } from './entity.ts'
import { readStrategies } from './read.ts'
import { writeStrategies } from './write.ts'

export interface WholeStrategies {
  read: ReadStrategyName
  write: WriteStrategyName
}

/** Values of one entity, read and written by the strategies in use. The store is the truth: a cache that is unavailable costs time only. */
export interface Repository<K, V> {
  readonly strategies: WholeStrategies
  /** As of now. */
  readonly counters: Readonly<ReadCounters>
  /** The value, or null. What was written through this repository before is seen. */
  read(key: K): Promise<V | null>
  /** Resolves when durable. */
  write(key: K, value: V): Promise<void>
  /** Says that the store was changed by another way: reads that begin afterwards see it. */
  invalidate(keys: readonly K[]): Promise<void>
  /** From now on; a write under way ends by the strategy in use when it does. */
  use(strategies: Partial<WholeStrategies>): void
}

export function createRepository<K, V>(
  deps: StrategyDeps,
  entity: Entity<K, V>,
  initial: WholeStrategies,
): Repository<K, V> {
  const cached = createCachedEntity(deps, entity)
  // Writes of one key in turn: else two of this process would drive each other out of the cache.
  const mutex = createKeyedMutex<string>()
  let strategies = initial

  return {
    get strategies() {
      return strategies
    },
    get counters() {
      return { ...cached.counters }
    },
    read: (key) => readStrategies[strategies.read](cached, key),
    write: (key, value) =>
      mutex.run(entity.keyTextOf(key), async () => {
        const write = await cached.beginWrite(key)
        try {
          await entity.save(key, value)
        } catch (error) {
          // It may have happened nevertheless.
          await write.invalidate()
          throw error
        }
        await writeStrategies[strategies.write](write, value)
      }),
    invalidate: (keys) => cached.invalidate(keys),
    use(wanted) {
      strategies = { ...strategies, ...wanted }
    },
  }
}
